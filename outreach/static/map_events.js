// Events on the map: links in the shape of their kind with the day in them, fanned out where they share a spot,
// marked together with whatever else on the page carries the same data-event-id.
"use strict";

(() => {
  const SIZE = 26; // pixels of a mark
  const NEAR = 18; // closer than this, marks are fanned out
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

  outreach.draw.events = (layer, collection, map) => {
    const state = outreach.stateOf(map);
    const inOrder = [...collection.features].sort((a, b) => when(a).localeCompare(when(b)));
    for (const { geometry, properties } of inOrder) {
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
      state.marks.push({ marker, point, box: null, link });
    }
  };

  // Marks that would hide each other stand around their common spot, in the order of their days.
  outreach.fanOut = (map, state) => {
    const groups = [];
    for (const mark of state.marks) {
      mark.at = map.latLngToLayerPoint(mark.point);
      const group = groups.find(([first]) => first.at.distanceTo(mark.at) < NEAR);
      if (group) group.push(mark);
      else groups.push([mark]);
    }
    for (const group of groups) group.forEach((mark, index) => {
      const [x, y] = gridOffset(index, group.length);
      // a diamond is wider from corner to corner
      const half = mark.link.matches(".leaflet_drop, .square_meeting") ? SIZE / 2 : SIZE * 0.63;
      mark.link.style.setProperty("--dx", `${x}px`);
      mark.link.style.setProperty("--dy", `${y}px`);
      mark.marker.getTooltip().options.offset = L.point(x, y);
      mark.box = outreach.boxAt(mark.at.add([x, y]), half, half);
    });
  };

  // Two in a row, four in a square, nine in three rows: read like a calendar.
  function gridOffset(index, count) {
    const columns = Math.ceil(Math.sqrt(count));
    const rows = Math.ceil(count / columns);
    const row = Math.floor(index / columns);
    const inRow = row < rows - 1 ? columns : count - columns * (rows - 1);
    return [((index % columns) - (inRow - 1) / 2) * (SIZE + 2), (row - (rows - 1) / 2) * (SIZE + 2)];
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
