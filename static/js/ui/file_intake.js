/** @typedef {(files: readonly File[]) => void} OnFiles called with at least one file */

/**
 * Takes files that are dropped on the page; a file dropped beside `element` must not replace the page.
 *
 * @param {object} parts
 * @param {HTMLElement} parts.element gets the class "dropping" while something is dragged over it
 * @param {(event: DragEvent) => boolean} parts.isAllowed may it be dropped there?
 * @param {OnFiles} parts.onFiles
 */
function setUpDrop({ element, isAllowed, onFiles }) {
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    element.classList.toggle("dropping", isAllowed(event));
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
    isAllowed: ({ target }) => target instanceof Node && element.contains(target),
    onFiles: ([file]) => file && onFile(file),
  });
}

/**
 * Takes files that are dropped anywhere on the page, chosen, or pasted.
 *
 * @param {object} parts
 * @param {HTMLElement} parts.main gets the class "dropping" while files are dragged over it
 * @param {HTMLInputElement} parts.input
 * @param {readonly HTMLButtonElement[]} parts.buttons that open the input
 * @param {OnFiles} parts.onFiles
 */
export function setUpFileIntake({ main, input, buttons, onFiles }) {
  for (const button of buttons) button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) onFiles(files);
    // Emptied, so that choosing the same file again counts as a choice.
    input.value = "";
  });
  document.addEventListener("paste", ({ clipboardData }) => {
    const files = [...(clipboardData?.files ?? [])];
    if (files.length > 0) onFiles(files);
  });
  setUpDrop({ element: main, isAllowed: ({ dataTransfer }) => dataTransfer?.types.includes("Files") ?? false, onFiles });
}
