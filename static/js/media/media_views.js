import { byId, setText } from "../ui/dom.js";
import { announcementOf } from "./items/progress_text.js";
import { noteText } from "./items/result_text.js";
import { selectedItem, shownResult, stageContent } from "./media_state.js";
import { downloadsNote, downloadsOf } from "./result/downloads.js";

/** @typedef {import("./media_state.js").MediaState} MediaState */

/**
 * @typedef {object} MediaViews
 * @property {import("./items/item_list.js").ItemList} list
 * @property {import("./panels/options_panel.js").OptionsPanel} optionsPanel
 * @property {import("./panels/display_panel.js").DisplayPanel} displayPanel
 * @property {import("./result/downloads_panel.js").DownloadsPanel} downloadsPanel
 * @property {import("./result/result_stage.js").ResultStage} stage
 * @property {import("./result/result_view.js").ResultView} view
 * @property {import("./player/transport.js").Transport} transport
 */

/**
 * @typedef {object} CardListeners what the buttons of a card do
 * @property {() => void} onRetry
 * @property {() => void} onReopen
 * @property {() => void} onRemove
 */

/**
 * Shows the page's state in all views, now and after each change.
 *
 * @param {import("../ui/store.js").Store<MediaState>} store
 * @param {MediaViews} views
 * @param {CardListeners} listeners
 */
export function bindMediaViews(store, views, listeners) {
  const { list, optionsPanel, displayPanel, downloadsPanel, view, transport } = views;
  store.watch(({ items, selection }) => ({ items, id: selection.id }), ({ items, id }) => list.show(items, id));
  store.watch(({ options }) => options, (options) => optionsPanel.show(options));
  store.watch(({ options }) => options.minVisibility, (minVisibility) => {
    displayPanel.showThreshold(minVisibility);
    view.showThreshold(minVisibility);
  });
  // The stage comes before the result: what is drawn needs the size of what is visible.
  store.watch(stageContent, (content) => showStage(content, views.stage, listeners));
  store.watch(shownResult, (result) => showResult(result, views));
  store.watch(({ person }) => person, (person) => view.showPerson(person));
  store.watch(({ isPlaying }) => isPlaying, (isPlaying) => transport.showPlaying(isPlaying));
  store.watch(selectedItem, (item) => {
    downloadsPanel.show(item ? downloadsOf(item) : [], item ? downloadsNote(item) : "");
  });
  let before = store.state.items;
  store.watch(({ items }) => items, (items) => {
    const announcement = announcementOf(before, items);
    if (announcement) setText(byId("announcement", HTMLElement), announcement);
    before = items;
  });
}

/**
 * @param {import("./media_state.js").StageContent} content
 * @param {import("./result/result_stage.js").ResultStage} stage
 * @param {CardListeners} listeners
 */
function showStage(content, stage, { onRetry, onReopen, onRemove }) {
  if (content.show === "welcome") stage.showWelcome();
  else if (content.show === "waiting") stage.showWaiting(content.text);
  else if (content.show === "result") stage.showResult();
  else if (content.show === "unopened") {
    stage.showCard(content.title, content.text, [{ label: "Try again", primary: true, onPress: onReopen }]);
  } else {
    const retry = { label: "Try again", primary: true, onPress: onRetry };
    const remove = { label: "Remove", primary: !content.canRetry, onPress: onRemove };
    stage.showCard(content.title, content.text, content.canRetry ? [retry, remove] : [remove]);
  }
}

/**
 * @param {import("./result/result_loader.js").Result | null} result
 * @param {MediaViews} views
 */
function showResult(result, { stage, view, transport, displayPanel }) {
  transport.open(result?.player ? result.table : null);
  if (!result) {
    view.close();
    displayPanel.close();
    return;
  }
  const { item, table, background } = result;
  displayPanel.open(table.ids, background !== "annotated");
  view.open(result);
  stage.showNote(noteText(table, background, item.kind, item.file !== null, item.progress.job?.note));
}
