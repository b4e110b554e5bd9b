/**
 * Notices what a connection itself notices late: that the network came back or is another one, or that the device slept.
 * A new connection costs a few hundred ms and comes back into the same session; waiting for a dead one costs 14 s.
 */

/** A phone that was hidden longer than this may have closed its connections without telling the page, ms. */
export const ASLEEP_AFTER_MS = 10_000;

/** @typedef {EventTarget & {readonly hidden: boolean}} Visible */
/** @typedef {EventTarget & {readonly type?: string}} Network navigator.connection, where there is one */

/**
 * Asks for a new connection when the network or the device comes back and the old one may be dead.
 *
 * @param {object} parts
 * @param {EventTarget} parts.window
 * @param {Visible} parts.document
 * @param {Network | undefined} parts.network
 * @param {() => number} parts.clock ms
 * @param {() => void} parts.reconnect
 */
export function watchNetwork({ window, document, network, clock, reconnect }) {
  let hiddenSince = NaN;
  window.addEventListener("online", reconnect);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenSince = clock();
    else if (clock() - hiddenSince > ASLEEP_AFTER_MS) reconnect();
  });
  let before = network?.type;
  network?.addEventListener("change", () => {
    // The event also comes with every change of the estimated speed, which says nothing about the connection.
    const now = network.type;
    if (now && now !== "none" && before !== now) reconnect();
    before = now;
  });
}
