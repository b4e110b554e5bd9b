/**
 * Files that are dropped anywhere on the page, chosen, or pasted.
 *
 * @param {object} parts
 * @param {HTMLElement} parts.main gets the class "dropping" while files hover
 * @param {HTMLInputElement} parts.input
 * @param {readonly HTMLButtonElement[]} parts.buttons that open the input
 * @param {(files: readonly File[]) => void} parts.onFiles
 */
export function setUpIntake({ main, input, buttons, onFiles }) {
  for (const button of buttons) button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    onFiles([...(input.files ?? [])]);
    // Else the same file could not be chosen again.
    input.value = "";
  });
  document.addEventListener("paste", ({ clipboardData }) => {
    const files = [...(clipboardData?.files ?? [])];
    if (files.length > 0) onFiles(files);
  });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    main.classList.toggle("dropping", event.dataTransfer?.types.includes("Files") ?? false);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) main.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    main.classList.remove("dropping");
    onFiles([...(event.dataTransfer?.files ?? [])]);
  });
}
