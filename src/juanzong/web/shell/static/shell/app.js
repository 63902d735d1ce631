// Conveniences for quick hands. Without this file everything but dragging files still works.
import { startDropzones } from "./dropzone.js";

const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const typing = (element) => element.closest("input, textarea, select, [contenteditable], dialog[open]");

// The search box: "/" or Ctrl+K, arrow keys in what was found
function startSearch() {
  const box = $("#search");
  const list = $("#search-results");
  if (!box || !list) return;
  const options = () => $$('[role="option"][href]', list);
  const chosen = () => $('[aria-selected="true"]', list);
  const open = (yes) => {
    list.hidden = !yes;
    box.setAttribute("aria-expanded", String(yes));
    if (!yes) choose(null);
  };
  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option?.id) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };
  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !typing(event.target);
    const ctrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (!slash && !ctrlK) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  list.addEventListener("htmx:afterSwap", () => open(box.value.trim() !== "" && list.childElementCount > 0));
  box.addEventListener("input", () => { if (!box.value.trim()) open(false); });
  box.addEventListener("focus", () => { if (box.value.trim() && list.childElementCount) open(true); });
  box.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden || !all.length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(all[(at + step + all.length) % all.length] ?? all[0]);
    } else if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      all[at].click();
    } else if (event.key === "Escape") {
      if (list.hidden) box.blur();
      open(false);
    }
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) open(false); });
  box.form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !box.form.contains(event.relatedTarget)) open(false);
  });
}

// Rows: j and k or the arrows move, Enter opens; a click anywhere on the row opens it
function startRows() {
  const links = () => $$("[data-rows] [data-open]");
  document.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (!all.length || (event.key.startsWith("Arrow") && at < 0)) return;
    event.preventDefault();
    all[Math.min(Math.max(at + step, 0), all.length - 1)].focus();
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-rows] tr");
    const link = row && $("[data-open]", row);
    if (!link || event.target.closest("a, button, input, label, select, summary")) return;
    if (String(getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
    else link.click();
  });
}

// Filters of a list: folded on a phone until somebody wants them
function startFilters() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fold-filters]");
    if (button) button.setAttribute("aria-expanded", button.form.classList.toggle("unfolded"));
  });
}

// Dialogs: data-open-dialog="id", data-close-dialog; one with errors in it opens itself
function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open-dialog]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.openDialog)?.showModal();
    } else if (event.target.closest("[data-close-dialog]") || event.target.matches("dialog[open]")) {
      event.target.closest("dialog")?.close();
    }
  });
  $$("dialog").filter((dialog) => $(".wrong, .notice.danger", dialog)).forEach((dialog) => dialog.showModal());
  const splits = () => $$(".split[open], .drawer[open]");
  document.addEventListener("click", (event) => splits().filter((one) => !one.contains(event.target)).forEach((one) => { one.open = false; }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    splits().forEach((one) => { one.open = false; $("summary", one).focus(); });
  });
}

// Changes not saved yet: the browser asks before it leaves a form marked data-guard
function startGuard() {
  let changed = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-guard]")) changed = true; });
  document.addEventListener("submit", (event) => { if (event.target.matches("form[data-guard]")) changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// A form that is on its way is not sent twice
function startOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 5000); // the answer may be a download, which leaves the page
  });
  window.addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));
}

// A revealed value goes back behind its mask when its minutes are over: data-until (ISO time), data-mask (its address)
function hideWhatIsOver() {
  const now = Date.now();
  $$("[data-until]").filter((one) => Date.parse(one.dataset.until) <= now).forEach((one) => {
    one.removeAttribute("data-until");
    if (one.dataset.mask && window.htmx) window.htmx.ajax("GET", one.dataset.mask, { target: one, swap: "outerHTML" });
    else one.textContent = one.dataset.shown ?? "****";
  });
}

function startSmallThings() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) {
      await navigator.clipboard?.writeText(button.dataset.copy);
      button.classList.add("text-celadon");
      setTimeout(() => button.classList.remove("text-celadon"), 1500);
    }
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("htmx:pushedIntoHistory", () => {
    $$("a[data-follows-query]").forEach((link) => { link.search = location.search; });
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Retarget") === "#notices") event.detail.isError = true;
  });
  const focus = () => $("[data-focus]")?.focus();
  document.addEventListener("htmx:afterSettle", focus);
  focus();
}

startSearch();
startRows();
startFilters();
startDialogs();
startGuard();
startOnce();
startSmallThings();
startDropzones();
setInterval(hideWhatIsOver, 5000);
