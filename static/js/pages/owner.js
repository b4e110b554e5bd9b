import { listCameras, watchCameras } from "../capture/camera.js";
import { CameraClient } from "./camera_client.js";
import { setUpFileDrop } from "../ui/file_intake.js";
import { setUpFullScreen } from "../ui/full_screen.js";
import { careForLink } from "../connection/network_watch.js";
import { MESSAGES, messageFor, unknownFileWords } from "../text/problem_messages.js";
import { showLink } from "../ui/badges.js";
import { isTurnedAway } from "../connection/link_state.js";
import { OwnerRoom } from "./owner_room.js";
import { byId } from "../ui/dom.js";
import { installTestHooks } from "./test_hooks.js";
import { Remembered } from "../storage/preferences.js";
import { startSession } from "../connection/session.js";
import { SettingsPanel } from "../ui/settings_panel.js";
import { listenForShortcuts } from "../ui/shortcuts.js";
import { SourceBar } from "../ui/source_bar.js";
import { sourceKind } from "../capture/file_kind.js";
import { SourceRunner } from "../capture/source_controller.js";
import { openSpace } from "../view/scene_panel.js";
import { StageMessages } from "../ui/stage_messages.js";
import { stagePainter } from "../view/stage.js";
import { StatusPanel } from "../ui/status_panel.js";
import { browserStorage } from "../storage/web_storage.js";
import { setUpTabs } from "../ui/tabs.js";
import { setUpTheme } from "../ui/theme.js";
import { WakeLock } from "../capture/wake_lock.js";
import { whoWords } from "../text/status_text.js";

/** @typedef {import("../connection/link_state.js").LinkState} LinkState */
/** @typedef {import("../capture/source.js").SourceKind} SourceKind */

/** The status line's pace: faster is unreadable, slower feels dead. */
const STATUS_EVERY_MS = 250;

const clock = () => performance.now();
const config = JSON.parse(byId("config", HTMLScriptElement).text);
const remembered = new Remembered(browserStorage());
const { admission } = await startSession(null);
const video = byId("video", HTMLVideoElement);
const still = byId("still", HTMLCanvasElement);
const workspace = byId("workspace", HTMLElement);
const help = byId("help", HTMLDialogElement);
const bringToFront = setUpTabs(workspace);

const messages = new StageMessages();
const status = new StatusPanel();
const wakeLock = new WakeLock();
const { stage, canvasView, painter } = stagePainter({
  clock,
  how: () => ({ glued: isGlued(), mirrored: isMirrored() }),
});

const runner = new SourceRunner({
  video,
  still,
  cameraWish: () => ({ deviceId: remembered.choices.cameraId, facing: remembered.choices.facing }),
  onState: sourceChanged,
  onError: (code) => {
    messages.showCard(messageFor(code));
    bringToFront("picture"); // where the card stands
  },
  onTick: (source, t) => client.offer(source.take, t),
});

const sourceBar = new SourceBar({
  onStartStop: startOrStop,
  onKind: chooseKind,
  onCamera: (cameraId) => void useCamera({ cameraId }),
  onFlip: () => void nextCamera(),
  onFile: openFile,
  onPause: pauseFile,
});

const settingsPanel = new SettingsPanel(config.limits.people, {
  onSettings: (changed) => client.settings.choose(changed),
  onDisplay: setDisplay,
  onMirror: setMirror,
  onShortcuts: (shortcuts) => remembered.set({ shortcuts }),
});

const client = new CameraClient({
  ...{ clock, admission, remembered, settingsPanel, painter },
  atOnce: true,
  model: config.default_model,
  onLink: linkChanged,
  onWelcome: (welcome) => room.welcomed(welcome),
  onRoom: (newest) => room.changed(newest),
  onWords: (words) => messages.toast(words),
});

const room = new OwnerRoom({
  ...{ clock, config, stage, messages, client, painter },
  onHandedOver: () => {
    runner.stop();
    showMirror();
    void wakeLock.want(true);
  },
  onTakenBack: () => {
    painter.clear();
    sourceChanged(runner.state);
  },
});

function isGlued() {
  return remembered.choices.display === "glued";
}

/** Whose view is it that is mirrored or not? */
function facing() {
  return client.isCamera ? (runner.source?.facing ?? "front") : "phone";
}

function isMirrored() {
  return remembered.choices.mirror[facing()];
}

/** @param {"glued" | "live"} display */
function setDisplay(display) {
  remembered.set({ display });
  settingsPanel.showDisplay(display);
  painter.redraw();
  showStatus();
}

/** @param {boolean} mirrored */
function setMirror(mirrored) {
  remembered.set({ mirror: { ...remembered.choices.mirror, [facing()]: mirrored } });
  showMirror();
  painter.redraw();
}

function showMirror() {
  settingsPanel.showMirror(isMirrored());
  video.classList.toggle("mirrored", isMirrored());
  still.classList.toggle("mirrored", isMirrored());
}

/** @param {LinkState} link */
function linkChanged(link) {
  showLink(link.state, isTurnedAway(link));
  if (link.state === "open") messages.hideBanner();
  else painter.clear();
  if (link.state === "closed") messages.showBanner(messageFor(link.code ?? ""), link.code && link.code in MESSAGES ? "" : link.message);
}

/** @param {import("../capture/source_controller.js").SourceState} state */
function sourceChanged(state) {
  stage.dataset["state"] = state;
  stage.dataset["source"] = runner.kind;
  client.stream.interrupt();
  client.report.set({ paused: state !== "live" });
  if (state === "idle") messages.showWelcome();
  if (state === "starting") messages.showWaiting(runner.kind === "camera" ? "Opening the camera…" : "Opening the file…");
  if (state === "live") messages.showPicture();
  if (state !== "paused") painter.clear();
  byId("pause-chip", HTMLElement).hidden = state !== "paused";
  document.title = state === "paused" ? "Paused · Posecast" : "Posecast";
  sourceBar.showRunning(runner.running);
  sourceBar.showKind(runner.kind, runner.files[runner.kind]?.name ?? "");
  sourceBar.showPaused(runner.filePaused);
  showMirror();
  void wakeLock.want(state === "live");
  if (state === "live") wentLive();
  showStatus();
}

function wentLive() {
  if (runner.kind === "camera") void showCameras();
  else if (workspace.dataset["tab"] === "settings") bringToFront("picture"); // where the file's picture is
}

/** Whatever starts here makes this computer the camera again. @param {() => Promise<void>} start */
async function startHere(start) {
  if (await room.takeBack()) await start();
}

function startOrStop() {
  if (runner.running) runner.stop();
  else if (runner.kind === "camera" || runner.files[runner.kind]) void startHere(() => runner.start(runner.kind));
  else sourceBar.chooseFile(runner.kind);
}

/** What cannot be a source must neither end the camera here nor take it back from a phone. @param {File} file */
function openFile(file) {
  const kind = sourceKind(file);
  if (kind) void startHere(() => runner.startFile(kind, file));
  else messages.toast(unknownFileWords(file.name));
}

/** @param {SourceKind} kind */
function chooseKind(kind) {
  if (kind === "camera") void startHere(() => runner.start("camera"));
  else sourceBar.chooseFile(kind);
}

/** @param {Partial<import("../storage/preferences.js").Choices>} choice */
async function useCamera(choice) {
  remembered.set(choice);
  void showCameras();
  if (client.isCamera && (runner.kind !== "camera" || runner.state !== "idle")) await runner.start("camera");
}

/** The next one in the list; a phone whose cameras have no names yet changes between front and back. */
async function nextCamera() {
  const cameras = (await listCameras()).filter(({ id }) => id);
  if (cameras.length === 1) {
    messages.toast("There is no other camera.");
    return;
  }
  const index = cameras.findIndex(({ id }) => id === (runner.source?.deviceId ?? remembered.choices.cameraId));
  const next = cameras[(index + 1) % cameras.length];
  const facingNext = remembered.choices.facing === "user" ? "environment" : "user";
  await useCamera(next ? { cameraId: next.id } : { cameraId: "", facing: facingNext });
}

async function showCameras() {
  sourceBar.showCameras(await listCameras(), runner.source?.deviceId ?? remembered.choices.cameraId);
}

function pauseFile() {
  runner.toggleFilePause();
  sourceBar.showPaused(runner.filePaused);
  showStatus();
}

function showStatus() {
  const now = clock();
  status.showWho(
    room.words() ??
      whoWords({
        state: runner.state,
        filePaused: runner.filePaused,
        stalled: isStalled(),
        linked: client.link.state === "open",
        turnedAway: isTurnedAway(client.link),
        loadingModel: client.stream.loadingModel,
        people: painter.pose?.people ?? [],
        emptyForMs: painter.emptyForMs,
        silentForMs: client.stream.silentForMs,
      }),
  );
  const display = client.isCamera ? remembered.choices.display : "watched";
  // What was measured before a film was stopped says nothing of now.
  status.showDelay(runner.filePaused ? null : painter.meter.mean(now), painter.meter.rate(now), display);
  status.showSending(client.stream.sending);
  showStage();
}

/** Is there a camera that gives no picture just now? */
function isStalled() {
  return runner.source?.stalled?.() ?? false;
}

function showStage() {
  const isShown = client.isCamera ? runner.state === "live" || runner.state === "paused" : painter.pose !== null;
  status.showLegend(isShown);
  stage.dataset["stale"] = String(client.isCamera ? isStalled() : client.room?.camera === "paused");
}

async function setUpSpace() {
  painter.spaceView = await openSpace();
  painter.redraw();
}

function resetSpace() {
  painter.spaceView?.reset();
}

function toggleHelp() {
  if (help.open) help.close();
  else help.showModal();
}

const toggleTheme = setUpTheme(remembered.choices.theme, (theme) => remembered.set({ theme }));
const toggleFullScreen = setUpFullScreen(
  workspace,
  byId("full-screen", HTMLButtonElement),
  byId("full-screen-leave", HTMLButtonElement),
);
setUpFileDrop(stage, openFile);
listenForShortcuts(
  {
    start: startOrStop,
    "full-screen": toggleFullScreen,
    mirror: () => setMirror(!isMirrored()),
    display: () => setDisplay(isGlued() ? "live" : "glued"),
    "next-camera": () => void nextCamera(),
    pause: pauseFile,
    reset: resetSpace,
    theme: toggleTheme,
    share: () => room.toggleShare(),
    help: toggleHelp,
  },
  () => remembered.choices.shortcuts,
);

/** @type {Partial<Record<import("../text/problem_messages.js").Action, () => void>>} */
const actions = {
  "start-camera": () => void startHere(() => runner.start("camera")),
  "next-camera": () => void nextCamera(),
  "open-video": () => sourceBar.chooseFile("video"),
  "open-picture": () => sourceBar.chooseFile("picture"),
  reload: () => location.reload(),
  reconnect: () => client.connection.tryNow(),
  share: () => room.toggleShare(),
  "take-back": () => void startHere(() => runner.start("camera")),
};
messages.listen(actions);
byId("share-open", HTMLButtonElement).addEventListener("click", () => room.toggleShare());
byId("space-reset", HTMLButtonElement).addEventListener("click", resetSpace);
byId("help-open", HTMLButtonElement).addEventListener("click", toggleHelp);
byId("help-close", HTMLButtonElement).addEventListener("click", () => help.close());
help.addEventListener("keydown", ({ key }) => {
  if (key === "?" && remembered.choices.shortcuts) help.close(); // the key that opened it; all others are the dialog's own
});
document.addEventListener("visibilitychange", () => void runner.visibilityChanged(document.hidden));
careForLink({ ...{ window, document, clock }, network: undefined, startAnew: () => client.connection.startAnew() });
watchCameras(() => void showCameras());
setInterval(() => {
  client.stream.watch();
  room.tick();
  showStatus();
}, STATUS_EVERY_MS);

client.settings.show();
settingsPanel.showDisplay(remembered.choices.display);
settingsPanel.showShortcuts(remembered.choices.shortcuts);
showMirror();
showStatus();
void showCameras();
void setUpSpace();

installTestHooks({
  ...{ painter, canvasView, clock },
  state: () => ({
    source: runner.state,
    link: client.link.state,
    settings: client.settings.held,
    sending: client.stream.sending,
    room: client.room,
    links: room.links,
  }),
});
