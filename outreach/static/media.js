// The inbox by keyboard: j and k step, i, a and x decide, u undoes, space ticks. Each key presses what stands on the page.
"use strict";

(() => {
  const cards = [...document.querySelectorAll("[data-entry]")];
  const kept = "media-inbox-place"; // the list gets shorter by one: the same place then holds the next card
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
    sessionStorage.setItem(kept, String(Math.max(chosen, 0)));
    button.click();
    return true;
  }

  function tick() {
    const box = cards[chosen]?.querySelector("[data-pick]");
    box?.click();
    return Boolean(box);
  }

  function tell() {
    const count = document.querySelectorAll("[data-pick]:checked").length;
    for (const place of document.querySelectorAll("[data-picked]")) place.textContent = count || "";
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-pick]")) tell();
  });

  // What a card's box says of a letter of ours holds for the row of those that are ticked as well.
  document.addEventListener("change", (event) => {
    const follows = event.target.closest?.(".entry-like")?.previousElementSibling;
    if (follows?.matches("[data-follows]")) follows.disabled = !event.target.checked;
  });

  // Whoever decides with a thumb is not thrown to the top either.
  document.addEventListener("submit", (event) => {
    const at = cards.indexOf(event.target.closest("[data-entry]"));
    if (at >= 0) sessionStorage.setItem(kept, String(at));
  });

  document.addEventListener("focusin", (event) => {
    const at = cards.indexOf(event.target.closest?.("[data-entry]"));
    if (at >= 0 && at !== chosen) choose(at, { focus: false });
  });

  document.addEventListener("keydown", (event) => {
    const inText = event.target.closest?.("input:not([type=checkbox]), select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || inText) return;
    const key = event.key.toLowerCase();
    let done = true;
    if (key === "j") choose(chosen + 1);
    else if (key === "k") choose(chosen - 1);
    else if (["i", "a", "x"].includes(key)) done = !event.repeat && press(key, cards[chosen]);
    else if (key === "u") done = !event.repeat && press(key, document);
    // on a button, a link or a box of its own the space bar keeps its meaning
    else if (key === " " && event.target === cards[chosen]) done = !event.repeat && tick();
    else done = false;
    if (done) event.preventDefault();
  });

  // In the form: pressing Enter in the address fetches.
  const fetchButton = document.querySelector("[data-fetch]");
  fetchButton?.form.elements.url?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    fetchButton.click();
  });

  tell();
  const linked = cards.findIndex((card) => `#${card.id}` === location.hash);
  const place = sessionStorage.getItem(kept);
  sessionStorage.removeItem(kept);
  choose(linked >= 0 ? linked : Number(place ?? 0), { focus: linked >= 0 || place !== null });
})();
