// The sheet on which a signature is written by finger, pen or mouse; what goes with the form is its strokes.
const WIDTH = 600;
const HEIGHT = 200;
const MOST = 3900;

function pad(canvas) {
  const field = document.getElementById(canvas.dataset.signPad);
  const paper = canvas.getContext("2d");
  let strokes = [];
  let stroke = null;
  let points = 0;

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const x = Math.round(((event.clientX - box.left) / box.width) * WIDTH);
    const y = Math.round(((event.clientY - box.top) / box.height) * HEIGHT);
    return [Math.min(Math.max(x, 0), WIDTH), Math.min(Math.max(y, 0), HEIGHT)];
  };
  const draw = () => {
    paper.clearRect(0, 0, WIDTH, HEIGHT);
    paper.lineWidth = 4;
    paper.lineCap = paper.lineJoin = "round";
    paper.strokeStyle = getComputedStyle(canvas).color;
    for (const [first, ...rest] of strokes) {
      paper.beginPath();
      paper.moveTo(...first);
      for (const point of rest.length ? rest : [first]) paper.lineTo(...point);
      paper.stroke();
    }
  };
  const keep = () => { field.value = strokes.length ? JSON.stringify(strokes) : ""; };
  canvas.addEventListener("pointerdown", (event) => {
    if (points >= MOST || strokes.length >= 200) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    stroke = [at(event)];
    points += 1;
    strokes.push(stroke);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke || points >= MOST) return;
    const point = at(event);
    const last = stroke[stroke.length - 1];
    if (Math.abs(point[0] - last[0]) + Math.abs(point[1] - last[1]) < 3) return;
    stroke.push(point);
    points += 1;
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { stroke = null; keep(); });
  canvas.parentElement.querySelector("[data-clear-pad]")?.addEventListener("click", () => {
    strokes = [];
    points = 0;
    draw();
    keep();
  });
}

for (const canvas of document.querySelectorAll("[data-sign-pad]")) pad(canvas);
