"use strict";
// A copy of one's own coming slots, to be read without a network (offline.js). It holds nobody else's.
(() => {
  const all = document.querySelector("[data-mine-all]");
  const here = [...document.querySelectorAll("[data-mine], [data-not-mine]")];
  if (!all && !here.length) return;
  const kept = all ? [] : (phone.read("mine")?.slots ?? []);
  const slots = new Map(kept.map((slot) => [slot.id, slot]));
  for (const { dataset } of here) {
    if (dataset.notMine) slots.delete(dataset.notMine);
    else {
      const { title, when, where, role, ends, point = "", way = "" } = dataset;
      slots.set(dataset.mine, { id: dataset.mine, title, when, where, role, ends, point, way, cancelled: "cancelled" in dataset });
    }
  }
  const list = [...slots.values()].sort((one, other) => Date.parse(one.ends) - Date.parse(other.ends));
  phone.write("mine", list.length ? { person: phone.person, at: Date.now(), slots: list } : null);
})();
