/**
 * Puts `element` on the whole screen and back. iPhones cannot do that with anything but a video: there the
 * button is not shown.
 *
 * @param {HTMLElement} element
 * @param {HTMLButtonElement} button
 * @param {HTMLButtonElement} wayOut within the element, since nothing else is seen then
 * @returns {() => void} switches
 */
export function setUpFullScreen(element, button, wayOut) {
  button.hidden = !document.fullscreenEnabled;
  const toggle = () => {
    if (!document.fullscreenEnabled) return;
    // A browser may refuse, for instance inside a frame; staying as it is is the right answer then.
    const change = document.fullscreenElement ? document.exitFullscreen() : element.requestFullscreen();
    change.catch(() => undefined);
  };
  button.addEventListener("click", toggle);
  wayOut.addEventListener("click", toggle);
  document.addEventListener("fullscreenchange", () => {
    const isFull = document.fullscreenElement === element;
    button.setAttribute("aria-pressed", String(isFull));
    // Whoever came by the keys goes on from the button that takes the other's place.
    const [gone, here] = isFull ? [button, wayOut] : [wayOut, button];
    if (document.activeElement === gone || document.activeElement === document.body) here.focus();
  });
  return toggle;
}
