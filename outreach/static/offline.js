"use strict";
// The page that is shown without a network: what is mine to come, as it was when there was one.
(() => {
  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(`outreach:${name}`));
    } catch {
      return null;
    }
  };
  const find = (name) => document.querySelector(`[data-${name}]`);
  const isUnsent = location.hash === "#unsent";
  find("if-unsent").hidden = find("back").hidden = !isUnsent;
  find("if-read").hidden = isUnsent;
  find("again").hidden = isUnsent;
  find("back").className = "button-primary";
  find("again").addEventListener("click", () => location.reload());
  find("back").addEventListener("click", () => history.back());
  if (!isUnsent) addEventListener("online", () => location.reload());

  const waiting = read("unsent")?.items?.length ?? 0;
  find("waiting").hidden = !waiting;
  find("waiting").textContent = find("waiting").dataset.waiting.replace("{num}", waiting);

  const mine = read("mine");
  const coming = (mine?.slots ?? []).filter((slot) => Date.parse(slot.ends) > Date.now());
  if (!coming.length) return;
  const put = (parent, tag, text, className = "") => {
    const made = document.createElement(tag);
    made.textContent = text;
    made.className = className;
    parent.append(made);
    return made;
  };
  for (const slot of coming) {
    const card = put(find("list"), "article", "", "card stack-tight mine");
    put(card, "h3", slot.title);
    put(card, "p", slot.when);
    if (slot.where) put(card, "p", slot.where, "soft");
    if (slot.role) put(card, "p", slot.role, "soft small");
    if (slot.cancelled) put(card, "p", find("mine").dataset.cancelled, "bad");
    if (slot.point) {
      const way = put(card, "a", slot.way, "button");
      way.href = `geo:${slot.point}?q=${slot.point}`;
    }
  }
  const moment = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  find("when").textContent = find("mine").dataset.asOf.replace("{moment}", moment.format(new Date(mine.at)));
  find("mine").hidden = false;
})();
