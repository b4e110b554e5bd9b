/** Endings of files of which some systems do not know what they are. */
const PICTURES = /\.(jpe?g|png|webp|bmp|gif|tiff?|heic|heif|avif)$/i;
const VIDEOS = /\.(mp4|m4v|mov|webm|mkv|avi|mpe?g|ts|mts|3gp|ogv|wmv)$/i;

/**
 * What a file is by what the browser says of it, else by its name; null when neither knows.
 *
 * @param {{type: string, name: string}} file
 * @returns {"picture" | "video" | null}
 */
export function fileKind({ type, name }) {
  if (type.startsWith("image/") || PICTURES.test(name)) return "picture";
  if (type.startsWith("video/") || VIDEOS.test(name)) return "video";
  return null;
}

/**
 * As which kind of source a file may be opened; whether this browser can show it is seen then.
 *
 * @param {{type: string, name: string}} file
 * @returns {"video" | "picture" | null} null for what is neither
 */
export function sourceKind({ type, name }) {
  if (type.startsWith("video/") || /\.(mp4|m4v|mov|webm|mkv|ogv)$/i.test(name)) return "video";
  // Systems that do not know HEIC or AVIF give no type; the words about a picture help then.
  if (type.startsWith("image/") || /\.(heic|heif|avif|jpe?g|png|webp|tiff?)$/i.test(name)) return "picture";
  return null;
}
