import { byId, setText } from "../ui/dom.js";
import { Preferences } from "../storage/preferences.js";
import { browserStorage, tabStorage } from "../storage/web_storage.js";
import { openSceneView } from "../view/scene_panel.js";
import { setUpTheme } from "../ui/theme.js";
import { Api } from "./api/client.js";
import { ApiProblem, EMPTY_FILE } from "./api/problem.js";
import { save } from "./result/downloads.js";
import { DownloadsPanel } from "./result/downloads_panel.js";
import { fileKind } from "../capture/file_kind.js";
import { setUpFileIntake } from "../ui/file_intake.js";
import { ItemList } from "./items/item_list.js";
import { ItemRunner, wait } from "./items/item_runner.js";
import { Items } from "./items/items.js";
import { LooksPanel } from "./result/display_panel.js";
import { mediaKey } from "./player/player_keys.js";
import { OptionsPanel } from "./panels/options_panel.js";
import { RememberedOptions } from "./panels/option_preferences.js";
import { ResultMedia } from "./result/result_loader.js";
import { ResultPage } from "./result/result_page.js";
import { ResultView } from "./result/result_view.js";
import { setUpSamples } from "./panels/samples.js";
import { Selection } from "./items/selection.js";
import { SessionJobs } from "./api/session_jobs.js";
import { spokenChange } from "./items/announcements.js";
import { ResultStage } from "./result/result_stage.js";
import { Toast } from "../ui/toast.js";
import { Transport } from "./player/transport.js";
import { upload } from "./api/upload.js";
import { VideoPlayer } from "./player/video_player.js";

/** @typedef {import("./items/item_actions.js").Deed} Deed */

const EXPIRY_CHECK_MS = 15_000;
/** Wide enough for the files to stand beside the result. */
const WIDE = "(min-width: 900px)";

const config = JSON.parse(byId("config", HTMLScriptElement).text);
const preferences = new Preferences(browserStorage());
const rememberedOptions = new RememberedOptions(browserStorage());
const api = new Api({ fetch: (...asked) => fetch(...asked), upload });
const kept = new SessionJobs(tabStorage());
const main = byId("media", HTMLElement);
const toast = new Toast();

const items = new Items(() => itemsChanged());
const runner = new ItemRunner({ api, items, wait, isHidden: () => document.hidden });
const list = new ItemList(byId("items", HTMLElement), { onOpen: open, onDeed: act });
/** @type {import("./api/types.js").Options} */
const firstOptions = { model: config.default_model, people: 1, smoothing: "offline", minVisibility: 0, ...rememberedOptions.chosen };
const options = new OptionsPanel(firstOptions, config.limits.people, (changed) => rememberedOptions.set(changed));
const view = new ResultView();
const events = { onFrame: frameShown, onPlaying: (/** @type {boolean} */ playing) => transport.showPlaying(playing) };
const media = new ResultMedia(api, new VideoPlayer(byId("video", HTMLVideoElement), events), events);
const transport = new Transport({ onToggle: () => player()?.toggle(), onSeek: seek, onStep: step });
const looks = new LooksPanel(firstOptions.minVisibility, {
  onThreshold: (least) => {
    view.showFrom(least);
    rememberedOptions.set({ minVisibility: least });
  },
  onWhom: (whom) => view.showWhom(whom),
});
const downloads = new DownloadsPanel(download);
const result = new ResultPage({
  ...{ words: new ResultStage(), view, media, transport, looks, downloads },
  onDeed: act,
  onCounted: (id, people) => items.happened(id, { type: "counted", people }),
  onGone: (id) => items.happened(id, { type: "gone" }),
});

const selection = new Selection();
/** @type {readonly import("./items/items.js").Item[]} */
let before = [];

function itemsChanged() {
  const { all } = items;
  selection.follow(all);
  list.show(all, selection.id);
  result.show(items.get(selection.id));
  const spoken = spokenChange(before, all);
  if (spoken) setText(byId("spoken", HTMLElement), spoken);
  before = all;
  kept.keep(all.flatMap(({ name: title, size, options: chosen, progress: { job, state, people } }) => {
    return job && state !== "cancelled" && state !== "failed" ? [{ job: job.id, name: title, size, options: chosen, people }] : [];
  }));
}

/** @param {readonly File[]} files */
function addFiles(files) {
  const unknown = files.filter((file) => fileKind(file) === null);
  if (unknown[0]) toast.show(`${unknown[0].name} is neither a picture nor a video.`);
  /** @type {number | null} */
  let first = null;
  for (const file of files) {
    const kind = fileKind(file);
    if (kind === null) continue;
    const item = items.add({ name: file.name, size: file.size, kind, file, options: chosenOptions() });
    first ??= item.id;
    // A browser may send no body at all for it, which says less than this.
    if (file.size === 0) items.happened(item.id, { type: "problem", problem: EMPTY_FILE });
    else void runner.run(item);
  }
  if (first !== null) {
    selection.begin(first);
    showSelected();
  }
}

/** @returns {import("./api/types.js").Options} */
function chosenOptions() {
  return { ...options.chosen, minVisibility: looks.least };
}

/** @param {number} id */
function open(id) {
  selection.choose(id);
  showSelected();
}

function showSelected() {
  itemsChanged();
  if (!matchMedia(WIDE).matches) byId("result", HTMLElement).scrollIntoView({ block: "nearest" });
}

/**
 * @param {Deed} deed
 * @param {number} id
 */
function act(deed, id) {
  const item = items.get(id);
  if (!item) return;
  if (deed === "cancel") void runner.cancel(item);
  else if (deed === "retry") void runner.retry(item);
  else if (deed === "remove") remove(item);
  else if (item.file) void runner.run(items.add({ ...item, options: chosenOptions() }));
  if (deed === "again") open(/** @type {import("./items/items.js").Item} */ (items.all.at(-1)).id);
}

/** @param {import("./items/items.js").Item} item */
function remove(item) {
  media.forget(item.id);
  void runner.remove(item);
}

function player() {
  return result.shown?.player ?? null;
}

/** @param {number} time of the frame that stands on the screen, seconds */
function frameShown(time) {
  const { shown } = result;
  if (!shown?.player) return;
  const index = shown.table.frameAt(time);
  view.draw(index);
  transport.show(index);
}

/** @param {number} index of a frame */
function seek(index) {
  const { shown } = result;
  if (!shown?.player) return;
  const last = shown.table.frames - 1;
  shown.player.seek(shown.table.middleOf(Math.min(last, Math.max(0, index))));
}

/** @param {number} frames */
function step(frames) {
  player()?.pause();
  seek(view.index + frames);
}

/**
 * @param {import("./result/downloads.js").Download} wanted
 * @param {HTMLButtonElement} button
 */
async function download({ fileName, format, text }, button) {
  const item = items.get(selection.id);
  if (text !== undefined) return save(new Blob([text], { type: "application/json" }), fileName);
  if (!item?.file || !format) return undefined;
  button.disabled = true;
  try {
    // The picture as it is shown just now.
    const shown = { ...item.options, minVisibility: looks.least };
    const watch = { signal: new AbortController().signal, onSent: () => {} };
    save(await api.picture(item.file, shown, format, watch), fileName);
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    toast.show(`${error.problem.title}. ${error.problem.detail}`);
  } finally {
    button.disabled = false;
  }
  return undefined;
}

function markExpired() {
  for (const { id, progress } of items.all) {
    const expires = progress.state === "done" ? progress.job?.expires : null;
    if (expires && Date.parse(expires) < Date.now()) items.happened(id, { type: "gone" });
  }
}

const KEY_DEEDS = Object.freeze({ toggle: () => player()?.toggle(), back: () => step(-1), on: () => step(1) });

document.addEventListener("keydown", (press) => {
  const { target } = press;
  if (!player() || !preferences.values.shortcuts) return;
  const key = mediaKey(press, (selector) => target instanceof Element && target.closest(selector) !== null);
  if (!key) return;
  press.preventDefault();
  KEY_DEEDS[key]();
});

addEventListener("beforeunload", (leaving) => {
  if (items.anyUnderWay) leaving.preventDefault();
});

view.showFrom(looks.least);
setUpTheme(preferences.values.theme, (theme) => preferences.set({ theme }));
setUpFileIntake({
  main,
  input: byId("file-input", HTMLInputElement),
  buttons: [byId("choose", HTMLButtonElement), byId("choose-first", HTMLButtonElement)],
  onFiles: addFiles,
});
setInterval(markExpired, EXPIRY_CHECK_MS);
for (const { job, name: title, size, options: chosen, people } of kept.read()) {
  const item = items.add({ name: title, size, kind: "video", file: null, options: chosen });
  if (typeof people === "number") items.happened(item.id, { type: "counted", people });
  void runner.resume(item, job);
}
itemsChanged();
void setUpSamples(api, addFiles, (problem) => toast.show(`${problem.title}. ${problem.detail}`));
// For tests and the curious: what the page shows. frame() is the index whose skeletons stand on the canvas.
Object.defineProperty(globalThis, "posecastMedia", {
  value: Object.freeze({
    items: () => items.all.map(({ name: title, kind, progress: { state, problem } }) => ({ name: title, kind, state, problem })),
    drawn: () => view.drawn,
    frame: () => view.index,
    ground: () => result.shown?.ground ?? null,
    people: () => result.shown?.table.peopleIn(view.index) ?? null,
  }),
});
dispatchEvent(new Event("posecast:loaded"));
view.space = await openSceneView();
byId("space-reset", HTMLButtonElement).addEventListener("click", () => view.space?.reset());
view.redraw();
