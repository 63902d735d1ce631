// Files dropped, pasted or chosen: sent one by one with their progress, or put into the form's own file field.
const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

function line(zone, file) {
  const entry = document.createElement("li");
  const name = document.createElement("span");
  const bar = document.createElement("progress");
  const said = document.createElement("span");
  name.textContent = file.name;
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  entry.append(name, bar, said);
  zone.querySelector(".dropzone-files").append(entry);
  return { entry, bar, said };
}

function fail(shown, sentence) {
  shown.bar.remove();
  shown.entry.classList.add("failed");
  shown.said.textContent = sentence;
}

// What the server says in a refusal is HTML; only its words are shown.
function sentenceOf(request, fallback) {
  const answer = new DOMParser().parseFromString(request.responseText || "", "text/html");
  return answer.querySelector(".notice strong, .refusal-sentence")?.textContent || fallback;
}

function send(zone, file) {
  const { url, name, limit, tooLarge, failed, done } = zone.dataset;
  const shown = line(zone, file);
  if (Number(limit) && file.size > Number(limit)) {
    fail(shown, tooLarge);
    return Promise.resolve(null);
  }
  return new Promise((finish) => {
    const body = new FormData(zone.closest("form") || undefined);
    body.set(name, file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) shown.bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("loadend", () => {
      if (request.status >= 200 && request.status < 300) {
        shown.bar.value = 100;
        shown.said.textContent = done;
        finish(request.getResponseHeader("HX-Redirect") || "");
      } else {
        fail(shown, sentenceOf(request, failed));
        finish(null);
      }
    });
    request.send(body);
  });
}

// One after the other, so that the server's order is the order of the files; then the page shows them.
async function sendAll(zone, files) {
  const to = [];
  for (const file of files) to.push(await send(zone, file));
  if (to.some((one) => one === null)) return;
  const next = to.filter(Boolean).pop();
  if (next) location.assign(next);
  else location.reload();
}

function take(zone, files) {
  const field = zone.querySelector('input[type="file"]');
  const chosen = field.multiple ? [...files] : [...files].slice(0, 1);
  if (!chosen.length) return;
  if (zone.dataset.url) {
    sendAll(zone, chosen);
    field.value = "";
    return;
  }
  const carrier = new DataTransfer();
  chosen.forEach((file) => carrier.items.add(file));
  field.files = carrier.files;
  list(zone, field);
}

function list(zone, field) {
  zone.querySelector(".dropzone-files").replaceChildren();
  [...field.files].forEach((file) => line(zone, file).bar.remove());
}

export function startDropzones() {
  const zoneOf = (event) => event.target.closest?.("[data-dropzone]");
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    const over = zoneOf(event);
    document.querySelectorAll("[data-dropzone]").forEach((zone) => zone.classList.toggle("over", zone === over));
  });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.querySelectorAll("[data-dropzone]").forEach((zone) => zone.classList.remove("over"));
    const zone = zoneOf(event);
    if (zone) take(zone, event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    const zones = document.querySelectorAll("[data-dropzone]");
    const files = event.clipboardData?.files;
    if (zones.length !== 1 || !files?.length) return;
    event.preventDefault();
    take(zones[0], files);
  });
  document.addEventListener("change", (event) => {
    const zone = zoneOf(event);
    if (!zone || event.target.type !== "file") return;
    if (zone.dataset.url) take(zone, event.target.files);
    else list(zone, event.target);
  });
}
