/** @typedef {(files: readonly File[]) => void} OnFiles is called with at least one file */

/**
 * Takes files that are dropped on the page; a file dropped beside `element` must not replace the page.
 *
 * @param {object} parts
 * @param {HTMLElement} parts.element gets the class "dropping" while something hovers
 * @param {(event: DragEvent) => boolean} parts.hovers does it hover where it may be dropped?
 * @param {OnFiles} parts.onFiles
 */
function setUpDrop({ element, hovers, onFiles }) {
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    element.classList.toggle("dropping", hovers(event));
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) element.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    element.classList.remove("dropping");
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) onFiles(files);
  });
}

/**
 * Takes one file that is dropped, and shows over `element` that it may be.
 *
 * @param {HTMLElement} element
 * @param {(file: File) => void} onFile
 */
export function setUpFileDrop(element, onFile) {
  setUpDrop({
    element,
    hovers: ({ target }) => target instanceof Node && element.contains(target),
    onFiles: ([file]) => file && onFile(file),
  });
}

/**
 * Takes files that are dropped anywhere on the page, chosen, or pasted.
 *
 * @param {object} parts
 * @param {HTMLElement} parts.main gets the class "dropping" while files hover
 * @param {HTMLInputElement} parts.input
 * @param {readonly HTMLButtonElement[]} parts.buttons that open the input
 * @param {OnFiles} parts.onFiles
 */
export function setUpFileIntake({ main, input, buttons, onFiles }) {
  for (const button of buttons) button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) onFiles(files);
    // Else the same file could not be chosen again.
    input.value = "";
  });
  document.addEventListener("paste", ({ clipboardData }) => {
    const files = [...(clipboardData?.files ?? [])];
    if (files.length > 0) onFiles(files);
  });
  setUpDrop({ element: main, hovers: ({ dataTransfer }) => dataTransfer?.types.includes("Files") ?? false, onFiles });
}
