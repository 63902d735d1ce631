// Sheets: what is not asked for is hidden and not sent; tables get another line. Without this file all fields show,
// and what does not count is left out when the sheet is saved.
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

function valueOf(sheet, code) {
  const all = $$(`[name="f-${CSS.escape(code)}"]`, sheet).filter((one) => !one.closest("[hidden]"));
  const checks = all.filter((one) => one.matches('[type="checkbox"], [type="radio"]'));
  if (checks.length) return checks.filter((one) => one.checked).map((one) => one.value);
  return all.map((one) => one.value);
}

function holds(sheet, when) {
  // "=" is a sealed choice left as it is: what it says is not known here, so what hangs on it stays in sight.
  return Object.entries(when).every(([code, wanted]) => valueOf(sheet, code).some((value) => value === "=" || wanted.includes(value)));
}

function follow(sheet) {
  for (let round = 0; round < 5; round += 1) {
    let moved = false;
    for (const part of $$("[data-when]", sheet)) {
      const hide = !holds(sheet, JSON.parse(part.dataset.when));
      moved ||= part.hidden !== hide;
      part.hidden = hide;
    }
    if (!moved) break;
  }
  for (const input of $$("input, select, textarea", sheet)) input.disabled = input.closest("[hidden]") !== null && input.type !== "hidden";
}

function startLines(sheet) {
  for (const box of $$("[data-rows-input]", sheet)) {
    box.addEventListener("input", () => {
      const lines = $$("tbody tr", box);
      const last = lines.at(-1);
      if (lines.length >= 60 || !$$("input, select", last).some((one) => one.value)) return;
      const next = last.cloneNode(true);
      for (const input of $$("input, select", next)) {
        input.name = input.name.replace(/-(\d+)-/, (_all, n) => `-${Number(n) + 1}-`);
        input.value = "";
      }
      last.after(next);
    });
  }
}

for (const sheet of $$("[data-sheet]")) {
  sheet.addEventListener("input", () => follow(sheet));
  sheet.addEventListener("change", () => follow(sheet));
  follow(sheet);
  startLines(sheet);
}
