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
