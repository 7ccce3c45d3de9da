// While a feed is being asked the page looks every second whether that is done, and then shows what came of it.
// Without this script there is a link to look again.
"use strict";

(() => {
  const card = document.querySelector("[data-progress]");
  if (!card) return;
  let looks = 0;

  async function look() {
    looks += 1;
    try {
      const answer = await fetch(card.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.ok && !(await answer.json()).busy) {
        location.reload();
        return;
      }
    } catch {
      // no connection just now: look again
    }
    if (looks < 120) setTimeout(look, 1000);
  }

  setTimeout(look, 1000);
})();
