// The calendar: one address says which days, which filter and what is picked. Links and the filter's form work by
// themselves; here they change the page without loading it anew, and one click picks the same event everywhere.
"use strict";

(() => {
  const page = document.getElementById("calendar");
  const told = document.getElementById("told");
  const wide = window.matchMedia("(min-width: 981px)"); // narrower, a tap goes straight to the event
  const TYPING = 350; // milliseconds after the last key until a text is looked for
  const PICKS = ["event", "point"];
  let asked = 0;
  let typing = null; // a text that is about to be looked for
  let shown = window.location.search;
  let theMap = null;

  const dock = () => document.getElementById("dock");
  const marksOf = (id) => document.querySelectorAll(`[data-event-id="${CSS.escape(id)}"]`);
  const isPlain = (event) => !(event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

  // The page at an address of our own; null when it can't be had that way (signed out, no net).
  async function pageAt(address) {
    try {
      const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (!answer.ok || new URL(answer.url).pathname !== address.pathname) return null;
      return new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return null;
    }
  }

  // how: "pushState" or "replaceState"; none when the browser has changed the address already.
  async function go(address, how) {
    const turn = ++asked;
    clearTimeout(typing);
    page.setAttribute("aria-busy", "true");
    const fresh = await pageAt(address);
    if (turn !== asked) return;
    page.removeAttribute("aria-busy");
    if (!fresh) { window.location.assign(address); return; }
    if (how) window.history[how](null, "", address);
    shown = window.location.search;
    document.title = fresh.title;
    page.className = fresh.getElementById(page.id).className;
    for (const part of document.querySelectorAll("[data-swap]")) swap(part, fresh);
    swap(dock(), fresh);
    settle();
    told.textContent = document.getElementById("plan").getAttribute("aria-label");
    if (theMap) outreach.reload(theMap, "events", document.getElementById("plan").dataset.events);
    document.dispatchEvent(new CustomEvent("outreach:changed"));
  }

  // A form that somebody is in stays, but for its hidden fields; a link that had the focus gets it back.
  function swap(part, fresh) {
    const other = fresh.getElementById(part.id);
    if (!other || !part.isConnected) return;
    if (part.matches("form") && part.contains(document.activeElement?.closest("input, select"))) {
      for (const field of part.querySelectorAll("[type=hidden]")) field.remove();
      part.prepend(...other.querySelectorAll("[type=hidden]"));
      return;
    }
    other.classList.toggle("is-open", part.classList.contains("is-open"));
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    part.replaceWith(document.adoptNode(other));
    if (focused) {
      const twin = document.getElementById(focused.id) || [...marksOf(focused.dataset.eventId || "")].find((one) => other.contains(one));
      twin?.focus({ preventScroll: true });
    }
  }

  // ---- what is picked

  const picked = () => dock().dataset.event;

  // what: { event: id }, { point: "59.36,18.01" } or {} for nothing.
  async function pick(what) {
    const turn = ++asked;
    const address = new URL(window.location.href);
    for (const name of PICKS) address.searchParams.delete(name);
    for (const [name, value] of Object.entries(what)) address.searchParams.set(name, value);
    const source = new URL(page.dataset.dock, address);
    source.search = address.search;
    show(what.event);
    const fresh = await pageAt(source);
    if (turn !== asked) return;
    if (!fresh) { window.location.assign(address); return; }
    window.history.replaceState(null, "", address);
    shown = address.search;
    swap(dock(), fresh);
    settle();
    told.textContent = what.event || what.point ? dock().querySelector("h2")?.textContent || "" : "";
  }

  // Chips, rows and marks of the picked event look so; so do the picked point and its area.
  function show(id) {
    for (const one of document.querySelectorAll("[data-event-id]")) {
      const isIt = one.dataset.eventId === id;
      one.classList.toggle("is-picked", isIt);
      if (isIt) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
  }
  function settle() {
    const { event, point, area } = dock().dataset;
    show(event);
    dock().querySelector("[data-clear]")?.setAttribute("aria-keyshortcuts", "Escape");
    if (!theMap) return;
    outreach.showPoint(theMap, point ? point.split(",").map(Number) : null);
    outreach.pickArea(theMap, area || null);
  }

  async function clear() {
    const [id, hadFocus] = [picked(), dock().contains(document.activeElement)];
    await pick({});
    if (hadFocus) (id && marksOf(id)[0] || theMap?.getContainer())?.focus();
  }

  // ---- by mouse and finger

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[href]");
    if (!link || !isPlain(event)) return;
    const id = link.dataset.eventId;
    if (id) {
      // the keyboard's Enter and a second click open the event
      if (!wide.matches || event.detail === 0 || id === picked()) return;
      event.preventDefault();
      pick({ event: id });
    } else if ("clear" in link.dataset) {
      event.preventDefault();
      clear();
    } else if (link.matches(".filters-open")) {
      event.preventDefault();
      const form = document.getElementById("filters");
      if (form.classList.toggle("is-open")) form.querySelector("input[type=search]").focus();
    } else if (link.pathname === window.location.pathname && !link.hash && link.closest("[data-swap]")) {
      event.preventDefault();
      go(new URL(link.href), "pushState");
    }
  });
  window.addEventListener("popstate", () => { if (window.location.search !== shown) go(new URL(window.location.href)); });

  // ---- by keyboard: Space picks, Enter opens, Escape lets go

  document.addEventListener("keydown", (event) => {
    if (!isPlain(event) || !(event.target instanceof Element)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && PICKS.some((name) => name in dock().dataset) && !event.target.closest("input, select")) {
      event.preventDefault();
      clear();
    }
    const one = event.key === " " && event.target.closest("a[data-event-id]");
    if (one) {
      event.preventDefault();
      pick({ event: one.dataset.eventId });
    }
  });

  document.addEventListener("outreach:point", async ({ detail }) => {
    await pick({ point: `${detail.latitude},${detail.longitude}` });
    if (detail.isByKey) dock().querySelector("a")?.focus();
    else if (!wide.matches) dock().scrollIntoView({ block: "nearest" });
  });

  // ---- the filter

  function send(form) {
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value) address.searchParams.set(name, value);
    go(address, "replaceState");
  }
  document.addEventListener("input", ({ target }) => {
    const form = target.closest("#filters");
    if (!form) return;
    clearTimeout(typing);
    typing = setTimeout(() => send(form), target.matches("select, [type=checkbox]") ? 0 : TYPING);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#filters")) return;
    event.preventDefault();
    send(event.target);
  });

  // ---- the map; and for others: ask the server again, say after a move

  outreach.onMap((map) => {
    theMap = map;
    settle();
  });
  outreach.onMarkers((marker) => {
    const link = marker.getElement();
    if (link.dataset.eventId === picked()) { link.classList.add("is-picked"); link.setAttribute("aria-current", "true"); }
  });
  outreach.refresh = () => go(new URL(window.location.href));
  document.documentElement.classList.add("has-script");
})();
