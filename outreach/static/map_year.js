// The year on the map: its events are asked for once, and a slider shows those up to a day. What was held is solid,
// what is planned pale. It plays by itself only where nobody has asked for less motion; there it steps by months.
"use strict";

(() => {
  const WEEK = 7;
  const BEAT = 220; // milliseconds a week takes
  const LANGUAGE = document.documentElement.lang || "sv";
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const room = document.getElementById("year");
  const slider = room.querySelector("input");
  const button = room.querySelector("[data-year-play]");
  const words = room.querySelector("[data-year-told]");
  let theMap = null;
  let year = 0; // which year is on the map; 0: none
  let ticking = null;

  const plan = () => document.getElementById("plan");
  const addressOfYear = () => plan().dataset.yearEvents;
  const yearInView = () => Number(new URL(addressOfYear(), window.location.href).searchParams.get("from").slice(0, 4));
  const dayAt = (number) => new Date(Date.UTC(yearInView(), 0, number));
  const written = (day, form) => day.toLocaleDateString(LANGUAGE, { timeZone: "UTC", ...form });
  const isoOf = (day) => day.toISOString().slice(0, 10);
  const numberOf = (iso) => Math.round((Date.parse(iso) - Date.UTC(Number(iso.slice(0, 4)), 0, 1)) / 86_400_000) + 1;

  function setUp() {
    slider.max = numberOf(`${yearInView()}-12-31`);
    const today = room.dataset.day;
    slider.value = today.startsWith(`${yearInView()}-`) ? numberOf(today) : slider.max;
    room.querySelector("[data-year-first]").textContent = written(dayAt(1), { month: "short" }).replace(".", "");
    room.querySelector("[data-year-last]").textContent = written(dayAt(Number(slider.max)), { month: "short" }).replace(".", "");
    slider.setAttribute("aria-valuetext", written(dayAt(Number(slider.value)), { day: "numeric", month: "long" }));
    button.textContent = still.matches ? room.dataset.step : room.dataset.play;
  }

  async function begin() {
    if (year === yearInView()) return;
    year = yearInView();
    frame().classList.add("is-year");
    room.classList.add("is-on");
    await outreach.reload(theMap, "events", addressOfYear());
    show();
  }

  function end() {
    stop();
    if (!year) return;
    year = 0;
    frame().classList.remove("is-year");
    room.classList.remove("is-on");
    outreach.reload(theMap, "events", plan().dataset.events);
    setUp();
  }

  const frame = () => outreach.stateOf(theMap).frame;

  function show() {
    const day = dayAt(Number(slider.value));
    const counts = { held: 0, scheduled: 0 };
    for (const { link, feature } of outreach.stateOf(theMap).marks) {
      const { day: its, status } = feature.properties;
      const isShown = its <= isoOf(day) && status !== "cancelled";
      link.classList.toggle("is-later", !isShown);
      if (isShown && status in counts) counts[status] += 1;
    }
    const text = room.dataset.text
      .replace("{day}", written(day, { day: "numeric", month: "long" }))
      .replace("{held}", counts.held).replace("{planned}", counts.scheduled);
    slider.setAttribute("aria-valuetext", text);
    words.textContent = text;
  }

  async function to(number) {
    slider.value = number;
    await begin();
    show();
  }

  // ---- playing

  function stop() {
    clearInterval(ticking);
    ticking = null;
    button.textContent = still.matches ? room.dataset.step : room.dataset.play;
  }
  const isAtEnd = () => Number(slider.value) >= Number(slider.max);

  async function play() {
    await to(year && !isAtEnd() ? Number(slider.value) : 1);
    button.textContent = room.dataset.pause;
    ticking = setInterval(() => {
      if (isAtEnd()) stop();
      else to(Math.min(Number(slider.value) + WEEK, Number(slider.max)));
    }, BEAT);
  }

  // The last day of the next month; after December January comes again.
  function step() {
    const day = year && !isAtEnd() ? dayAt(Number(slider.value) + 1) : dayAt(1);
    return to(numberOf(isoOf(new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)))));
  }

  button.addEventListener("click", () => {
    if (ticking) stop();
    else if (still.matches) step();
    else play();
  });
  slider.addEventListener("input", () => { stop(); to(Number(slider.value)); });
  room.querySelector("[data-year-end]").addEventListener("click", () => { end(); button.focus(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && year) end();
  });
  // another filter: the same year again; another year: the calendar's days
  document.addEventListener("outreach:changed", () => {
    const was = year;
    if (was && was === yearInView()) { year = 0; begin(); } else if (was) end();
    else setUp();
  });
  outreach.onMarkers((marker, { properties }) => {
    if (year) marker.getElement().classList.toggle("is-later", properties.day > isoOf(dayAt(Number(slider.value))) || properties.status === "cancelled");
  });
  outreach.onMap((map) => {
    theMap = map;
    setUp();
    room.hidden = false;
  });
})();
