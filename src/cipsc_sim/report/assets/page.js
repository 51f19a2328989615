"use strict";
(function () {
  var config = {
    responsive: true,
    displaylogo: false,
    showSendToCloud: false,
    plotlyServerURL: "",
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "sendChartToCloud"],
    toImageButtonOptions: { format: "svg" }
  };
  var places = [];

  function draw(script) {
    var place = document.getElementById(script.getAttribute("data-figure"));
    var figure = JSON.parse(script.textContent);
    figure.layout.autosize = true;
    places.push(place);
    return Plotly.newPlot(place, figure.data, figure.layout, config);
  }

  var scripts = Array.prototype.slice.call(document.querySelectorAll("script[data-figure]"));
  Promise.all(scripts.map(draw)).then(function () {
    document.documentElement.setAttribute("data-drawn", String(places.length));
  });

  function fit() { places.forEach(function (place) { Plotly.Plots.resize(place); }); }
  addEventListener("beforeprint", fit);
  addEventListener("afterprint", fit);

  var links = {};
  document.querySelectorAll("#contents a").forEach(function (link) { links[link.hash.slice(1)] = link; });
  if ("IntersectionObserver" in window) {
    var watcher = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        Object.keys(links).forEach(function (key) { links[key].classList.toggle("here", key === entry.target.id); });
      });
    }, { rootMargin: "-10% 0px -80% 0px" });
    document.querySelectorAll("main section").forEach(function (section) { watcher.observe(section); });
  }
})();
