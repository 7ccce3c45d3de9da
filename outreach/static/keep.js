"use strict";
// What is typed into a form stays in this browser until it has arrived: over a lost network, an expired session, an
// error, and the way back. It is kept for two hours, for the person who typed it, and is gone once they sign out.
(() => {
  const LIFETIME = 2 * 3600 * 1000;
  const UNTYPED = ["hidden", "password", "file", "submit", "button", "reset"];
  const texts = document.getElementById("offline")?.dataset;
  const name = (form) => `kept ${new URL(form.getAttribute("action") ?? "", location.href).pathname}`;
  const forms = [...document.querySelectorAll('form[method="post"]')].filter(
    (form) => !form.matches("[data-unsent-form], [data-queue]") && fields(form).length,
  );

  function fields(form) {
    return [...form.elements].filter((field) => field.name && field.type && !UNTYPED.includes(field.type) && field.type !== "fieldset");
  }

  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  const valueOf = (field) => (isTick(field) ? field.checked : field.value);
  const valuesOf = (form) => fields(form).map((field) => [field.name, isTick(field) ? field.value : "", valueOf(field)]);

  function keep(form, isSent) {
    phone.write(name(form), { person: phone.person, at: Date.now(), sent: isSent, values: valuesOf(form) });
  }

  // sessionStorage is this tab's: whether what it sent has arrived is seen on the page that comes next
  function sent(list) {
    try {
      if (list) sessionStorage.setItem("sent", JSON.stringify(list));
      return JSON.parse(sessionStorage.getItem("sent") ?? "[]");
    } catch {
      return [];
    }
  }

  // The page that answers a form comes from the form's page. It may say that nothing was done, or ask who one is.
  function clearArrived() {
    const [way] = performance.getEntriesByType("navigation");
    const isNothingDone = document.querySelector("main[data-unsent]") !== null;
    sent(sent().filter(({ key, from }) => {
      if (way?.type !== "navigate" || document.referrer !== from) return true;
      if (!isNothingDone && phone.read(key)?.person === phone.person) phone.write(key, null);
      return false;
    }));
  }

  function clearOld() {
    for (const key of phone.names()) {
      const kept = key.startsWith("kept ") && phone.read(key);
      if (kept && Date.now() - kept.at > LIFETIME) phone.write(key, null);
    }
  }

  function bringBack(form) {
    const kept = phone.read(name(form));
    if (!kept || kept.person !== phone.person) return;
    const [way] = performance.getEntriesByType("navigation");
    const isReturn = ["back_forward", "reload"].includes(way?.type);
    if (!kept.sent && !isReturn) return;
    const before = JSON.stringify(valuesOf(form));
    const left = [...kept.values];
    for (const field of fields(form)) {
      const at = left.findIndex(([key, option]) => key === field.name && option === (isTick(field) ? field.value : ""));
      if (at < 0) continue;
      const [[, , value]] = left.splice(at, 1);
      if (valueOf(field) === value) continue;
      if (isTick(field)) field.checked = value;
      else field.value = value;
      unfold(field);
      for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    }
    if (JSON.stringify(valuesOf(form)) !== before) say(form);
  }

  function unfold(what) {
    for (let fold = what.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }

  function say(form) {
    unfold(form);
    const told = document.createElement("p");
    told.className = "kept-told";
    told.setAttribute("role", "status");
    form.prepend(told);
    told.textContent = texts.kept;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button";
    again.textContent = texts.fresh;
    again.addEventListener("click", () => {
      phone.write(name(form), null);
      form.reset();
      for (const field of fields(form)) field.dispatchEvent(new Event("change", { bubbles: true }));
      phone.write(name(form), null);
      told.remove();
    });
    told.append(" ", again);
  }

  clearArrived();
  clearOld();
  for (const form of forms) {
    bringBack(form);
    form.addEventListener("input", () => keep(form, false));
    form.addEventListener("change", () => keep(form, false));
  }
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !forms.includes(event.target)) return;
    keep(event.target, true);
    const key = name(event.target);
    sent([...sent().filter((other) => other.key !== key), { key, from: location.href.split("#")[0] }]);
  });
})();
