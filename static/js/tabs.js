/**
 * The three tabs of a phone: arrow keys move between them, as in every tab list.
 *
 * @param {HTMLElement} workspace its data-tab says which panel is in front
 */
export function setUpTabs(workspace) {
  const tabs = [...workspace.querySelectorAll('[role="tab"]')].filter((tab) => tab instanceof HTMLButtonElement);
  /** @param {HTMLButtonElement} chosen */
  const choose = (chosen) => {
    workspace.dataset["tab"] = chosen.dataset["tab"] ?? "picture";
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
    }
  };
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (press) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[press.key];
      const next = step === undefined ? undefined : tabs[(index + step + tabs.length) % tabs.length];
      if (!next) return;
      choose(next);
      next.focus();
    });
  });
}
