/* A stocktake that works without a network: every scan gets an id here, is kept in this browser first, and is sent until
   the server says it has it. Sending twice is harmless; what the server has is forgotten here only then. */
const form = document.querySelector("form[data-count]");
if (form) {
  const key = `count-${form.dataset.count}`;
  const list = document.querySelector("[data-scans]");
  const field = form.querySelector("[data-scan]");
  const spotField = form.querySelector("[data-spot]");
  const said = form.querySelector("[data-said]");
  const number = document.querySelector("[data-scanned] .stat:last-child strong");
  const words = form.dataset;
  const place = /(?:^|\/c\/)(P\d{6,9}-?[0-9A-Za-z]{4})\/?$/i;
  const load = () => { try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; } };
  const state = { waiting: [], kept: [], spot: "", spotName: "", ...load() };
  const save = () => {
    try { localStorage.setItem(key, JSON.stringify({ ...state, kept: state.kept.slice(0, 30) })); return true; } catch { say(words.wordsFull); return false; }
  };
  const say = (text) => { said.textContent = text; };
  const mark = () => {
    if (window.crypto && crypto.randomUUID) return crypto.randomUUID();
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const line = (text, badge, tone) => {
    const item = document.createElement("li");
    const tag = document.createElement("span");
    tag.className = `badge ${tone}`;
    tag.textContent = badge;
    item.append(tag, " ", text);
    return item;
  };
  const show = () => {
    spotField.value = state.spot;
    list.replaceChildren(
      ...(state.spot ? [line(state.spotName || state.spot, words.wordsSpot, "indigo")] : []),
      ...state.waiting.slice(-30).reverse().map((one) => line(one.code, words.wordsWaiting, "amber")),
      ...state.kept.slice(0, 30).map((one) => line(one.name, words.wordsKept, one.strange ? "danger" : "celadon")),
    );
    list.dataset.waiting = state.waiting.length;
  };
  const add = (code) => {
    const text = code.trim();
    if (!text) return;
    const found = place.exec(text);
    if (found) { state.spot = found[1].toUpperCase(); state.spotName = ""; } else {
      state.waiting.push({ id: mark(), code: text, spot: state.spot, at: Date.now() });
    }
    save(); show(); send();
  };
  let sending = false;
  const send = async () => {
    if (sending || !state.waiting.length) return;
    sending = true;
    const some = state.waiting.slice(0, 200);
    try {
      const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
      const answer = await fetch(form.dataset.to, {
        method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify({ scans: some }),
      });
      const json = (answer.headers.get("Content-Type") || "").includes("json");
      if (answer.redirected || !json) { say(words.wordsSignin); return; }
      const told = await answer.json();
      if (!answer.ok) { say(`${told.message} ${told.todo}`); return; }
      const kept = some.filter((one) => one.id in told.kept);
      state.kept.unshift(...kept.map((one) => ({ id: one.id, name: told.kept[one.id], strange: told.strange.includes(one.id) })).reverse());
      state.waiting = state.waiting.filter((one) => !(one.id in told.kept));
      number.textContent = told.scanned;
      say(""); save();
    } catch { say(words.wordsOffline); } finally { sending = false; show(); }
    if (state.waiting.length && navigator.onLine) window.setTimeout(send, 500);
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); add(field.value); field.value = ""; field.focus(); });
  document.addEventListener("scanned", (event) => { event.preventDefault(); add(event.detail); });
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  window.setInterval(send, 15000);
  const end = document.querySelector("[data-end]");
  end.addEventListener("submit", async (event) => {
    if (!state.waiting.length) return;
    event.preventDefault();
    await send();
    if (state.waiting.length) say(words.wordsOffline); else end.submit();
  });
  show(); send();
}
