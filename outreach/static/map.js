// Maps: what the scripts that outreach/maps.py writes call. Set-up, areas, and the sketch that stands in for tiles.
// Texts come from data- attributes of the frame (translated by the page) or out of GeoJSON, and are written with
// textContent alone. The other map_*.js add to this: labels, events, placing.
"use strict";

window.outreach = (() => {
  const states = new WeakMap();
  const draw = {}; // how each kind of layer is drawn: draw.areas(layer, collection, map)
  const maps = [];
  const heard = []; // who wants to know of maps

  // callback(map, frame) for every map of the page, whether it is set up already or will be.
  function onMap(callback) {
    heard.push(callback);
    for (const map of maps) callback(map, stateOf(map).frame);
  }

  // What we know of a map beside Leaflet: its frame, and everything that must not stand on top of each other.
  const stateOf = (map) => states.get(map);

  function setUp(map, options) {
    const container = map.getContainer();
    const frame = container.closest("[data-map]") || container;
    const state = { frame, labels: [], marks: [], pins: [], areas: [], layers: {}, outlines: new Map(), isMoved: false };
    states.set(map, state);
    L.Icon.Default.imagePath = ""; // our marks are drawn by style sheet, no image is ever asked for
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", frame.dataset.label || "");
    for (const [name, z] of [["land", 300], ["hairlines", 310], ["outlines", 320], ["landmarks", 330], ["labels", 340]]) {
      map.createPane(name).style.zIndex = z;
    }
    state.attribution = L.control.attribution({ prefix: false }).addTo(map);
    L.control.scale({ imperial: false, maxWidth: 90 }).addTo(map);
    const home = () => (options.center ? map.setView(options.center, options.zoom) : map.fitBounds(options.bounds, { padding: [14, 14] }));
    nameControls(map, frame, home);
    state.view = home; // what is shown until somebody moves the map
    home();
    // On a phone a map that only shows a spot lets the page scroll; two fingers still zoom it.
    if (options.center && L.Browser.mobile) map.dragging.disable();
    map.on("dragstart zoomstart", () => { state.isMoved = state.isMoved || state.isSettled; });
    map.on("zoomend", () => arrange(map));
    // A map in a hidden tab has no size: fit it when it gets one, and as long as nobody has moved it.
    new ResizeObserver(() => {
      if (!container.offsetWidth) return;
      map.invalidateSize({ animate: false, pan: false });
      if (!state.isMoved) { state.isSettled = false; state.view(); }
      state.isSettled = true;
      arrange(map);
    }).observe(container);
    // A script gives the map its focus when it is pressed: its ring and hint are for those who come by keyboard.
    container.addEventListener("pointerdown", () => container.classList.add("is-pressed"));
    for (const kind of ["keydown", "blur"]) container.addEventListener(kind, () => container.classList.remove("is-pressed"));
    maps.push(map);
    for (const callback of heard) callback(map, frame);
  }

  function nameControls(map, frame, home) {
    map.zoomControl.setPosition("topright");
    const bar = map.zoomControl.getContainer();
    for (const [selector, text] of [[".leaflet-control-zoom-in", frame.dataset.zoomIn], [".leaflet-control-zoom-out", frame.dataset.zoomOut]]) {
      const button = bar.querySelector(selector);
      button.title = text || "";
      button.setAttribute("aria-label", text || "");
    }
    const button = L.DomUtil.create("a", "map-home", bar);
    button.href = "#";
    button.title = frame.dataset.home || "";
    button.setAttribute("role", "button");
    button.setAttribute("aria-label", button.title);
    L.DomEvent.disableClickPropagation(button);
    button.addEventListener("click", (event) => {
      event.preventDefault();
      Object.assign(stateOf(map), { view: home, isMoved: false });
      home();
    });
  }

  // Put marks beside each other first, then labels where they fit.
  function arrange(map) {
    const state = stateOf(map);
    if (!map.getContainer().offsetWidth) return;
    if (outreach.fanOut) outreach.fanOut(map, state);
    if (outreach.placeLabels) outreach.placeLabels(map, state);
  }

  const UrlLayer = L.LayerGroup.extend({
    initialize(kind, url) {
      L.LayerGroup.prototype.initialize.call(this);
      this.kind = kind;
      this.url = url;
    },
    onAdd(map) {
      L.LayerGroup.prototype.onAdd.call(this, map);
      stateOf(map).layers[this.kind] = this;
      this.load(map);
    },
    load(map) {
      const { frame } = stateOf(map);
      const { url } = this;
      frame.setAttribute("aria-busy", "true");
      return fetch(url, { credentials: "same-origin", headers: { Accept: "application/geo+json, application/json" } })
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
        .then((collection) => {
          if (url !== this.url) return; // another one was asked for meanwhile
          this.clearLayers();
          draw[this.kind](this, collection, map);
          arrange(map);
          frame.classList.add(`has-${this.kind}`);
        })
        .catch(() => say(map, frame.dataset.failed))
        .finally(() => { if (url === this.url) frame.removeAttribute("aria-busy"); });
    },
  });

  // The same layer with other data: what is drawn stays until the new is there.
  function reload(map, kind, url) {
    const layer = stateOf(map).layers[kind];
    if (!layer) return Promise.resolve();
    layer.url = url;
    return layer.load(map);
  }

  // A short line under the map, read out by screen readers.
  function say(map, text) {
    const note = stateOf(map).frame.querySelector(".map-note");
    if (note) note.textContent = text || "";
  }

  const shape = (pane, className) => ({ pane, className, interactive: false, smoothFactor: 0, weight: 1 });

  draw.areas = (layer, collection, map) => {
    const state = stateOf(map);
    const kindOf = (area) => (area.properties.is_priority ? " is-priority" : "") + (area.properties.level ? ` level-${Number(area.properties.level)}` : "");
    layer.addLayer(L.geoJSON(collection, { style: (area) => shape("land", `map-land${kindOf(area)}`) }));
    if (state.frame.classList.contains("is-shaded")) hatch(layer, collection, map);
    // priority areas last: their darker outline wins where two areas meet
    const outlined = [...collection.features].sort((a, b) => a.properties.is_priority - b.properties.is_priority);
    const outlines = L.geoJSON({ type: "FeatureCollection", features: outlined }, { style: (area) => ({ ...shape("outlines", `map-outline${kindOf(area)}`), fill: false }) });
    layer.addLayer(outlines);
    outlines.eachLayer((outline) => state.outlines.set(String(outline.feature.properties.id), outline));
    for (const area of collection.features) {
      const { name, label, weight } = area.properties;
      const rank = (area.properties.is_priority ? 1e9 : 0) + (weight || 0);
      state.areas.push(area);
      state.labels.push(outreach.label(layer, label, name, { rank, className: `map-area-name${kindOf(area)}`, within: area.geometry }));
    }
    for (const source of new Set(collection.features.map((area) => area.properties.source))) {
      if (source) state.attribution.addAttribution(escaped(source));
    }
  };

  // The areas farthest behind are hatched, so that they stand out in print and to any eye.
  const HATCH = "map-hatch";
  function hatch(layer, collection, map) {
    const worst = collection.features.filter((area) => area.properties.level === 3);
    if (!worst.length) return;
    layer.addLayer(L.geoJSON({ type: "FeatureCollection", features: worst }, { style: () => ({ ...shape("land", "map-hatched"), stroke: false, fillColor: `url(#${HATCH})`, fillOpacity: 1 }) }));
    const svg = map.getPane("land").querySelector("svg");
    if (svg.querySelector("pattern")) return;
    const pattern = drawn("pattern", { id: HATCH, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    pattern.append(drawn("line", { class: "map-hatch-line", x1: 0, y1: 3, x2: 6, y2: 3 }));
    svg.prepend(drawn("defs", {}, pattern));
  }
  function drawn(tag, attributes, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  // Outlines one area (its id, or null for none) as the one that is picked.
  function pickArea(map, id) {
    for (const [key, outline] of stateOf(map).outlines) {
      outline.getElement().classList.toggle("is-picked", key === id);
      if (key === id) outline.bringToFront();
    }
  }

  const DISTRICTS_FROM = 14.5;
  // From which zoom on a landmark's dot and its name are shown.
  const DOTS_FROM = { metro: 0, rail: 0, square: 13.25, exit: 15 };
  const NAMES_FROM = { metro: 13.25, rail: 13.25, square: 14.25, exit: 15.75 };

  draw.sketch = (layer, collection, map) => {
    const state = stateOf(map);
    const isLine = (feature) => feature.geometry.type !== "Point";
    const lines = L.geoJSON({ type: "FeatureCollection", features: collection.features.filter(isLine) }, { style: () => ({ ...shape("hairlines", "map-hairline"), fill: false }) });
    layer.addLayer(lines);
    lines.eachLayer((line) => {
      if (!line.feature.properties.name) return;
      state.labels.push(outreach.label(layer, line.getBounds().getCenter(), line.feature.properties.name, {
        rank: -9, className: "map-district-name", within: line.feature.geometry, from: DISTRICTS_FROM,
      }));
    });
    const order = Object.keys(DOTS_FROM);
    for (const mark of collection.features.filter((feature) => !isLine(feature))) {
      const { kind, name, is_verified: isVerified } = mark.properties;
      if (!(kind in DOTS_FROM)) continue;
      const point = L.latLng(mark.geometry.coordinates[1], mark.geometry.coordinates[0]);
      const className = `map-landmark ${kind}${isVerified ? "" : " is-unverified"}`;
      const dot = L.marker(point, { pane: "landmarks", interactive: false, keyboard: false, icon: L.divIcon({ className, iconSize: null }) }).addTo(layer);
      state.labels.push(outreach.label(layer, point, name, {
        rank: -order.indexOf(kind), className: "map-landmark-name", dot, dotFrom: DOTS_FROM[kind], from: NAMES_FROM[kind],
      }));
    }
  };

  // Leaflet writes attributions as HTML.
  function escaped(text) {
    const span = document.createElement("span");
    span.textContent = text;
    return span.innerHTML;
  }

  return { setUp, arrange, draw, say, stateOf, onMap, reload, pickArea, layer: (kind, url) => new UrlLayer(kind, url) };
})();
