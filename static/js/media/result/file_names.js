/**
 * What a download is called: after the file that it was made of.
 *
 * @param {string} source
 * @param {string} suffix such as "-poses.json"
 */
export function downloadName(source, suffix) {
  const stem = source.replace(/\.[^.]*$/, "") || source || "posecast";
  return `${stem}${suffix}`;
}
