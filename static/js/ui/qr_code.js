import { encode } from "uqr";

/** Modules of white around the code; scanners need it to find the code, and the standard requires four. */
const QUIET_MODULES = 4;

const SVG = "http://www.w3.org/2000/svg";

/**
 * The dark modules of a QR code as one SVG path, with its quiet zone around.
 *
 * @param {string} text
 * @returns {{side: number, path: string}} side: the whole square's edge in modules, quiet zone included
 * @throws {RangeError} when the text is longer than a QR code can be (2,331 bytes)
 */
export function qrModules(text) {
  // Level M, as most printed codes have; unused room is used for more error correction.
  const { data, size } = encode(text, { ecc: "M", boostEcc: true, border: QUIET_MODULES });
  const path = data.flatMap((row, y) => darkRuns(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`)).join("");
  return { side: size, path };
}

/**
 * Each run of dark modules in a row as [start, length], so that no thin lines are visible between neighbours.
 *
 * @param {readonly boolean[]} row
 * @returns {[number, number][]}
 */
function darkRuns(row) {
  /** @type {[number, number][]} */
  const runs = [];
  row.forEach((dark, x) => {
    const last = runs.at(-1);
    if (dark && last && last[0] + last[1] === x) last[1] += 1;
    else if (dark) runs.push([x, 1]);
  });
  return runs;
}

/**
 * Draws a QR code in the browser, so that the token in a link's fragment is not sent anywhere.
 *
 * It is black on white in the dark theme too: many scanners do not read the opposite. The style
 * sheet sets its size.
 *
 * @param {string} text
 * @returns {SVGElement}
 * @throws {RangeError} when the text is longer than a QR code can be
 */
export function qrSvg(text) {
  const { side, path } = qrModules(text);
  const svg = element("svg", {
    viewBox: `0 0 ${side} ${side}`,
    role: "img",
    // Without the token, so that screen readers do not read it out.
    "aria-label": `QR code of ${text.split("#", 1)[0]}`,
    class: "qr-code",
    "shape-rendering": "crispEdges",
  });
  svg.append(element("rect", { width: String(side), height: String(side), fill: "#fff" }));
  svg.append(element("path", { d: path, fill: "#000" }));
  return svg;
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 */
function element(name, attributes) {
  const made = /** @type {SVGElement} */ (document.createElementNS(SVG, name));
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}
