/**
 * The element with this id, checked to be of this class.
 *
 * @template {Element} E
 * @param {string} id
 * @param {new () => E} type
 * @returns {E}
 * @throws {Error} when the template has no such element
 */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} "${id}".`);
  return found;
}

/**
 * Sets text only when it changed, so that screen readers do not announce it again.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * A new button, which is not a submit button.
 *
 * @param {string} className
 * @param {string} [text]
 * @returns {HTMLButtonElement}
 */
export function newButton(className, text = "") {
  const button = document.createElement("button");
  button.type = "button";
  button.className = className;
  button.textContent = text;
  return button;
}

/**
 * A new icon from the sprite, hidden from screen readers.
 *
 * @param {string} symbol
 * @returns {SVGElement}
 */
export function newIcon(symbol) {
  const namespace = "http://www.w3.org/2000/svg";
  const icon = document.createElementNS(namespace, "svg");
  const use = document.createElementNS(namespace, "use");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `/static/icons/sprite.svg#${symbol}`);
  icon.append(use);
  return icon;
}
