/**
 * The tabs of a phone; arrow keys move between them. The style sheet decides which are shown: three in portrait, two where
 * the picture is always beside them, none where all panels are.
 *
 * @param {HTMLElement} workspace its data-tab says which panel is in front
 * @returns {(name: string) => void} brings a panel to the front, where it has a tab
 */
export function setUpTabs(workspace) {
  const tabs = [...workspace.querySelectorAll('[role="tab"]')].filter((tab) => tab instanceof HTMLButtonElement);
  let chosen = tabs[0];
  const show = () => {
    const visible = tabs.filter(isShown);
    const front = chosen && visible.includes(chosen) ? chosen : visible[0];
    workspace.dataset["tab"] = (front ?? chosen)?.dataset["tab"] ?? "";
    for (const tab of tabs) showTab(tab, tab === front);
  };
  /** @param {HTMLButtonElement} tab */
  const choose = (tab) => {
    chosen = tab;
    show();
  };
  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (press) => {
      const next = neighbour(tabs.filter(isShown), tab, press.key);
      if (!next) return;
      choose(next);
      next.focus();
    });
  }
  // A phone that is rotated has other tabs.
  const watch = new ResizeObserver(show);
  for (const tab of tabs) watch.observe(tab);
  return (name) => {
    const tab = tabs.find(({ dataset }) => dataset["tab"] === name);
    if (tab && isShown(tab)) choose(tab);
  };
}

/** @param {HTMLElement} tab */
function isShown(tab) {
  return tab.offsetParent !== null;
}

/**
 * @param {HTMLButtonElement[]} tabs
 * @param {HTMLButtonElement} tab
 * @param {string} key
 */
function neighbour(tabs, tab, key) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  return step === undefined ? undefined : tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
}

/**
 * A panel without a tab is always shown; one whose tab is not chosen is hidden from the keyboard and screen readers.
 *
 * @param {HTMLButtonElement} tab
 * @param {boolean} inFront
 */
function showTab(tab, inFront) {
  tab.setAttribute("aria-selected", String(inFront));
  tab.tabIndex = inFront ? 0 : -1;
  const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
  if (!panel) return;
  panel.inert = isShown(tab) && !inFront;
  if (isShown(tab)) panel.setAttribute("role", "tabpanel");
  else panel.removeAttribute("role");
}
