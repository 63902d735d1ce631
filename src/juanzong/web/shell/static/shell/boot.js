// Runs before anything is drawn, so that what needs the script neither flashes nor jumps.
document.documentElement.classList.add("js");
