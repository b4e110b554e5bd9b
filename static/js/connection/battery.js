/** @typedef {{battery: number | null, charging: boolean | null}} Battery battery: 0..1; null where it is not told */

/**
 * Watches the battery where the browser tells of it (Chromium does; Safari and Firefox do not).
 *
 * @param {{getBattery?: () => Promise<EventTarget & {level: number, charging: boolean}>}} navigator
 * @param {(battery: Battery) => void} onChange
 */
export async function watchBattery(navigator, onChange) {
  try {
    const manager = await navigator.getBattery?.();
    if (!manager) return;
    const tell = () => onChange({ battery: manager.level, charging: manager.charging });
    manager.addEventListener("levelchange", tell);
    manager.addEventListener("chargingchange", tell);
    tell();
  } catch {
    // Forbidden by a policy: then nobody is told.
  }
}
