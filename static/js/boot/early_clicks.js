// Runs before the page's modules, as a classic script. On a slow network they take seconds to load: the last button pressed
// meanwhile is clicked again once they have loaded. If one of them cannot be loaded, the page says so.
(() => {
  /** @type {HTMLButtonElement | null} */
  let pressed = null;

  /** @param {Event} click */
  function keepClick(click) {
    const button = click.target instanceof Element ? click.target.closest("button") : null;
    if (!button) return;
    click.stopImmediatePropagation(); // modules that have loaded already must not handle it, too
    pressed?.removeAttribute("aria-busy");
    button.setAttribute("aria-busy", "true");
    pressed = button;
  }

  function stopListening() {
    removeEventListener("click", keepClick, true);
    removeEventListener("error", scriptFailed, true);
    pressed?.removeAttribute("aria-busy");
  }

  function onLoaded() {
    stopListening();
    pressed?.click();
  }

  function onFailed() {
    stopListening();
    const notLoaded = document.getElementById("not-arrived");
    const isTooOld = document.getElementById("old-browser")?.hidden === false; // which is the reason, and shown already
    if (!notLoaded || isTooOld) return;
    notLoaded.hidden = false;
    notLoaded.querySelector("button")?.addEventListener("click", () => location.reload());
    void isOriginRefused().then((isRefused) => {
      const unknownAddress = document.getElementById("unknown-address");
      if (!isRefused || !unknownAddress) return;
      notLoaded.hidden = true;
      unknownAddress.hidden = false;
    }, () => undefined); // the server does not answer, which is shown already
  }

  /**
   * Asks whether the server takes this for a page of another site. It uses POST, for which browsers always send `Origin`;
   * Chromium sends it for a page's first module, but not for GET requests of fetch.
   */
  async function isOriginRefused() {
    const response = await fetch("/healthz", { method: "POST" });
    return response.status === 403 && (await response.text()).startsWith("bad-origin");
  }

  /** @param {Event} event of a script that cannot be fetched; it does not bubble */
  function scriptFailed(event) {
    if (event.target instanceof HTMLScriptElement) onFailed();
  }

  addEventListener("click", keepClick, true);
  addEventListener("error", scriptFailed, true);
  addEventListener("posecast:loaded", onLoaded, { once: true });
  addEventListener("posecast:failed", onFailed, { once: true });
})();
