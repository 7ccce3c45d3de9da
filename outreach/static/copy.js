// Buttons that copy what stands in a field. Without them the field can be marked and copied by hand.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      return; // forbidden here: it is marked, and can be copied by hand
    }
    button.textContent = field.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}
