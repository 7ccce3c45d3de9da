// Names on the map that never stand on each other, on a marker or outside their area: greedy, most important first,
// worked out anew at each zoom. A name without room is left out until there is some.
"use strict";

(() => {
  const GAP = 2; // pixels kept free around a name
  const STEP = 4; // the grid on which room for an area's name is sought
  const REACH = 72; // how far from its best point it may go

  const CORNER_WORTH = 16; // how many pixels farther a name goes to have one more corner inside
  const CORNERS = [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, 0], [1, 0]];

  // Offsets on the grid, nearest first.
  const GRID = [];
  for (let x = -REACH; x <= REACH; x += STEP) for (let y = -REACH; y <= REACH; y += STEP) GRID.push([x, y]);
  GRID.sort((a, b) => Math.hypot(a[0], a[1]) - Math.hypot(b[0], b[1]));

  // options: rank, className, within (a geometry), or dot, dotFrom and from (the marker named, and zooms).
  outreach.label = (layer, point, text, options) => {
    const element = document.createElement("span");
    element.className = "map-label";
    element.textContent = text;
    L.marker(point, {
      pane: "labels", interactive: false, keyboard: false,
      icon: L.divIcon({ className: options.className, html: element, iconSize: null }),
    }).addTo(layer);
    return { point: L.latLng(point), element, ...options };
  };

  outreach.placeLabels = (map, state) => {
    const zoom = map.getZoom();
    const taken = state.marks.map((mark) => mark.box);
    for (const pin of state.pins) taken.push(boxAt(map.latLngToLayerPoint(pin.getLatLng()), 14, 14));
    const shown = [...state.labels].sort((a, b) => b.rank - a.rank);
    for (const label of shown) {
      if (label.dot) showDot(map, label, zoom, taken);
      label.element.classList.remove("is-narrow");
      const box = zoom >= (label.from || 0) && (roomFor(map, label, taken) || roomWhenNarrow(map, label, taken));
      label.element.classList.toggle("is-out", !box);
      if (box) taken.push(box);
    }
  };

  // "Solna centrum" may find room in two lines where it has none in one.
  function roomWhenNarrow(map, label, taken) {
    if (!label.within || !label.element.textContent.includes(" ")) return null;
    label.element.classList.add("is-narrow");
    return roomFor(map, label, taken);
  }

  // A dot gives way to names that are already there, and takes its room before its own name does.
  function showDot(map, label, zoom, taken) {
    const box = boxAt(map.latLngToLayerPoint(label.point), 3, 3);
    const isShown = zoom >= label.dotFrom && !taken.some((other) => overlaps(box, other));
    label.dot.getElement().classList.toggle("is-out", !isShown);
    if (isShown) taken.push(box);
  }

  function roomFor(map, label, taken) {
    const [width, height] = [label.element.offsetWidth / 2 + GAP, label.element.offsetHeight / 2 + GAP];
    const at = map.latLngToLayerPoint(label.point);
    const isFree = ([x, y]) => {
      const box = boxAt(at.add([x, y]), width, height);
      return !taken.some((other) => overlaps(box, other));
    };
    const isInArea = (x, y) => outreach.isInside(label.within, map.layerPointToLatLng(at.add([x, y])));
    const cornersInArea = ([x, y]) => CORNERS.filter(([h, v]) => isInArea(x + h * width, y + v * height)).length;
    // beside, over or under a dot
    const free = (label.within ? GRID : beside(width, height)).filter(isFree);
    let best = free[0];
    if (label.within) {
      // an area's name: all of it inside as near as can be, else its middle inside and as many corners as can be
      best = free.find((offset) => cornersInArea(offset) === CORNERS.length);
      if (!best) {
        const cost = (offset) => Math.hypot(...offset) - CORNER_WORTH * cornersInArea(offset);
        const costs = free.filter(([x, y]) => isInArea(x, y)).map((offset) => [cost(offset), offset]);
        [, best] = costs.reduce((least, one) => (one[0] < least[0] ? one : least), [Infinity, null]);
      }
    }
    if (!best) return null;
    label.element.style.setProperty("--dx", `${best[0]}px`);
    label.element.style.setProperty("--dy", `${best[1]}px`);
    return boxAt(at.add(best), width, height);
  }

  // Right, left, over, under; close by, or clear of a mark that stands on the dot.
  const beside = (width, height) => [4, 16].flatMap((gap) => [[width + gap, 0], [-width - gap, 0], [0, -height - gap], [0, height + gap]]);

  const boxAt = (centre, width, height) => [centre.x - width, centre.y - height, centre.x + width, centre.y + height];
  const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  outreach.boxAt = boxAt;

  // Whether a point lies in a GeoJSON polygon or multipolygon: how often a line from it to the east meets a ring.
  outreach.isInside = (geometry, { lat, lng }) => {
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    let isIn = false;
    for (const ring of polygons.flat()) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [[x, y], [u, v]] = [ring[i], ring[j]];
        if (y > lat !== v > lat && lng < ((u - x) * (lat - y)) / (v - y) + x) isIn = !isIn;
      }
    }
    return isIn;
  };
})();
