// Events on the map: links in the shape of their kind with the day in them, fanned out where they share a spot,
// marked together with whatever else on the page carries the same data-event-id.
"use strict";

(() => {
  const SIZE = 26; // pixels of a mark
  const SMALL = 15; // of one among those of a whole year
  const NEAR = 0.7; // closer than this part of their size, marks are fanned out
  const CROWD = 150; // so many marks can be pushed apart; more would take too long, and have no room
  const TURNS = 24; // how often at most
  const when = ({ properties }) => `${properties.day} ${properties.start}`;
  const isWord = (text) => /^[a-z_]+$/.test(text || "");

  // A mark is a real link: it takes focus, opens in a new tab, and needs no script of ours to be followed.
  const EventIcon = L.DivIcon.extend({
    createIcon() {
      const { title, day, url, id, kind, status, needed, taken, capacity, label } = this.options.event;
      const link = document.createElement("a");
      link.className = "leaflet-marker-icon map-event";
      for (const word of [kind, `is-${status}`]) if (isWord(word.replace("is-", ""))) link.classList.add(word);
      link.classList.toggle("needs-people", status === "scheduled" && taken < needed);
      // our own pages only, whatever the data says
      if (typeof url === "string" && /^\/(?![/\\])/.test(url)) link.href = url;
      link.draggable = false;
      link.dataset.eventId = id;
      link.setAttribute("aria-label", label || `${title}, ${day}, ${taken}/${capacity}`);
      const shape = document.createElement("span");
      shape.className = "map-event-shape";
      const number = document.createElement("span");
      number.textContent = String(Number(String(day).slice(8, 10)) || "");
      shape.append(number);
      link.append(shape);
      return link;
    },
  });

  // callback(marker, feature) for every event's marker, drawn already or to come.
  const heard = [];
  const drawn = new Map();
  outreach.onMarkers = (callback) => {
    heard.push(callback);
    for (const [marker, feature] of drawn) callback(marker, feature);
  };

  outreach.draw.events = (layer, collection, map) => {
    const state = outreach.stateOf(map);
    for (const { marker } of state.marks) drawn.delete(marker);
    state.marks = [];
    const inOrder = [...collection.features].sort((a, b) => when(a).localeCompare(when(b)));
    if (outreach.drawCrowd && outreach.drawCrowd(layer, inOrder, map)) return;
    for (const feature of inOrder) {
      const { geometry, properties } = feature;
      if (!geometry || geometry.type !== "Point") continue;
      const point = L.latLng(geometry.coordinates[1], geometry.coordinates[0]);
      // the size is for Leaflet's panning alone: it keeps a focused mark clear of the map's edge
      const icon = new EventIcon({ event: properties, iconSize: [90, 70], iconAnchor: [45, 35] });
      // keyboard: the link has its own focus, Leaflet need not add one
      const marker = L.marker(point, { icon, keyboard: false, bubblingMouseEvents: false, riseOnHover: true }).addTo(layer);
      const link = marker.getElement();
      const tip = document.createElement("span");
      tip.textContent = link.getAttribute("aria-label");
      marker.bindTooltip(tip, { direction: "auto", offset: [SIZE / 2, 0], className: "map-tip" });
      state.marks.push({ marker, point, box: null, link, feature });
      drawn.set(marker, feature);
      for (const callback of heard) callback(marker, feature);
    }
  };

  // Marks at one spot stand around it in the order of their days; what then still overlaps is pushed apart.
  outreach.fanOut = (map, state) => {
    const size = state.frame.classList.contains("is-year") ? SMALL : SIZE;
    const groups = [];
    for (const mark of state.marks) {
      mark.at = map.latLngToLayerPoint(mark.point);
      const group = groups.find(([first]) => first.at.distanceTo(mark.at) < NEAR * size);
      if (group) group.push(mark);
      else groups.push([mark]);
    }
    for (const group of groups) group.forEach((mark, index) => { mark.spot = group[0].at.add(gridOffset(index, group.length, size)); });
    if (state.marks.length <= CROWD) for (let turn = 0; turn < TURNS; turn += 1) if (!pushApart(state.marks, size)) break;
    for (const mark of state.marks) {
      const { x, y } = mark.spot.subtract(mark.at);
      mark.link.style.setProperty("--dx", `${x}px`);
      mark.link.style.setProperty("--dy", `${y}px`);
      mark.marker.getTooltip().options.offset = L.point(x, y);
      mark.box = outreach.boxAt(mark.spot, reach(mark, size), reach(mark, size));
    }
  };

  // A diamond is wider from corner to corner.
  const reach = (mark, size) => (mark.link.matches(".leaflet_drop, .square_meeting") ? size / 2 : size * 0.63);

  // Each pair that overlaps moves apart along the shorter way, each half of it. Says whether any did.
  function pushApart(marks, size) {
    let isMoved = false;
    marks.forEach((a, index) => {
      for (const b of marks.slice(0, index)) {
        const room = reach(a, size) + reach(b, size) + 1;
        const [x, y] = [a.spot.x - b.spot.x, a.spot.y - b.spot.y];
        const [overX, overY] = [room - Math.abs(x), room - Math.abs(y)];
        if (overX <= 0.5 || overY <= 0.5) continue;
        const by = overX < overY ? L.point(((x < 0 ? -1 : 1) * overX) / 2, 0) : L.point(0, ((y < 0 ? -1 : 1) * overY) / 2);
        a.spot = a.spot.add(by);
        b.spot = b.spot.subtract(by);
        isMoved = true;
      }
    });
    return isMoved;
  }

  // Two in a row, four in a square, nine in three rows: read like a calendar.
  function gridOffset(index, count, size) {
    const columns = Math.ceil(Math.sqrt(count));
    const rows = Math.ceil(count / columns);
    const row = Math.floor(index / columns);
    const inRow = row < rows - 1 ? columns : count - columns * (rows - 1);
    return [((index % columns) - (inRow - 1) / 2) * (size + 2), (row - (rows - 1) / 2) * (size + 2)];
  }

  // Hover or focus on one of them marks all that stand for the same event: chip, list row, mark on the map.
  function markSame(event, isOn) {
    const one = event.target instanceof Element && event.target.closest("[data-event-id]");
    if (!one) return;
    for (const same of document.querySelectorAll(`[data-event-id="${CSS.escape(one.dataset.eventId)}"]`)) {
      same.classList.toggle("is-marked", isOn);
    }
  }
  for (const kind of ["mouseover", "focusin"]) document.addEventListener(kind, (event) => markSame(event, true));
  for (const kind of ["mouseout", "focusout"]) document.addEventListener(kind, (event) => markSame(event, false));
})();
