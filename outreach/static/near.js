"use strict";
// Which area, and what is near. Where somebody is stays in the browser: it sorts what is on the page, and is forgotten.
(() => {
  const button = document.querySelector("[data-near-me]");
  if (!button) return;
  const told = document.querySelector("[data-near-told]");
  const select = document.getElementById("area");
  if (select) remember();

  function remember() {
    document.querySelector("[data-near-show]").hidden = true;
    select.addEventListener("change", () => {
      phone.write("area", select.value ? { person: phone.person, id: select.value } : null);
      select.form.requestSubmit();
    });
    const asked = new URLSearchParams(location.search);
    const remembered = phone.read("area")?.id;
    const isOffered = [...select.options].some((option) => option.value === remembered);
    // not over a message: it is shown once, and a page that comes after it has it no more
    if (asked.has("area") || !isOffered || document.querySelector(".told .flash")) return;
    asked.set("area", remembered);
    location.replace(`${location.pathname}?${asked}`);
  }

  const EARTH = 6371000;
  const radians = (degrees) => (degrees * Math.PI) / 180;

  function metres(card, { latitude, longitude }) {
    if (card.dataset.latitude === undefined) return Infinity;
    const [one, other] = [radians(latitude), radians(Number(card.dataset.latitude))];
    const [height, width] = [other - one, radians(Number(card.dataset.longitude) - longitude)];
    const part = Math.sin(height / 2) ** 2 + Math.cos(one) * Math.cos(other) * Math.sin(width / 2) ** 2;
    return 2 * EARTH * Math.asin(Math.sqrt(part));
  }

  function words(distance) {
    if (!Number.isFinite(distance)) return "";
    if (distance < 950) return button.dataset.metres.replace("{num}", Math.max(Math.round(distance / 50), 1) * 50);
    const kilometres = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    return button.dataset.kilometres.replace("{num}", kilometres.format(distance / 1000));
  }

  function sort(position) {
    for (const list of document.querySelectorAll("[data-near-list]")) {
      const cards = [...list.children].map((card) => [card, metres(card, position.coords)]);
      for (const [card, distance] of cards) card.querySelector("[data-far]").textContent = words(distance);
      // those that lack people stay first
      cards.sort(([one, near], [other, far]) => ("lacks" in other.dataset) - ("lacks" in one.dataset) || near - far);
      list.replaceChildren(...cards.map(([card]) => card));
    }
    told.textContent = button.dataset.sorted;
  }

  button.hidden = !("geolocation" in navigator);
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(sort, () => {
      told.textContent = button.dataset.failed;
    }, { maximumAge: 60000, timeout: 15000 });
  });
})();
