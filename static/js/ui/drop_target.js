/**
 * Lets people drop a file onto `element`; a file dropped beside it must not replace the page.
 *
 * @param {HTMLElement} element gets the class "dropping" while a file hovers
 * @param {(file: File) => void} onFile
 */
export function setUpDropTarget(element, onFile) {
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    element.classList.toggle("dropping", event.target instanceof Node && element.contains(event.target));
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) element.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    element.classList.remove("dropping");
    const file = event.dataTransfer?.files[0];
    if (file) onFile(file);
  });
}
