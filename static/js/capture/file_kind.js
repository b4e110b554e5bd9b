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
