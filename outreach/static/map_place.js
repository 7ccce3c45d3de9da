// Points: a tap on the map, or Enter with the map in focus for its middle, asks what is there (frame with data-asked),
// or sets the point in the form that the map stands in (a picker). Each has its form twin.
"use strict";

(() => {
  const DOUBLE_CLICK = 260; // a second click within these milliseconds means zooming, not placing
  const CLOSE = 14; // the zoom at which squares have their names
  const rounded = (degrees) => degrees.toFixed(5); // about a metre

  const PinIcon = L.DivIcon.extend({
    createIcon() {
      const pin = document.createElement("span");
      pin.className = `leaflet-marker-icon map-pin ${this.options.kind}`;
      pin.setAttribute("aria-hidden", "true");
      const shape = document.createElement("span");
      shape.className = "map-event-shape";
      pin.append(shape);
      return pin;
    },
  });
  function pinAt(map, point, kind, isDraggable) {
    const icon = new PinIcon({ kind });
    const pin = L.marker(point, { icon, keyboard: false, interactive: isDraggable, draggable: isDraggable, zIndexOffset: 2000 }).addTo(map);
    outreach.stateOf(map).pins.push(pin);
    return pin;
  }

  // Calls back with the point of a click or tap, or with the middle of the map on Enter.
  function onPlace(map, callback) {
    const container = map.getContainer();
    const crosshair = document.createElement("span");
    crosshair.className = "map-crosshair";
    crosshair.setAttribute("aria-hidden", "true");
    container.append(crosshair);
    container.classList.add("is-placing");
    const hint = outreach.stateOf(map).frame.querySelector(".map-hint");
    if (hint && hint.id) container.setAttribute("aria-describedby", hint.id);
    map.on("click", (event) => callback(event.latlng, event.originalEvent));
    container.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== container) return;
      event.preventDefault();
      callback(map.getCenter(), event);
    });
  }

  // A map with data-asked tells the page which point was picked.
  outreach.onMap((map, frame) => {
    if (!("asked" in frame.dataset)) return;
    let waiting = null;
    map.on("dblclick", () => clearTimeout(waiting));
    onPlace(map, ({ lat, lng }, event) => {
      const detail = { latitude: rounded(lat), longitude: rounded(lng), isByKey: event.type === "keydown" };
      const tell = () => frame.dispatchEvent(new CustomEvent("outreach:point", { bubbles: true, detail }));
      clearTimeout(waiting);
      if (detail.isByKey) tell();
      else waiting = setTimeout(tell, DOUBLE_CLICK);
    });
  });

  // Shows the one point that is picked, [latitude, longitude], or none.
  outreach.showPoint = (map, point) => {
    const state = outreach.stateOf(map);
    if (state.picked) {
      state.picked.remove();
      state.pins = state.pins.filter((pin) => pin !== state.picked);
    }
    state.picked = point && pinAt(map, point, "new", false);
    outreach.arrange(map);
  };

  // options: point or null, kind, isPicker. A picker writes into the form's latitude and longitude and reads them.
  outreach.pin = (map, options) => {
    let marker = options.point && pinAt(map, options.point, options.kind, options.isPicker);
    if (!options.isPicker) return;
    const { frame } = outreach.stateOf(map);
    const form = frame.closest("form") || document;
    const [latitude, longitude] = ["latitude", "longitude"].map((name) => form.querySelector(`input[name="${name}"]`));
    if (!latitude || !longitude) return;

    function show(point, isTyped) {
      if (marker) marker.setLatLng(point);
      else marker = pinAt(map, point, options.kind, true);
      marker.off("dragend").on("dragend", () => put(marker.getLatLng()));
      if (isTyped && !map.getBounds().contains(point)) map.panTo(point);
      outreach.arrange(map);
      tellArea(map, point);
    }
    function put(point) {
      latitude.value = rounded(point.lat);
      longitude.value = rounded(point.lng);
      show(point, false);
      for (const input of [latitude, longitude]) input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    function read() {
      const [lat, lng] = [latitude, longitude].map((input) => parseFloat(input.value.replace(",", ".")));
      if (Math.abs(lat) <= 90 && Math.abs(lng) <= 180) show(L.latLng(lat, lng), true);
    }
    onPlace(map, (point) => put(point));
    for (const input of [latitude, longitude]) input.addEventListener("input", read);
    followVenue(form, (point) => { put(point); map.panTo(point); });
    outreach.stateOf(map).whenAreas = read;
    read();
    if (marker) lookClose(map, marker.getLatLng());
  };

  // A form that comes with a point shows the streets around it, not the whole town.
  function lookClose(map, point) {
    const state = outreach.stateOf(map);
    state.view = () => map.setView(point, CLOSE, { animate: false });
    state.isSettled = false;
    state.view();
    state.isSettled = true;
  }

  // A saved venue brings its point: <option data-latitude data-longitude> of the field named venue (or of its datalist).
  function followVenue(form, callback) {
    const venue = form.querySelector('[name="venue"]');
    if (!venue) return;
    venue.addEventListener("change", () => {
      const options = venue.list ? [...venue.list.options].filter((option) => option.value === venue.value) : [...(venue.selectedOptions || [])];
      const { latitude, longitude } = (options[0] || { dataset: {} }).dataset;
      if (latitude && longitude) callback(L.latLng(Number(latitude), Number(longitude)));
    });
  }

  // The area follows from the point: say which it is, or that it lies outside all of them.
  function tellArea(map, point) {
    const { areas, frame } = outreach.stateOf(map);
    if (!areas.length) return;
    const area = areas.find((one) => outreach.isInside(one.geometry, point));
    outreach.say(map, area ? area.properties.name : frame.dataset.outside);
  }
  const drawAreas = outreach.draw.areas;
  outreach.draw.areas = (layer, collection, map) => {
    drawAreas(layer, collection, map);
    const { whenAreas } = outreach.stateOf(map);
    if (whenAreas) whenAreas();
  };
})();
