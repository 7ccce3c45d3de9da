// A change can be taken back for as many seconds as data-undo says: what has been done stands at the foot of the
// screen, with a button that counts down. Without this script the button stays, and the server says when it is too late.
"use strict";

window.countUndo = (() => {
  // Shows a toast's button as long as it works; since when is told on the page's own clock.
  function count(toast, button, since) {
    const seconds = button.querySelector(".undo-seconds");
    const lasts = Number(toast.dataset.undo) * 1000;
    clearTimeout(toast.counting);
    toast.classList.add("toast");
    button.hidden = false;
    (function tick() {
      const left = Math.ceil((since + lasts - performance.now()) / 1000);
      if (left > 0) {
        seconds.textContent = ` ${left}`;
        toast.counting = setTimeout(tick, 200);
        return;
      }
      const hadFocus = document.activeElement === button;
      button.hidden = true;
      toast.classList.remove("toast");
      if (hadFocus) document.getElementById("main").focus({ preventScroll: true });
      toast.dispatchEvent(new Event("over"));
    })();
  }

  // one that came with the page: its seconds began before it was shown
  for (const toast of document.querySelectorAll("[data-undo]")) count(toast, toast.querySelector("button"), 0);
  return count;
})();
