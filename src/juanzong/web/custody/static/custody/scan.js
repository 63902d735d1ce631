/* The camera as a scanner, where the browser can read codes by itself; else a sentence says to type. A hand scanner types
   into the field and ends with Enter, which needs nothing from here. What was read fires `scanned` on the document. */
const box = document.querySelector("[data-camera]");
const none = document.querySelector("[data-no-camera]");
const able = "BarcodeDetector" in window && navigator.mediaDevices && navigator.mediaDevices.getUserMedia;
if (none) none.hidden = Boolean(able);
if (box && able) {
  box.hidden = false;
  const video = box.querySelector("video");
  const start = box.querySelector("[data-camera-start]");
  const stop = box.querySelector("[data-camera-stop]");
  const said = box.querySelector("[data-camera-said]");
  let stream = null;
  let last = "";
  const end = () => {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null; video.srcObject = null; start.hidden = false; stop.hidden = true;
  };
  const look = async (detector) => {
    if (!stream) return;
    try {
      const [found] = await detector.detect(video);
      if (found && found.rawValue && found.rawValue !== last) {
        last = found.rawValue;
        const field = document.querySelector("[data-scan]");
        if (field) field.value = last;
        const told = new CustomEvent("scanned", { detail: last, cancelable: true });
        if (document.dispatchEvent(told) && field) { end(); field.form.requestSubmit(); return; }
        window.setTimeout(() => { last = ""; }, 2000);
      }
    } catch { /* a frame that could not be read is followed by the next */ }
    window.setTimeout(() => look(detector), 150);
  };
  start.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (error) {
      said.textContent = String(error.message || error);
      return;
    }
    video.srcObject = stream;
    await video.play();
    start.hidden = true; stop.hidden = false;
    const wanted = ["qr_code", "code_128"];
    const known = await window.BarcodeDetector.getSupportedFormats();
    look(new window.BarcodeDetector({ formats: wanted.filter((format) => known.includes(format)) }));
  });
  stop.addEventListener("click", end);
  window.addEventListener("pagehide", end);
}
