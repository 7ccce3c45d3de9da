"use strict";
// The day's page with a thumb and a bad network: each tick stands at once, and is sent when it can be (unsent.js).
(() => {
  const forms = [...document.querySelectorAll("form[data-queue]")];
  const pathOf = (form) => new URL(form.getAttribute("action"), location.href).pathname;
  const told = (form) => form.querySelector(".tick-told");
  const came = document.querySelector("[data-came]");

  function tick(form, answer) {
    for (const button of form.querySelectorAll("[data-answer]")) {
      const isIt = button.dataset.answer === answer;
      button.setAttribute("aria-pressed", String(isIt));
      button.value = isIt ? "" : button.dataset.answer;
    }
    if (!came) return;
    const count = document.querySelectorAll('.tick-yes[aria-pressed="true"]').length;
    came.textContent = came.dataset.came.replace("{came}", count).replace("{booked}", came.dataset.booked);
  }

  function show(form, fields) {
    if ("attended" in fields) tick(form, fields.attended);
    else for (const [name, value] of Object.entries(fields)) if (name !== "was" && form.elements[name]) form.elements[name].value = value;
    told(form).classList.remove("is-sent");
    told(form).textContent = told(form).dataset.unsentText;
  }

  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const fields = Object.fromEntries(new FormData(form, event.submitter));
      delete fields.csrf_token;
      show(form, fields);
      unsent.add({ url: pathOf(form), fields, label: form.dataset.queue, at: Date.now() });
    });
  }

  // what waits from before, on a page that the server drew without knowing of it
  for (const item of unsent.items()) {
    const form = forms.find((other) => pathOf(other) === item.url);
    if (form && !item.refusal) show(form, item.fields);
  }

  unsent.hear((item, said, refusal) => {
    const form = forms.find((other) => pathOf(other) === item.url);
    if (!form) return;
    if (!refusal) form.elements.was.value = said.now;
    told(form).classList.toggle("is-sent", !refusal);
    told(form).textContent = refusal || (told(form).dataset.sentText ?? "");
  });
})();
