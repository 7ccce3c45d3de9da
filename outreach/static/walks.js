// Walks: routes of leaflet drops on a map, and the form that draws one. A tap, or Enter for the middle of the map, adds
// a point; the points stand as text in the form, where they can be typed and changed just as well.
"use strict";

(() => {
  const EARTH = 6371008.8; // metres

  function pane(map, name, z) {
    if (!map.getPane(name)) map.createPane(name).style.zIndex = z;
    return name;
  }
  const style = (map, className) => ({ pane: pane(map, "walks", 335), className, interactive: false, smoothFactor: 0.5 });

  // A route lies on a pale casing, so that it is seen on land and water alike.
  function route(map, points, isBlock, state) {
    const shape = isBlock ? L.polygon : L.polyline;
    const casing = shape(points, { ...style(map, "map-walk-casing"), fill: false });
    return L.layerGroup([casing, shape(points, { ...style(map, `map-walk is-${state}${isBlock ? " is-block" : ""}`), fill: isBlock })]);
  }
  function dot(map, point, className) {
    return L.marker(point, { pane: pane(map, "walkdots", 336), interactive: false, keyboard: false, icon: L.divIcon({ className: `map-walk-dot ${className}`, iconSize: null }) });
  }

  const pointsOf = ({ type, coordinates }) => (type === "LineString" ? coordinates : coordinates[0]).map(([lng, lat]) => L.latLng(lat, lng));

  outreach.draw.walks = (layer, collection, map) => {
    const { labels } = outreach.stateOf(map);
    for (const { geometry, properties } of collection.features) {
      const points = pointsOf(geometry);
      const state = /^[a-z]+$/.test(properties.state) ? properties.state : "free";
      layer.addLayer(route(map, points, geometry.type === "Polygon", state));
      layer.addLayer(dot(map, points[0], "is-start"));
      labels.push(outreach.label(layer, points[Math.floor(points.length / 2)], properties.name, { rank: 2e9, className: "map-walk-name" }));
    }
  };

  // ---- drawing one

  function metres(one, other) {
    const radians = Math.PI / 180;
    const [south, north] = [one.lat * radians, other.lat * radians];
    const chord = Math.sin((north - south) / 2) ** 2 + Math.cos(south) * Math.cos(north) * Math.sin(((other.lng - one.lng) * radians) / 2) ** 2;
    return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(chord)));
  }
  const lengthOf = (points) => points.slice(1).reduce((sum, point, index) => sum + metres(points[index], point), 0);

  const NUMBER = "([-+]?\\d{1,3}(?:[.,]\\d+)?)";
  const LINE = new RegExp(`^\\s*${NUMBER}\\s*[,;\\s]\\s*${NUMBER}\\s*$`);
  function read(text) {
    const rows = text.split("\n").map((line) => LINE.exec(line)).filter(Boolean);
    const points = rows.map(([, lat, lng]) => [lat, lng].map((part) => parseFloat(part.replace(",", "."))));
    return points.filter(([lat, lng]) => Math.abs(lat) <= 90 && Math.abs(lng) <= 180).map(([lat, lng]) => L.latLng(lat, lng));
  }

  function edit(map, frame, form) {
    const text = form.elements.points;
    const undo = form.querySelector("[data-walk-undo]");
    const said = form.querySelector("[data-walk-length]");
    let drawn = null;

    function show() {
      const points = read(text.value);
      const isBlock = form.elements.shape.value === "block";
      if (drawn) drawn.remove();
      drawn = route(map, points, isBlock && points.length > 2, "new").addTo(map);
      points.forEach((point, index) => drawn.addLayer(dot(map, point, index ? "" : "is-start")));
      undo.disabled = !points.length;
      const length = Math.round(lengthOf(isBlock && points.length > 2 ? [...points, points[0]] : points));
      const { text: plain, tooLong, longest } = said.dataset;
      const words = (length > Number(longest) && !isBlock ? tooLong : plain).replace("{metres}", length.toLocaleString(document.documentElement.lang));
      said.textContent = points.length > 1 ? words : "";
      said.classList.toggle("warn", length > Number(longest) && !isBlock);
      return points;
    }
    frame.addEventListener("outreach:point", ({ detail }) => {
      text.value = `${text.value.trimEnd()}\n${detail.latitude}, ${detail.longitude}`.trimStart();
      show();
    });
    undo.hidden = false;
    undo.addEventListener("click", () => {
      text.value = text.value.trimEnd().split("\n").slice(0, -1).join("\n");
      show();
    });
    text.addEventListener("input", show);
    for (const radio of form.elements.shape) radio.addEventListener("change", show);

    const points = show();
    if (points.length < 2) return;
    const state = outreach.stateOf(map);
    state.view = () => map.fitBounds(L.latLngBounds(points), { padding: [40, 40], animate: false });
    state.isSettled = false;
    state.view();
    state.isSettled = true;
  }

  outreach.onMap((map, frame) => {
    const form = frame.closest("form[data-walk]");
    if (form) edit(map, frame, form);
  });
})();
