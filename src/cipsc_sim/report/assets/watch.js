"use strict";
// What goes wrong on the page is written into it, so that nothing fails in silence.
addEventListener("error", function (event) {
  var place = document.getElementById("page-errors");
  var text = event.message || "a script or style could not be loaded";
  if (place) place.textContent += text + "\n";
  else document.documentElement.setAttribute("data-early-error", text);
}, true);
addEventListener("unhandledrejection", function (event) {
  var place = document.getElementById("page-errors");
  if (place) place.textContent += String(event.reason) + "\n";
});
