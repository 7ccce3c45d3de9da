// The background map under ours, where there is one: our land lets it shine through. Whom to name for it stands in the
// corner; that text comes out of a file or a setting and is written as text.
"use strict";

outreach.draw.tiles = (layer, { url, attribution, min_zoom: minNativeZoom = 0, max_zoom: maxNativeZoom = 22, bounds, is_elsewhere: isElsewhere }, map) => {
  const options = { minNativeZoom, maxNativeZoom, minZoom: 0, maxZoom: 22, className: "map-tile" };
  if (bounds) options.bounds = [[bounds[1], bounds[0]], [bounds[3], bounds[2]]];
  if (isElsewhere) Object.assign(options, { crossOrigin: "anonymous", referrerPolicy: "no-referrer" });
  layer.addLayer(L.tileLayer(url, options));
  const text = document.createElement("span");
  text.textContent = attribution;
  if (attribution) outreach.stateOf(map).attribution.addAttribution(text.innerHTML);
};
