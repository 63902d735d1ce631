// Conveniences only: everything but dragging files works without this file.
document.documentElement.classList.add("js");
