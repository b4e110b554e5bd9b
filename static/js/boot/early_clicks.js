// Runs before the page's own code, as a classic script. On a slow network that code takes seconds to arrive: a button
// that is pressed meanwhile is pressed again once it is there. And if it does not arrive whole, the page says so.
(() => {
  /** @type {HTMLButtonElement | null} */
  let pressed = null;

  /** @param {Event} press */
  function keep(press) {
    const button = press.target instanceof Element ? press.target.closest("button") : null;
    if (!button) return;
    press.stopImmediatePropagation(); // what has arrived of the page's code must not do it, too
    pressed?.removeAttribute("aria-busy");
    button.setAttribute("aria-busy", "true");
    pressed = button;
  }

  function stopKeeping() {
    removeEventListener("click", keep, true);
    removeEventListener("error", scriptFailed, true);
    pressed?.removeAttribute("aria-busy");
  }

  function arrived() {
    stopKeeping();
    pressed?.click();
  }

  function failed() {
    stopKeeping();
    const words = document.getElementById("not-arrived");
    const isTooOld = document.getElementById("old-browser")?.hidden === false; // which is why, and said already
    if (!words || isTooOld) return;
    words.hidden = false;
    words.querySelector("button")?.addEventListener("click", () => location.reload());
    void turnedAway().then((isTurnedAway) => {
      const unknown = document.getElementById("unknown-address");
      if (!isTurnedAway || !unknown) return;
      words.hidden = true;
      unknown.hidden = false;
    }, () => undefined); // nobody answers, which is what stands there already
  }

  /**
   * Does the server take this for a page of another site? Chromium sends `Origin` along for a page's first module but not
   * for what it fetches; so this posts, for which browsers always do.
   */
  async function turnedAway() {
    const answer = await fetch("/healthz", { method: "POST" });
    return answer.status === 403 && (await answer.text()).startsWith("bad-origin");
  }

  /** @param {Event} event Scripts that cannot be fetched; their errors do not bubble. */
  function scriptFailed(event) {
    if (event.target instanceof HTMLScriptElement) failed();
  }

  addEventListener("click", keep, true);
  addEventListener("error", scriptFailed, true);
  addEventListener("posecast:arrived", arrived, { once: true });
  addEventListener("posecast:failed", failed, { once: true });
})();
