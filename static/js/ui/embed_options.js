/**
 * What a page that embeds this one may choose, in the query of a watch link: `/?embed=1&view=3d&mirror=1#watch=…`.
 * The link's secret stays in the fragment.
 */

/** @typedef {{view: "2d" | "3d", mirror: boolean}} EmbedOptions */

/**
 * @param {string} search the address's query
 * @returns {EmbedOptions | null} null where the page is not embedded
 */
export function embedOptions(search) {
  const query = new URLSearchParams(search);
  if (query.get("embed") !== "1") return null;
  const mirror = query.get("mirror");
  return { view: query.get("view") === "3d" ? "3d" : "2d", mirror: mirror !== null && mirror !== "0" };
}
