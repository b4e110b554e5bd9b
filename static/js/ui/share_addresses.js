/**
 * The addresses at which a guest's device can reach this server, and what it can do there.
 */

/**
 * @typedef {object} Address
 * @property {string} base
 * @property {string} label for a person
 * @property {boolean} isLocal reaches this machine alone
 * @property {boolean} isSecure gives a guest's browser its camera
 */

/** @typedef {{public_url?: string | null, lan?: {addresses?: readonly string[], trust_url?: string | null} | null}} PageConfig */

/**
 * Lists the addresses, the likely one first. One that works only on this machine is left out where there is another.
 *
 * @param {PageConfig} config
 * @param {string} origin of this page
 * @returns {Address[]} at least one
 */
export function shareAddresses(config, origin) {
  const wide = [config.public_url ?? "", ...(config.lan?.addresses ?? [])].filter(isAddress).map(address);
  const own = address(origin);
  const all = wide.length > 0 && own.isLocal ? wide : [...wide, own];
  return all.filter(({ base }, index) => all.findIndex((other) => other.base === base) === index);
}

/**
 * @param {string} text
 * @returns {Address}
 */
function address(text) {
  const { origin, host, hostname, protocol } = new URL(text);
  const isLocal = hostname === "localhost" || hostname.endsWith(".localhost") || /^127\.|^\[::1\]$/.test(hostname);
  return { base: origin, label: host, isLocal, isSecure: protocol === "https:" };
}

/** @param {string} text */
function isAddress(text) {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
