"use strict";
// The browser itself: its service worker, whether there is a network, and what lies in its storage, of whom.
const phone = (() => {
  const { body } = document;
  const PREFIX = "outreach:";
  const person = body.dataset.person ?? "";
  const banner = document.getElementById("offline");

  // A browser may forbid storage; then nothing is kept, and all else works.
  function read(name) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + name));
    } catch {
      return null;
    }
  }

  function write(name, value) {
    try {
      if (value === null) localStorage.removeItem(PREFIX + name);
      else localStorage.setItem(PREFIX + name, JSON.stringify(value));
    } catch {
      // full or forbidden
    }
  }

  function names() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
    } catch {
      return [];
    }
  }

  function wipe(isGone) {
    for (const name of names()) if (isGone(name, read(name))) write(name, null);
  }

  // Somebody else has signed in here, or nobody has: what was mine to read is gone. What was typed waits for its writer.
  if (person) wipe((_name, value) => value?.person !== person);
  else wipe((name) => name === "mine");

  const token = () => document.querySelector('input[name="csrf_token"]')?.value ?? "";

  function tell() {
    const isOffline = !navigator.onLine;
    if (banner) banner.hidden = !isOffline;
    const buttons = document.querySelectorAll(
      ["claim", "wait", "release"].map((end) => `form[action$="/${end}"] button`).join(),
    );
    for (const button of buttons) {
      button.dataset.text ??= button.textContent;
      button.textContent = isOffline ? banner.dataset.button : button.dataset.text;
      button.setAttribute("aria-disabled", String(isOffline));
    }
  }

  // What is typed stays where it is; a place is never taken or given back without the others knowing.
  function hold(event) {
    const form = event.target;
    if (navigator.onLine || form.method !== "post" || form.dataset.queue !== undefined) return;
    event.preventDefault();
    event.stopPropagation();
    let words = form.querySelector("[data-held]");
    if (!words) {
      words = document.createElement("p");
      words.className = "bad";
      words.dataset.held = "";
      words.setAttribute("role", "alert");
      form.append(words);
    }
    words.textContent = banner.dataset.held;
  }

  if (banner) {
    addEventListener("online", tell);
    addEventListener("offline", tell);
    document.addEventListener("submit", hold, true);
    addEventListener("online", () => document.querySelectorAll("[data-held]").forEach((words) => words.remove()));
    tell();
  }
  const leave = document.querySelector('form[action$="/sign-out"]');
  leave?.addEventListener("submit", (event) => {
    const waiting = read("unsent")?.items?.length ?? 0;
    if (waiting && leave.dataset.warned === undefined) {
      event.preventDefault();
      leave.dataset.warned = "";
      const words = document.createElement("p");
      words.className = "bad menu-words";
      words.setAttribute("role", "alert");
      words.textContent = leave.dataset.loses.replace("{num}", waiting);
      leave.append(words);
      return;
    }
    wipe(() => true);
  });
  // an iPhone opens no geo: address; its own map has another one
  if (/iP(hone|ad|od)/.test(navigator.userAgent)) {
    for (const link of document.querySelectorAll('a[href^="geo:"]')) link.href = `maps://?daddr=${link.href.slice(4).split("?")[0]}`;
  }
  if (person && "serviceWorker" in navigator) {
    addEventListener("load", () => navigator.serviceWorker.register(body.dataset.worker).catch(() => {}));
  }
  return { person, read, write, names, token };
})();
