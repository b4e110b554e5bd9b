/**
 * The size to send a picture at: within `longSide` and `maxPixels`, never larger than it is.
 *
 * @param {number} width pixels
 * @param {number} height pixels
 * @param {number} longSide most pixels of the longer side
 * @param {number} [maxPixels] most pixels in all
 * @returns {[number, number]} whole pixels, at least 1 each
 */
export function frameSize(width, height, longSide, maxPixels = Infinity) {
  const scale = Math.min(1, longSide / Math.max(width, height), Math.sqrt(maxPixels / (width * height)));
  return [Math.max(1, Math.floor(width * scale + 1e-9)), Math.max(1, Math.floor(height * scale + 1e-9))];
}
