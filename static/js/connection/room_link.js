/**
 * Links into a room: `/#watch=<room>.<token>` and `/#camera=<room>.<token>`. All that is secret stands in the fragment,
 * which no browser sends to a server, so it reaches no log; it goes out in the socket's auth alone.
 */

/** @typedef {"watch" | "camera"} LinkKind */
/** @typedef {{kind: LinkKind, room: string, token: string}} RoomLink */

/** As the server makes them; whatever else a link holds is not worth a question. */
const FRAGMENT = /^#(watch|camera)=([\w-]{1,64})\.([\w-]{1,64})$/;

/**
 * @param {string} hash of the page's address
 * @returns {RoomLink | null} null where it is no link, or a damaged one
 */
export function parseRoomLink(hash) {
  const [, kind, room, token] = FRAGMENT.exec(hash) ?? [];
  return kind && room && token ? { kind: /** @type {LinkKind} */ (kind), room, token } : null;
}

/**
 * @param {string} base the server's address as the guest's device reaches it
 * @param {LinkKind} kind
 * @param {string} pair `<room>.<token>`
 * @returns {string}
 */
export function roomLink(base, kind, pair) {
  return `${new URL("/", base).href}#${kind}=${pair}`;
}
