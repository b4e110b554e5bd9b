/**
 * Links into a room: `/#watch=<room>.<token>` and `/#camera=<room>.<token>`. The secret is in the fragment,
 * which browsers send to no server, so it reaches no log; the page sends it in the socket's auth alone.
 */

/** @typedef {"watch" | "camera"} LinkKind */
/** @typedef {{kind: LinkKind, room: string, token: string}} RoomLink */

/** As the server makes them; nothing else is worth a request. */
const FRAGMENT = /^#(watch|camera)=([\w-]{1,64})\.([\w-]{1,64})$/;

/**
 * Reads the link that a page was opened with.
 *
 * @param {string} hash of the page's address
 * @returns {RoomLink | null} null where it is no link, or a damaged one
 */
export function parseRoomLink(hash) {
  const [, kind, room, token] = FRAGMENT.exec(hash) ?? [];
  return kind && room && token ? { kind: /** @type {LinkKind} */ (kind), room, token } : null;
}

/**
 * Makes a link into a room.
 *
 * @param {string} base the server's address as the guest's device reaches it
 * @param {LinkKind} kind
 * @param {string} pair `<room>.<token>`
 * @returns {string}
 */
export function roomLink(base, kind, pair) {
  return `${new URL("/", base).href}#${kind}=${pair}`;
}
