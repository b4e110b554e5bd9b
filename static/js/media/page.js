import { Preferences } from "../storage/preferences.js";
import { browserStorage, tabStorage } from "../storage/web_storage.js";
import { byId } from "../ui/dom.js";
import { setUpFileIntake } from "../ui/file_intake.js";
import { Store } from "../ui/store.js";
import { setUpTheme } from "../ui/theme.js";
import { Toast } from "../ui/toast.js";
import { openSceneView } from "../view/scene_panel.js";
import { Api } from "./api/client.js";
import { SessionJobs } from "./api/session_jobs.js";
import { upload } from "./api/upload.js";
import { FileActions } from "./file_actions.js";
import { ItemList } from "./items/item_list.js";
import { ItemRunner, wait } from "./items/item_runner.js";
import { Items } from "./items/items.js";
import { firstMediaState, hasWork, itemToOpen, jobsToKeep, shownResult } from "./media_state.js";
import { bindMediaViews } from "./media_views.js";
import { DisplayPanel } from "./panels/display_panel.js";
import { OptionPreferences } from "./panels/option_preferences.js";
import { OptionsPanel } from "./panels/options_panel.js";
import { setUpSamples } from "./panels/samples.js";
import { Playback } from "./player/playback.js";
import { listenForPlayerKeys } from "./player/player_keys.js";
import { Transport } from "./player/transport.js";
import { VideoPlayer } from "./player/video_player.js";
import { DownloadsPanel } from "./result/downloads_panel.js";
import { ResultLoader } from "./result/result_loader.js";
import { ResultOpener } from "./result/result_opener.js";
import { ResultStage } from "./result/result_stage.js";
import { ResultView } from "./result/result_view.js";

/** The page of pictures and videos: files, their results, and the downloads. */

/** Results are kept for minutes or hours; a note about it may be late by this long. */
const EXPIRY_CHECK_MS = 15_000;
/** The result is beside the files, as in css/media.css. */
const WIDE = "(min-width: 900px)";

// The parts.

const config = JSON.parse(byId("config", HTMLScriptElement).text);
const preferences = new Preferences(browserStorage());
const optionPreferences = new OptionPreferences(browserStorage());
const sessionJobs = new SessionJobs(tabStorage());
const api = new Api({ fetch: (...request) => fetch(...request), upload });
const mostPeople = config.limits.people;
const store = new Store(firstMediaState(optionPreferences.chosen, { model: config.default_model, mostPeople }));

const toast = new Toast();
const list = new ItemList(byId("items", HTMLElement));
const optionsPanel = new OptionsPanel(mostPeople);
const displayPanel = new DisplayPanel();
const downloadsPanel = new DownloadsPanel();
const stage = new ResultStage();
const view = new ResultView();
const transport = new Transport();
const playback = new Playback({ store, view, transport });
const playerEvents = {
  onFrame: (/** @type {number} */ time) => playback.frameShown(time),
  onPlaying: (/** @type {boolean} */ isPlaying) => store.change({ isPlaying }),
};

const items = new Items(store);
const runner = new ItemRunner({ api, items, wait, isHidden: () => document.hidden });
const loader = new ResultLoader(api, new VideoPlayer(byId("video", HTMLVideoElement), playerEvents), playerEvents);
const opener = new ResultOpener({ store, items, loader });
const actions = new FileActions({
  ...{ store, items, runner, loader, api, scrollToResult },
  notify: (text) => toast.show(text),
});

function scrollToResult() {
  if (!matchMedia(WIDE).matches) byId("result", HTMLElement).scrollIntoView({ block: "nearest" });
}

/** @param {Partial<import("./api/types.js").Options>} changed */
function setOptions(changed) {
  optionPreferences.set(changed);
  store.change({ options: { ...store.state.options, ...changed } });
}

// What people do.

list.listen({ onOpen: (id) => actions.choose(id), onAction: (action, id) => actions.act(action, id) });
optionsPanel.listen(setOptions);
displayPanel.listen({
  onThreshold: (minVisibility) => setOptions({ minVisibility }),
  onPerson: (person) => store.change({ person }),
});
downloadsPanel.listen((wanted) => actions.download(wanted));
transport.listen(playback);
listenForPlayerKeys(playback, () => preferences.values.shortcuts);
byId("space-reset", HTMLButtonElement).addEventListener("click", () => view.resetScene());
setUpTheme(preferences.values.theme, (theme) => preferences.set({ theme }));
setUpFileIntake({
  main: byId("media", HTMLElement),
  input: byId("file-input", HTMLInputElement),
  buttons: [byId("choose", HTMLButtonElement), byId("choose-first", HTMLButtonElement)],
  onFiles: (files) => actions.add(files),
});
addEventListener("beforeunload", (leaving) => {
  if (hasWork(store.state)) leaving.preventDefault();
});

// What follows from a change of the state.

actions.resume(sessionJobs.read()); // before they are written again
bindMediaViews(store, { list, optionsPanel, displayPanel, downloadsPanel, stage, view, transport }, {
  onRetry: () => actions.act("retry", store.state.selection.id),
  onReopen: () => void opener.open(store.state.selection.id),
  onRemove: () => actions.act("remove", store.state.selection.id),
});
store.watch(itemToOpen, (id) => void opener.open(id));
store.watch((state) => state.items, (all) => sessionJobs.keep(jobsToKeep(all)));

// Start.

setInterval(() => actions.markExpired(Date.now()), EXPIRY_CHECK_MS);
void setUpSamples(api, (files) => actions.add(files), (text) => toast.show(text));
// For tests: what the page shows. frame() is the index of the frame whose skeletons are on the canvas.
Object.defineProperty(globalThis, "posecastMedia", {
  value: Object.freeze({
    items: () => items.all.map(({ name: fileName, kind, progress: { state, problem } }) => ({ name: fileName, kind, state, problem })),
    drawn: () => view.drawn,
    frame: () => view.index,
    background: () => shownResult(store.state)?.background ?? null,
    people: () => shownResult(store.state)?.table.peopleIn(view.index) ?? null,
  }),
});
dispatchEvent(new Event("posecast:loaded"));
view.showScene(await openSceneView());
