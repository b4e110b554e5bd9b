const MINUTE_S = 60;
const HOUR_S = 3600;
/** A remaining time below this is not counted down, s. */
const SOON_S = 1.5;
const KILO = 1000;
const UNITS = ["B", "KB", "MB", "GB"];
/** Shares are rounded down, so that 100 % means all; this keeps 0.29 * 100 from becoming 28. */
const ROUNDING = 1e-9;
/** Likewise for times, which are often a little below a full tenth, such as 0.7999999 s. */
const TENTHS_ROUNDING = 1e-6;

/** @param {number} share 0..1 */
export function percent(share) {
  return `${Math.floor(share * 100 + ROUNDING)} %`;
}

/** @param {number} rate a second */
export function rateText(rate) {
  return rate < 10 ? rate.toFixed(1) : String(Math.round(rate));
}

/** @param {number} seconds */
export function timeLeft(seconds) {
  return seconds < SOON_S ? "almost done" : `${durationText(seconds)} left`;
}

/**
 * A duration in one or two units.
 *
 * @param {number} seconds
 */
export function durationText(seconds) {
  const whole = Math.round(seconds);
  if (whole < MINUTE_S) return `${whole} s`;
  if (whole < HOUR_S) return twoUnits(whole, MINUTE_S, "min", 1, "s");
  return twoUnits(whole, HOUR_S, "h", MINUTE_S, "min");
}

/**
 * @param {number} whole seconds
 * @param {number} big seconds
 * @param {string} bigName
 * @param {number} small seconds
 * @param {string} smallName
 */
function twoUnits(whole, big, bigName, small, smallName) {
  const rest = Math.floor((whole % big) / small);
  return rest ? `${Math.floor(whole / big)} ${bigName} ${rest} ${smallName}` : `${Math.floor(whole / big)} ${bigName}`;
}

/**
 * A position in a video, as players write it: 1:05.2.
 *
 * @param {number} seconds
 */
export function positionText(seconds) {
  const tenths = Math.floor(seconds * 10 + TENTHS_ROUNDING);
  const minutes = Math.floor(tenths / 600);
  return `${minutes}:${((tenths % 600) / 10).toFixed(1).padStart(4, "0")}`;
}

/** @param {number} bytes */
export function sizeText(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= KILO && unit < UNITS.length - 1) {
    value /= KILO;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}
