/**
 * Shows `element` in full screen and back. iPhones can do that only with a video: there the button is hidden.
 *
 * @param {HTMLElement} element
 * @param {HTMLButtonElement} button
 * @param {HTMLButtonElement} leaveButton within the element, since nothing else is visible then
 * @returns {() => void} switches
 */
export function setUpFullScreen(element, button, leaveButton) {
  button.hidden = !document.fullscreenEnabled;
  const toggle = () => {
    if (!document.fullscreenEnabled) return;
    // A browser may refuse, for instance inside a frame; then nothing changes.
    const change = document.fullscreenElement ? document.exitFullscreen() : element.requestFullscreen();
    change.catch(() => undefined);
  };
  button.addEventListener("click", toggle);
  leaveButton.addEventListener("click", toggle);
  document.addEventListener("fullscreenchange", () => {
    const isFull = document.fullscreenElement === element;
    button.setAttribute("aria-pressed", String(isFull));
    // The keyboard's focus goes to the button that takes the other's place.
    const [gone, here] = isFull ? [button, leaveButton] : [leaveButton, button];
    if (document.activeElement === gone || document.activeElement === document.body) here.focus();
  });
  return toggle;
}
