/**
 * Notices what a connection itself notices late: that the network came back or is another one, or that the device slept.
 * A new connection costs a few hundred ms and comes back into the same session; waiting for a dead one costs 25 s.
 */

/** Hidden longer than this, a phone may have let go of its connections without telling. */
export const ASLEEP_AFTER_MS = 10_000;

/** @typedef {EventTarget & {readonly hidden: boolean}} Visible */
/** @typedef {EventTarget & {readonly type?: string}} Network navigator.connection, where there is one */

/**
 * @param {object} parts
 * @param {EventTarget} parts.window
 * @param {Visible} parts.document
 * @param {Network | undefined} parts.network
 * @param {() => number} parts.clock ms
 * @param {() => void} parts.startAnew
 */
export function careForLink({ window, document, network, clock, startAnew }) {
  let hiddenSince = NaN;
  window.addEventListener("online", startAnew);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenSince = clock();
    else if (clock() - hiddenSince > ASLEEP_AFTER_MS) startAnew();
  });
  let before = network?.type;
  network?.addEventListener("change", () => {
    // It also tells of every change of the estimated speed, which is none of this one's business.
    const now = network.type;
    if (now && now !== "none" && before !== now) startAnew();
    before = now;
  });
}
