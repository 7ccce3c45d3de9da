// The inbox by keyboard: j and k step, i, a and x decide, u undoes. Each key presses a button that stands on the page.
"use strict";

(() => {
  const cards = [...document.querySelectorAll("[data-entry]")];
  const kept = "media-inbox-place";
  let chosen = -1;

  function choose(at, { focus = true } = {}) {
    if (!cards.length) return;
    cards[chosen]?.removeAttribute("data-chosen");
    chosen = Math.max(0, Math.min(at, cards.length - 1));
    cards[chosen].setAttribute("data-chosen", "");
    if (focus) {
      cards[chosen].focus({ preventScroll: true });
      cards[chosen].scrollIntoView({ block: "nearest" });
    }
  }

  function press(key, where) {
    const button = where?.querySelector(`[data-key="${key}"]`);
    if (!button) return false;
    // The list gets shorter by one: the same place then holds the next card.
    sessionStorage.setItem(kept, String(Math.max(chosen, 0)));
    button.click();
    return true;
  }

  document.addEventListener("focusin", (event) => {
    const at = cards.indexOf(event.target.closest?.("[data-entry]"));
    if (at >= 0 && at !== chosen) choose(at, { focus: false });
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea")) return;
    const key = event.key.toLowerCase();
    let done = true;
    if (key === "j") choose(chosen + 1);
    else if (key === "k") choose(chosen - 1);
    else if (["i", "a", "x"].includes(key)) done = !event.repeat && press(key, cards[chosen]);
    else if (key === "u") done = !event.repeat && press(key, document);
    else done = false;
    if (done) event.preventDefault();
  });

  const linked = cards.findIndex((card) => `#${card.id}` === location.hash);
  const place = sessionStorage.getItem(kept);
  sessionStorage.removeItem(kept);
  choose(linked >= 0 ? linked : Number(place ?? 0), { focus: linked >= 0 || place !== null });
})();
