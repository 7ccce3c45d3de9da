// Choosing on the map: in an editor of the kind "choose" a tap on a shape ticks its checkbox in the form, and the other
// way round. Beside a table of areas, the row under the pointer or in focus is outlined on the map.
"use strict";

(() => {
  outreach.onMap((map, frame) => {
    const root = frame.closest('[data-area-editor="choose"]');
    if (root) choose(map, root);
    else followRows(map);
    const { area } = (frame.closest("[data-area]") || frame).dataset;
    if (area) outreach.stateOf(map).whenDrawn = () => outreach.pickArea(map, area);
  });

  function choose(map, root) {
    const boxes = new Map([...root.closest("form").querySelectorAll(`input[name="${root.dataset.boxes}"]`)].map((box) => [box.value, box]));
    const shapes = new Map();
    const show = (value) => {
      const shape = shapes.get(value);
      if (!shape) return;
      const isChosen = boxes.get(value).checked;
      shape.getElement().classList.toggle("is-chosen", isChosen);
      if (isChosen) shape.bringToFront();
    };
    for (const [value, box] of boxes) box.addEventListener("change", () => show(value));
    fetch(root.dataset.shapes, { credentials: "same-origin", headers: { Accept: "application/geo+json" } })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((collection) => {
        L.geoJSON(collection, { style: () => ({ className: "area-choice", smoothFactor: 0 }) }).eachLayer((shape) => {
          const value = String(shape.feature.properties[root.dataset.key]);
          const box = boxes.get(value);
          if (!box) return;
          shape.addTo(map);
          shapes.set(value, shape);
          shape.on("click", () => { box.checked = !box.checked; box.dispatchEvent(new Event("change", { bubbles: true })); });
          const tip = document.createElement("span");
          tip.textContent = shape.feature.properties.name;
          shape.bindTooltip(tip, { sticky: true, className: "map-tip" });
          show(value);
        });
        root.classList.add("is-ready");
      })
      .catch(() => outreach.say(map, root.querySelector("[data-map]").dataset.failed));
  }

  function followRows(map) {
    for (const row of document.querySelectorAll("tr[data-area-id]")) {
      for (const kind of ["mouseenter", "focusin"]) row.addEventListener(kind, () => outreach.pickArea(map, row.dataset.areaId));
      for (const kind of ["mouseleave", "focusout"]) row.addEventListener(kind, () => outreach.pickArea(map, null));
    }
  }

  const drawAreas = outreach.draw.areas;
  outreach.draw.areas = (layer, collection, map) => {
    drawAreas(layer, collection, map);
    const { whenDrawn } = outreach.stateOf(map);
    if (whenDrawn) whenDrawn();
  };
})();
