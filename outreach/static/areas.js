// Editing outlines on the map: an editor is a [data-area-editor] with a map in it. "polygon" and "line" draw into the
// textarea of the form (its twin), by mouse, touch and keyboard. areas_choose.js does the third kind, "choose".
"use strict";

(() => {
  const SNAP = 12; // pixels within which a point takes the border of a neighbour
  const STEP = 4; // pixels that an arrow key moves a point, five times that with Shift
  const ROOM = 44; // an edge of at least so many pixels offers a new point in its middle
  const CLOSED = "polygon";

  outreach.onMap((map, frame) => {
    const root = frame.closest("[data-area-editor]");
    if (root && root.dataset.areaEditor !== "choose") edit(map, root, root.dataset.areaEditor);
  });

  const rounded = (degrees) => Number(degrees.toFixed(6));

  const DotIcon = L.DivIcon.extend({
    createIcon() {
      const dot = document.createElement(this.options.isGhost ? "span" : "button");
      dot.className = `leaflet-marker-icon area-point${this.options.isGhost ? " is-ghost" : ""}`;
      if (this.options.isGhost) dot.setAttribute("aria-hidden", "true");
      else Object.assign(dot, { type: "button", tabIndex: -1 });
      return dot;
    },
  });

  // What a geometry's rings are as lists of [latitude, longitude], without the point that closes a ring.
  const toPoints = (ring, isClosed) => (isClosed ? ring.slice(0, -1) : ring).map(([x, y]) => [y, x]);
  const fromPoints = (points, isClosed) => (isClosed ? [...points, points[0]] : points).map(([y, x]) => [rounded(x), rounded(y)]);

  function read(text, mode) {
    let geometry;
    try { geometry = JSON.parse(text); } catch { return null; }
    if (geometry && geometry.type === "Feature") geometry = geometry.geometry;
    const { type, coordinates } = geometry || {};
    const polygons = { LineString: [[coordinates]], Polygon: [coordinates], MultiPolygon: coordinates }[type];
    try { return polygons.map((rings) => rings.map((ring) => toPoints(ring, mode === CLOSED))); } catch { return null; }
  }

  function written(polygons, mode) {
    const least = mode === CLOSED ? 3 : 2;
    const kept = polygons.map((rings) => rings.filter((ring) => ring.length >= least)).filter((rings) => rings.length);
    if (!kept.length) return "";
    const coordinates = kept.map((rings) => rings.map((ring) => fromPoints(ring, mode === CLOSED)));
    if (mode !== CLOSED) return JSON.stringify({ type: "LineString", coordinates: coordinates[0][0] });
    const isOne = coordinates.length === 1;
    return JSON.stringify({ type: isOne ? "Polygon" : "MultiPolygon", coordinates: isOne ? coordinates[0] : coordinates });
  }

  function edit(map, root, mode) {
    const form = root.closest("form");
    const field = form.querySelector("textarea");
    const said = root.querySelector(".area-said");
    const tool = (name) => root.querySelector(`[data-tool="${name}"]`);
    const group = L.layerGroup().addTo(map);
    const past = [];
    let polygons = read(field.value, mode) || [[[]]];
    let current = null; // the picked point: its ring and its place in it
    let handles = [];

    const rings = () => polygons.flat();
    const count = () => rings().reduce((sum, ring) => sum + ring.length, 0);
    const lastRing = () => rings()[rings().length - 1];

    function draw() {
      const hadFocus = group.getLayers().some((layer) => layer.getElement && layer.getElement() === document.activeElement);
      group.clearLayers();
      const look = { className: "area-shape", interactive: false };
      group.addLayer(mode === CLOSED ? L.polygon(polygons, look) : L.polyline(polygons.flat(), { ...look, className: "area-line" }));
      handles = rings().flatMap((ring) => ring.map((point, place) => handle(ring, place)));
      for (const ring of rings()) ring.forEach((point, place) => ghost(ring, place));
      mark();
      if (hadFocus && current) focusHandle();
      tool("remove").disabled = !current;
      tool("undo").disabled = !past.length;
    }

    function handle(ring, place) {
      const marker = L.marker(ring[place], { icon: new DotIcon({}), keyboard: false, draggable: true, autoPan: true, zIndexOffset: 1000 }).addTo(group);
      const dot = marker.getElement();
      marker.on("click", () => pick(ring, place));
      marker.on("dragstart", () => { pick(ring, place); keep(); });
      marker.on("drag", () => { ring[place] = [marker.getLatLng().lat, marker.getLatLng().lng]; preview(ring, ring); });
      marker.on("dragend", () => { ring[place] = snapped(marker.getLatLng()); changed(); });
      dot.addEventListener("keydown", (event) => pressed(event, ring, place));
      dot.addEventListener("focus", () => pick(ring, place));
      return { ring, place, dot };
    }

    // A pale dot in the middle of an edge becomes a point when it is dragged or tapped.
    function ghost(ring, place) {
      const next = (place + 1) % ring.length;
      if (ring.length < 2 || (mode !== CLOSED && !next)) return;
      const [a, b] = [ring[place], ring[next]].map((point) => map.latLngToLayerPoint(point));
      if (a.distanceTo(b) < ROOM) return;
      const marker = L.marker(map.layerPointToLatLng(a.add(b).divideBy(2)), { icon: new DotIcon({ isGhost: true }), keyboard: false, draggable: true }).addTo(group);
      const put = () => { keep(); insert(ring, place, snapped(marker.getLatLng())); };
      marker.on("drag", () => preview(ring, [...ring.slice(0, place + 1), marker.getLatLng(), ...ring.slice(place + 1)]));
      marker.on("click dragend", put);
    }

    // The outline as it would be with these points in the ring, while one of them is dragged.
    function preview(ring, points) {
      const shown = polygons.map((each) => each.map((one) => (one === ring ? points : one)));
      group.getLayers()[0].setLatLngs(mode === CLOSED ? shown : shown.flat());
    }

    function pressed(event, ring, place) {
      const step = STEP * (event.shiftKey ? 5 : 1);
      const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
      if (by) { keep(); move(ring, place, by); }
      else if (event.key === "Delete" || event.key === "Backspace" || event.key === "-") remove();
      else if (event.key === "+" || event.key === "Insert") { keep(); insert(ring, place, middle(ring, place)); }
      else if (event.key === "PageDown" || event.key === "PageUp") stepTo(event.key === "PageDown" ? 1 : -1);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    function move(ring, place, by) {
      const at = map.layerPointToLatLng(map.latLngToLayerPoint(ring[place]).add(by));
      ring[place] = [at.lat, at.lng];
      changed();
    }
    function middle(ring, place) {
      const [a, b] = [ring[place], ring[(place + 1) % ring.length]];
      return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    }
    function insert(ring, place, point) {
      ring.splice(place + 1, 0, point);
      current = { ring, place: place + 1 };
      changed();
    }
    function remove() {
      if (!current) return;
      keep();
      current.ring.splice(current.place, 1);
      if (!current.ring.length && rings().length > 1) polygons = polygons.map((each) => each.filter((ring) => ring.length)).filter((each) => each.length);
      current = current.ring.length ? { ring: current.ring, place: Math.max(current.place - 1, 0) } : null;
      changed();
    }
    function stepTo(by) {
      const index = handles.findIndex((one) => current && one.ring === current.ring && one.place === current.place);
      const next = handles[(index + by + handles.length) % handles.length];
      if (next) next.dot.focus();
    }
    function pick(ring, place) {
      current = { ring, place };
      mark();
      tool("remove").disabled = false;
    }
    // One of the points is in the order of the tab key; the picked one stands out.
    function mark() {
      const total = handles.length;
      handles.forEach(({ ring, place, dot }, index) => {
        const isPicked = Boolean(current) && current.ring === ring && current.place === place;
        dot.classList.toggle("is-picked", isPicked);
        dot.tabIndex = isPicked || (!current && index === 0) ? 0 : -1;
        dot.setAttribute("aria-label", root.dataset.point.replace("{number}", index + 1).replace("{all}", total));
      });
    }
    function focusHandle() {
      const found = handles.find((one) => one.ring === current.ring && one.place === current.place);
      if (found) found.dot.focus({ preventScroll: true });
    }

    // The nearest corner or border of a neighbour, where one is near: so that borders agree.
    function snapped({ lat, lng }) {
      const at = map.latLngToLayerPoint([lat, lng]);
      const best = { distance: SNAP, point: null };
      const offer = (point, distance) => { if (distance < best.distance) Object.assign(best, { point, distance }); };
      const others = outreach.stateOf(map).areas.filter((area) => mode === CLOSED && String(area.properties.id) !== root.dataset.area);
      const borders = others.flatMap(({ geometry }) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).flat());
      const placed = borders.map((ring) => ring.map(([x, y]) => map.latLngToLayerPoint([y, x])));
      placed.forEach((ring, number) => ring.forEach((corner, index) => {
        const [x, y] = borders[number][index];
        offer([y, x], at.distanceTo(corner));
      }));
      if (best.point) return best.point; // a corner before a border
      for (const ring of placed) for (let i = 1; i < ring.length; i++) {
        const near = L.LineUtil.closestPointOnSegment(at, ring[i - 1], ring[i]);
        const { lat: y, lng: x } = map.layerPointToLatLng(near);
        offer([y, x], at.distanceTo(near));
      }
      return best.point || [lat, lng];
    }

    function keep() {
      past.push(JSON.stringify(polygons));
      if (past.length > 100) past.shift();
    }
    function changed() {
      field.value = written(polygons, mode);
      draw();
      check();
    }
    function addPoint(point) {
      keep();
      const { ring, place } = current || { ring: lastRing(), place: lastRing().length - 1 };
      insert(ring, place, point);
    }
    function setAdding(isOn) {
      tool("add").setAttribute("aria-pressed", String(isOn));
      map.getContainer().classList.toggle("is-placing", isOn);
      map.doubleClickZoom[isOn ? "disable" : "enable"]();
    }
    const isAdding = () => tool("add").getAttribute("aria-pressed") === "true";

    map.on("click", (event) => { if (isAdding()) addPoint(snapped(event.latlng)); });
    map.on("zoomend", draw);
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== map.getContainer()) return;
      event.preventDefault();
      addPoint(snapped(map.getCenter()));
    });
    tool("add").addEventListener("click", () => setAdding(!isAdding()));
    tool("remove").addEventListener("click", remove);
    tool("undo").addEventListener("click", () => { polygons = JSON.parse(past.pop()); current = null; changed(); });
    tool("clear").addEventListener("click", () => { keep(); polygons = [[[]]]; current = null; changed(); setAdding(true); });
    field.addEventListener("input", () => { const found = read(field.value, mode); if (found) { keep(); polygons = found; current = null; draw(); } check(); });

    // The server judges with the rules that saving will ask: they are said while one draws.
    let waiting = null;
    function check() {
      clearTimeout(waiting);
      root.classList.remove("is-wrong");
      said.textContent = "";
      if (mode !== CLOSED || !root.dataset.checkUrl || count() < 3) return;
      waiting = setTimeout(() => {
        const body = JSON.stringify({ geometry: JSON.parse(field.value || "null"), area: Number(root.dataset.area) || null, name: (form.elements.name || {}).value, overlap: (form.elements.overlap || {}).value });
        const asked = field.value;
        fetch(root.dataset.checkUrl, { method: "POST", credentials: "same-origin", body, headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value } })
          .then((answer) => answer.json())
          .then(({ ok, message }) => { if (asked === field.value) { said.textContent = message || ""; root.classList.toggle("is-wrong", !ok); } })
          .catch(() => { said.textContent = ""; });
      }, 300);
    }
    if (form.elements.overlap) form.elements.overlap.addEventListener("change", check);

    root.querySelector(".area-tools").hidden = false;
    crosshair(map);
    setAdding(!count());
    draw();
    if (count()) show(map, L.latLngBounds(rings().flat()));
    else if (root.dataset.bounds) show(map, L.latLngBounds(JSON.parse(root.dataset.bounds)));
    check();
  }

  function crosshair(map) {
    const cross = document.createElement("span");
    cross.className = "map-crosshair";
    cross.setAttribute("aria-hidden", "true");
    map.getContainer().append(cross);
  }

  function show(map, bounds) {
    const state = outreach.stateOf(map);
    state.view = () => map.fitBounds(bounds, { padding: [36, 36], animate: false });
    state.isSettled = false;
    state.view();
    state.isSettled = true;
  }
})();
