/**
 * Puts `element` on the whole screen and back. iPhones cannot do that with anything but a video: there the
 * button is not shown.
 *
 * @param {HTMLElement} element
 * @param {HTMLButtonElement} button
 * @returns {() => void} switches
 */
export function setUpFullScreen(element, button) {
  button.hidden = !document.fullscreenEnabled;
  const toggle = () => {
    if (!document.fullscreenEnabled) return;
    // A browser may refuse, for instance inside a frame; staying as it is is the right answer then.
    const change = document.fullscreenElement ? document.exitFullscreen() : element.requestFullscreen();
    change.catch(() => undefined);
  };
  button.addEventListener("click", toggle);
  document.addEventListener("fullscreenchange", () => {
    button.setAttribute("aria-pressed", String(document.fullscreenElement === element));
  });
  return toggle;
}
