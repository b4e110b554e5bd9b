/** Endings of names, for systems that do not know a file's type. */
const SHOWN_PICTURES = /\.(jpe?g|png|webp|gif|heic|heif|avif)$/i;
const SHOWN_VIDEOS = /\.(mp4|m4v|mov|webm|mkv|ogv)$/i;
/** What the server reads in addition, when a file is uploaded to it (webapp/media/file_kind.py). */
const MORE_VIDEOS = /\.(avi|mpe?g|m?ts|m2ts|3gp)$/i;

/**
 * Says what kind of file the server may read, by its type, else by its name.
 *
 * @param {{type: string, name: string}} file
 * @returns {"picture" | "video" | null} null where neither says
 */
export function fileKind({ type, name }) {
  return kindOf(type, SHOWN_PICTURES.test(name), MORE_VIDEOS.test(name) || SHOWN_VIDEOS.test(name));
}

/**
 * Says what kind of source a file may be. Whether this browser can show it is known once it is opened; HEIC and AVIF are
 * tried, too, because the message about them helps.
 *
 * @param {{type: string, name: string}} file
 * @returns {"picture" | "video" | null} null where it is neither
 */
export function sourceKind({ type, name }) {
  return kindOf(type, SHOWN_PICTURES.test(name), SHOWN_VIDEOS.test(name));
}

/**
 * @param {string} type
 * @param {boolean} isPictureName
 * @param {boolean} isVideoName
 */
function kindOf(type, isPictureName, isVideoName) {
  if (type.startsWith("video/")) return "video";
  if (type.startsWith("image/") || isPictureName) return "picture";
  return isVideoName ? "video" : null;
}
