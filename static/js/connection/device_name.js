/** Longer names are cut: a line on a phone has no more room. */
const LONGEST = 40;

/**
 * What to call this device before others, as well as browsers let one know.
 *
 * @param {string} userAgent
 * @param {string} [model] from the browser's client hints, "" where it keeps that to itself
 * @returns {string} "" where they let one know nothing
 */
export function deviceName(userAgent, model = "") {
  if (model) return model.slice(0, LONGEST);
  const apple = /\b(iPhone|iPad|iPod)\b/.exec(userAgent)?.[1];
  if (apple) return apple;
  // "Android 10; K" is what Chrome says of every device since 2023.
  const android = /Android [^;)]*; ([^;)]{2,})/.exec(userAgent)?.[1]?.replace(/ Build\/.*/, "");
  if (android && !/^(Mobile|Tablet|rv:)/.test(android)) return android.trim().slice(0, LONGEST);
  if (/Android/.test(userAgent)) return /Mobile/.test(userAgent) ? "Android phone" : "Android tablet";
  return "";
}

/** @returns {Promise<string>} */
export async function thisDeviceName() {
  const hints = /** @type {{userAgentData?: {getHighEntropyValues(names: string[]): Promise<{model?: string}>}}} */ (
    /** @type {unknown} */ (navigator)
  ).userAgentData;
  const { model } = (await hints?.getHighEntropyValues(["model"]).catch(() => null)) ?? {};
  return deviceName(navigator.userAgent, model);
}
