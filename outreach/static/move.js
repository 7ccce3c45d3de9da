// Moving: a chip to another day, a mark to another spot. By mouse, by a long press, by Alt and the arrows; m opens the
// form that does the same. Where people are booked a question comes first, and afterwards there are some seconds to undo.
"use strict";

(() => {
  const dialog = document.getElementById("move-dialog");
  if (!dialog) return;
  const toast = document.getElementById("move-toast");
  const status = document.getElementById("move-status");
  const form = dialog.querySelector("form");
  const words = dialog.dataset;

  const PRESS = 450; // milliseconds of a long press
  const SLOP = { mouse: 5, touch: 10 }; // pixels a press may wander: farther is a drag, or a finger that scrolls
  const EDGE = 80; // nearer to the window's edge than this, a drag scrolls
  const MOVABLE = ["draft", "scheduled"];
  const ARROWS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

  const here = () => window.location.pathname + window.location.search;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const longDay = (day) => new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }).format(new Date(`${day}T12:00Z`));
  const rounded = (degrees) => degrees.toFixed(5);

  function formPage(id, change) {
    const address = new URL(fill(words.page, { id }), window.location.href);
    for (const [name, value] of Object.entries({ ...change, next: here() })) address.searchParams.set(name, value);
    return address;
  }

  // ---- asking, moving, undoing

  // what: id, title, booked, change (day, or latitude and longitude), asks, question, where. False: leave it there.
  function ask(what) {
    if (!what.booked && !what.asks) return send(what);
    const told = what.booked === 1 ? words.one : what.booked ? fill(words.many, { num: what.booked }) : words.none;
    document.getElementById("move-what").textContent = what.question;
    document.getElementById("move-where").textContent = what.where || "";
    document.getElementById("move-told").textContent = told;
    document.getElementById("move-told").className = what.booked ? "warn" : "soft";
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((answer) => {
      dialog.addEventListener("close", () => {
        if (dialog.returnValue === "move") answer(send(what));
        else { say(words.cancelled); answer(false); }
      }, { once: true });
    });
  }
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());

  function post(path, values = {}) {
    const body = new URLSearchParams({ ...values, csrf_token: form.elements.csrf_token.value });
    return fetch(path, { method: "POST", credentials: "same-origin", headers: { Accept: "application/json" }, body });
  }

  async function send({ id, change }) {
    const began = performance.now();
    try {
      const answer = await post(fill(words.path, { id }), change);
      // what must be asked, or is wrong, the form asks and says
      if (answer.status === 422) { window.location.assign(formPage(id, change)); return true; }
      const { message, undo, lasts } = await answer.json();
      if (answer.ok) await outreach.refresh();
      show(message || words.failed, undo, began, lasts);
      return answer.ok;
    } catch {
      show(words.failed);
      return false;
    }
  }

  let undoing = null;
  let isByKey = false; // whether the last gesture was the keyboard's
  function show(text, token, since, lasts) {
    const button = toast.querySelector("button");
    const lostFocus = isByKey && document.activeElement === document.body;
    undoing = token;
    toast.hidden = false;
    toast.querySelector("p").textContent = text;
    button.hidden = true;
    if (!token) return;
    toast.dataset.undo = lasts;
    window.countUndo(toast, button, since);
    // the chip that had the focus is no longer on the page
    if (lostFocus) button.focus({ preventScroll: true });
  }
  toast.addEventListener("over", () => { toast.hidden = true; });
  toast.querySelector("button").addEventListener("click", async () => {
    const token = undoing;
    undoing = null;
    clearTimeout(toast.counting);
    try {
      const answer = await post(fill(words.undoPath, { token }));
      const { message } = await answer.json();
      await outreach.refresh();
      show(message || words.failed);
    } catch {
      show(words.failed);
    }
  });

  function say(text) { status.textContent = text; }

  function askForDay(chip, day) {
    const { eventId: id, title, booked } = chip.dataset;
    return ask({ id, booked: Number(booked), change: { day }, question: fill(words.toDay, { title, day: longDay(day) }) });
  }

  // ---- chips, by mouse and finger

  let press = null; // what is held: chip, from (its day), x, y, ghost, over (the day under it)
  let swallow = false; // the click that ends a drag is none

  document.addEventListener("pointerdown", (event) => {
    const chip = event.target instanceof Element && event.target.closest("[data-movable]");
    const from = chip && chip.closest("[data-day]");
    if (!from || event.button || !event.isPrimary || press) return;
    press = { chip, from, x: event.clientX, y: event.clientY, kind: event.pointerType === "mouse" ? "mouse" : "touch" };
    if (press.kind === "touch") press.timer = setTimeout(lift, PRESS);
  });
  document.addEventListener("pointermove", (event) => {
    if (!press || !event.isPrimary) return;
    const isFar = Math.hypot(event.clientX - press.x, event.clientY - press.y) > SLOP[press.kind];
    if (!press.ghost && isFar) press.kind === "mouse" ? lift() : letGo();
    if (press?.ghost) follow(event.clientX, event.clientY);
  });
  document.addEventListener("pointerup", () => {
    if (!press) return;
    const { chip, over, from, ghost } = press;
    letGo();
    if (ghost && over && over !== from) askForDay(chip, over.dataset.day);
  });
  document.addEventListener("pointercancel", () => letGo());
  // a finger that carries a chip does not scroll, and opens no menu
  document.addEventListener("touchmove", (event) => { if (press?.ghost) event.preventDefault(); }, { passive: false });
  document.addEventListener("contextmenu", (event) => { if (press?.kind === "touch") event.preventDefault(); });
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.("[data-movable]")) event.preventDefault(); });
  document.addEventListener("pointerdown", () => { swallow = isByKey = false; }, true);
  document.addEventListener("click", (event) => {
    if (!swallow) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  function lift() {
    const box = press.chip.getBoundingClientRect();
    const ghost = press.chip.cloneNode(true);
    ghost.className += " move-ghost";
    for (const name of ["href", "data-event-id", "data-movable"]) ghost.removeAttribute(name);
    ghost.setAttribute("aria-hidden", "true");
    ghost.style.width = `${box.width}px`;
    document.body.append(ghost);
    Object.assign(press, { ghost, dx: press.x - box.left, dy: press.y - box.top });
    press.chip.classList.add("is-moving");
    document.documentElement.classList.add("is-dragging");
    follow(press.x, press.y);
  }

  function follow(x, y) {
    press.ghost.style.transform = `translate(${x - press.dx}px, ${y - press.dy}px) rotate(1.5deg)`;
    const over = document.elementFromPoint(x, y)?.closest("[data-day]") || null;
    if (over !== press.over) {
      press.over?.classList.remove("is-drop");
      if (over && over !== press.from) over.classList.add("is-drop");
      press.over = over;
    }
    if (y < EDGE) window.scrollBy(0, -12);
    else if (y > window.innerHeight - EDGE) window.scrollBy(0, 12);
  }

  function letGo() {
    if (!press) return;
    clearTimeout(press.timer);
    press.over?.classList.remove("is-drop");
    press.chip.classList.remove("is-moving");
    document.documentElement.classList.remove("is-dragging");
    if (press.ghost) { press.ghost.remove(); swallowClick(); }
    press = null;
  }

  function swallowClick() {
    swallow = true;
    setTimeout(() => { swallow = false; }, 50);
  }

  // ---- by keyboard

  document.addEventListener("keydown", (event) => {
    isByKey = true;
    if (event.key === "Escape" && (press?.ghost || carried)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      letGo();
      putBack();
      say(words.cancelled);
      return;
    }
    const chip = event.target instanceof Element && event.target.closest("[data-movable]");
    if (!chip || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "m" && !event.altKey) window.location.assign(formPage(chip.dataset.eventId, {}));
    if (event.altKey && event.key in ARROWS) {
      event.preventDefault(); // Alt and the left arrow would leave the page
      const day = new Date(`${chip.dataset.on}T12:00Z`);
      day.setUTCDate(day.getUTCDate() + ARROWS[event.key]);
      askForDay(chip, day.toISOString().slice(0, 10));
    }
  }, true);

  // ---- marks on the map

  let carried = null; // the marker that is dragged, and where it stood
  function putBack() {
    if (!carried) return;
    const { marker, from } = carried;
    carried = null;
    marker.dragging.disable();
    marker.setLatLng(from);
    marker.dragging.enable();
    swallowClick();
  }

  outreach.onMarkers((marker, { properties }) => {
    if (!MOVABLE.includes(properties.status)) return;
    const link = marker.getElement();
    link.dataset.movable = "";
    Object.assign(link.dataset, { title: properties.title, on: properties.day, booked: bookedAt(properties) });
    marker.dragging.enable();
    marker.on("dragstart", () => { carried = { marker, from: marker.getLatLng() }; marker.closeTooltip(); });
    marker.on("dragend", async () => {
      if (!carried) return; // let go by Escape
      const { from } = carried;
      carried = null;
      swallowClick();
      const point = spotOf(marker, link);
      const isMoved = await ask({
        id: properties.id, asks: true, booked: Number(link.dataset.booked),
        change: { latitude: rounded(point.lat), longitude: rounded(point.lng) },
        question: fill(words.toSpot, { title: properties.title }), where: areaAt(marker, point),
      });
      if (!isMoved && marker.getElement()) marker.setLatLng(from);
    });
  });

  // Different people, as the page counts them; the map only knows how many places are taken.
  function bookedAt({ id, taken }) {
    const twin = document.querySelector(`[data-event-id="${CSS.escape(id)}"][data-booked]:not(.map-event)`);
    return twin ? twin.dataset.booked : taken;
  }

  // Where the mark is seen: it may stand beside others, away from its own point.
  function spotOf(marker, link) {
    const offset = ["--dx", "--dy"].map((name) => parseFloat(link.style.getPropertyValue(name)) || 0);
    return marker._map.layerPointToLatLng(marker._map.latLngToLayerPoint(marker.getLatLng()).add(offset));
  }

  function areaAt(marker, point) {
    const { areas, frame } = outreach.stateOf(marker._map);
    const area = areas.find((one) => outreach.isInside(one.geometry, point));
    return area ? area.properties.name : frame.dataset.outside;
  }
})();
