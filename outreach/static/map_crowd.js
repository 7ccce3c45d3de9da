// More events than marks have room: each is a dot on one canvas, quick to draw and to move. It shows where, not which;
// a dot says its name under the pointer and leads to its event. Keyboards and ears have the list, which has them all.
"use strict";

(() => {
  const CROWD = 300; // so many marks can still be told apart; above, they take a second and more to draw
  const COLOURS = { leaflet_drop: "--leaflet", square_meeting: "--meeting" };
  const SOLID = { held: 0.9, scheduled: 0.9, draft: 0.4, cancelled: 0.15 };
  const isOurs = (url) => typeof url === "string" && /^\/(?![/\\])/.test(url);

  // Draws what is too much for marks and answers true. The slider's year keeps its marks: it shows and hides them.
  outreach.drawCrowd = (layer, features, map) => {
    const { frame } = outreach.stateOf(map);
    const points = features.filter(({ geometry }) => geometry && geometry.type === "Point");
    const isCrowd = points.length > CROWD && !frame.classList.contains("is-year");
    if (isCrowd || frame.dataset.dots) outreach.say(map, isCrowd ? frame.dataset.crowd : "");
    frame.dataset.dots = isCrowd ? points.length : "";
    if (!isCrowd) return false;
    if (!map.getPane("crowd")) map.createPane("crowd").style.zIndex = 335; // beneath the names
    const renderer = L.canvas({ pane: "crowd", padding: 0.2, tolerance: 6 });
    const colour = (name) => getComputedStyle(frame).getPropertyValue(name).trim();
    const [line, missing, other] = ["--card", "--accent", "--ink-soft"].map(colour);
    const fill = Object.fromEntries(Object.entries(COLOURS).map(([kind, name]) => [kind, colour(name)]));
    const group = L.featureGroup();
    for (const { geometry, properties } of points) {
      const { kind, status, taken, needed } = properties;
      const lacks = status === "scheduled" && taken < needed;
      const dot = L.circleMarker([geometry.coordinates[1], geometry.coordinates[0]], {
        renderer, pane: "crowd", radius: 4, weight: 1, bubblingMouseEvents: false,
        color: lacks ? missing : line, fillColor: fill[kind] || other, fillOpacity: SOLID[status] || 0.9,
      });
      dot.event = properties;
      group.addLayer(dot);
    }
    group.bindTooltip((dot) => {
      const tip = document.createElement("span");
      tip.textContent = dot.event.label || dot.event.title || "";
      return tip;
    }, { direction: "top", className: "map-tip" });
    group.on("click", ({ layer: dot }) => { if (isOurs(dot.event.url)) window.location.assign(dot.event.url); });
    layer.addLayer(group);
    return true;
  };
})();
