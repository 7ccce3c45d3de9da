// The preview beside the form of a match word follows what is typed. Without this, its button does the same.
"use strict";

(() => {
  const form = document.querySelector("form[data-preview]");
  const shown = document.getElementById("preview");
  if (!form || !shown) return;
  let timer = 0;
  let asked = null;

  async function look() {
    asked?.abort();
    if (!form.elements.word.value.trim()) return;
    const mine = (asked = new AbortController());
    shown.setAttribute("data-looking", "");
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), signal: mine.signal });
      // A word that can't be looked for yet comes back with its form, and an empty preview: the button tells why.
      if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("preview");
      if (!fresh) throw new Error("no preview");
      shown.replaceChildren(...fresh.childNodes);
    } catch (error) {
      if (error.name === "AbortError") return;
      const line = document.createElement("p");
      line.className = "soft";
      line.textContent = shown.dataset.failed;
      shown.replaceChildren(shown.querySelector("h2"), line);
    }
    if (mine === asked) shown.removeAttribute("data-looking");
  }

  // typed before this script had come
  const word = form.elements.word;
  if (word.value !== word.defaultValue) look();

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 400);
  });
})();
