import { listCameras, watchCameras } from "./camera.js";
import { CanvasView } from "./canvas_view.js";
import { Connection } from "./connection.js";
import { setUpDropTarget } from "./drop_target.js";
import { FrameEncoder } from "./frame_encoder.js";
import { FrameStream } from "./frame_stream.js";
import { setUpFullScreen } from "./full_screen.js";
import { MESSAGES, messageFor, problemWords } from "./messages.js";
import { byId, setText } from "./page_elements.js";
import { PosePainter } from "./pose_painter.js";
import { Remembered, browserStorage } from "./remembered.js";
import { SettingsPanel } from "./settings_panel.js";
import { SettingsSync } from "./settings_sync.js";
import { listenForShortcuts } from "./shortcuts.js";
import { drawsInSoftware } from "./shot.js";
import { SourceBar } from "./source_bar.js";
import { SourceRunner } from "./source_runner.js";
import { openSpace } from "./space_panel.js";
import { StageMessages } from "./stage_messages.js";
import { StatusPanel } from "./status_panel.js";
import { setUpTabs } from "./tabs.js";
import { setUpTheme } from "./theme.js";
import { WakeLock } from "./wake_lock.js";
import { whoWords } from "./who_words.js";
import { ProblemCode } from "./wire.js";

/** @typedef {import("./link_state.js").LinkState} LinkState */
/** @typedef {import("./source.js").SourceKind} SourceKind */

/** The status line's pace: faster is unreadable, slower feels dead. */
const STATUS_EVERY_MS = 250;

const clock = () => performance.now();
const config = JSON.parse(byId("config", HTMLScriptElement).text);
const remembered = new Remembered(browserStorage());
const stage = byId("stage", HTMLElement);
const video = byId("video", HTMLVideoElement);
const still = byId("still", HTMLCanvasElement);
const workspace = byId("workspace", HTMLElement);
const help = byId("help", HTMLDialogElement);

const messages = new StageMessages();
const status = new StatusPanel();
const canvasView = new CanvasView(byId("overlay", HTMLCanvasElement), { inMemory: drawsInSoftware() });
const encoder = new FrameEncoder();
const wakeLock = new WakeLock();
/** @type {LinkState} */
let link = { state: "connecting", code: null, message: "" };

stage.dataset["inMemory"] = String(drawsInSoftware());

const painter = new PosePainter({
  canvasView,
  clock,
  how: () => ({ glued: isGlued(), mirrored: isMirrored() }),
  cover: (covered) => (stage.dataset["covered"] = String(covered)),
  onPeople: (people) => (byId("space-empty", HTMLElement).hidden = people > 0),
});

const stream = new FrameStream({
  clock,
  encode: (picture, size, quality) => encoder.encode(picture, size, quality),
  send: (frame) => connection.sendFrame(frame),
  onPose: (pose, frame) => painter.show(pose, frame),
  onTrouble: (error) => messages.toast(error instanceof Error ? error.message : String(error)),
});

const connection = new Connection(io, {
  onLink: linkChanged,
  onWelcome: (welcome) => {
    stream.opened(welcome.limits);
    settingsPanel.showModels(welcome.models);
    settings.welcomed(welcome.settings);
  },
  onPose: (pose) => stream.answeredWithPose(pose),
  onDropped: ({ seq, reason }) => stream.answeredWithout(seq, reason),
  onProblem: ({ seq, code, message }) => {
    if (seq !== null) {
      stream.answeredWithout(seq, code);
      if (code === ProblemCode.MODEL_UNAVAILABLE && stream.isOfThisModel(seq)) settings.modelUnavailable();
    }
    const words = problemWords(code, message);
    if (words) messages.toast(words);
  },
});

const runner = new SourceRunner({
  video,
  still,
  cameraWish: () => ({ deviceId: remembered.choices.cameraId, facing: remembered.choices.facing }),
  onState: sourceChanged,
  onError: (code) => messages.showCard(messageFor(code)),
  onTick: (source, t) => void stream.offer(source.take, t),
});

const sourceBar = new SourceBar({
  onStartStop: startOrStop,
  onKind: chooseKind,
  onCamera: (cameraId) => void useCamera({ cameraId }),
  onFlip: () => void nextCamera(),
  onFile: (file) => void runner.startFile(file),
  onPause: pauseFile,
});

const settingsPanel = new SettingsPanel(config.limits.people, {
  onSettings: (changed) => settings.choose(changed),
  onDisplay: setDisplay,
  onMirror: setMirror,
  onShortcuts: (shortcuts) => remembered.set({ shortcuts }),
});

const settings = new SettingsSync(
  { model: config.default_model, smoothing: true, people: 1 },
  {
    remembered,
    ask: (wanted) => (link.state === "closed" ? null : connection.sendSettings(wanted)),
    onShown: (shown) => settingsPanel.showSettings(shown),
    onModel: () => stream.modelChanged(),
    onRefused: (words) => messages.toast(words),
  },
);

function isGlued() {
  return remembered.choices.display === "glued";
}

function isMirrored() {
  return remembered.choices.mirror[runner.source?.facing ?? "front"];
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
  const facing = runner.source?.facing ?? "front";
  remembered.set({ mirror: { ...remembered.choices.mirror, [facing]: mirrored } });
  showMirror();
  painter.redraw();
}

function showMirror() {
  settingsPanel.showMirror(isMirrored());
  video.classList.toggle("mirrored", isMirrored());
  still.classList.toggle("mirrored", isMirrored());
}

/** @param {LinkState} newest */
function linkChanged(newest) {
  link = newest;
  const element = byId("link", HTMLElement);
  element.dataset["state"] = link.state;
  const words = { connecting: "Connecting…", open: "Connected", closed: "No server" };
  setText(byId("link-words", HTMLElement), words[link.state]);
  if (link.state === "open") messages.hideBanner();
  else {
    stream.closed();
    painter.clear();
  }
  if (link.state === "closed") messages.showBanner(messageFor(link.code ?? ""), link.code && link.code in MESSAGES ? "" : link.message);
}

/** @param {import("./source_runner.js").SourceState} state */
function sourceChanged(state) {
  stage.dataset["state"] = state;
  stage.dataset["source"] = runner.kind;
  stream.interrupt();
  if (state === "idle") messages.showWelcome();
  if (state === "starting") messages.showWaiting(runner.kind === "camera" ? "Opening the camera…" : "Opening the file…");
  if (state === "live") messages.showPicture();
  if (state !== "paused") painter.clear();
  byId("pause-chip", HTMLElement).hidden = state !== "paused";
  document.title = state === "paused" ? "Paused · Posecast" : "Posecast";
  status.showLegend(state === "live" || state === "paused");
  sourceBar.showRunning(runner.running);
  sourceBar.showKind(runner.kind, runner.files[runner.kind]?.name ?? "");
  sourceBar.showPaused(runner.filePaused);
  showMirror();
  void wakeLock.want(state === "live");
  if (state === "live" && runner.kind === "camera") void showCameras();
  showStatus();
}

function startOrStop() {
  if (runner.running) runner.stop();
  else if (runner.kind === "camera" || runner.files[runner.kind]) void runner.start(runner.kind);
  else sourceBar.chooseFile(runner.kind);
}

/** @param {SourceKind} kind */
function chooseKind(kind) {
  if (kind === "camera") void runner.start("camera");
  else sourceBar.chooseFile(kind);
}

/** @param {Partial<import("./remembered.js").Choices>} choice */
async function useCamera(choice) {
  remembered.set(choice);
  void showCameras();
  if (runner.kind !== "camera" || runner.state !== "idle") await runner.start("camera");
}

/** The next one in the list; a phone whose cameras have no names yet changes between front and back. */
async function nextCamera() {
  const cameras = (await listCameras()).filter(({ id }) => id);
  const index = cameras.findIndex(({ id }) => id === (runner.source?.deviceId ?? remembered.choices.cameraId));
  const next = cameras[(index + 1) % cameras.length];
  const facing = remembered.choices.facing === "user" ? "environment" : "user";
  await useCamera(next ? { cameraId: next.id } : { cameraId: "", facing });
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
    whoWords({
      state: runner.state,
      filePaused: runner.filePaused,
      stalled: runner.source?.stalled?.() ?? false,
      linked: link.state === "open",
      loadingModel: stream.loadingModel,
      people: painter.pose?.people ?? [],
      emptyForMs: painter.emptyForMs,
      silentForMs: stream.silentForMs,
    }),
  );
  status.showDelay(painter.meter.mean(now), painter.meter.rate(now), remembered.choices.display);
  status.showSending(stream.sending);
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
const toggleFullScreen = setUpFullScreen(workspace, byId("full-screen", HTMLButtonElement));
setUpTabs(workspace);
setUpDropTarget(stage, (file) => void runner.startFile(file));
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
    help: toggleHelp,
  },
  () => remembered.choices.shortcuts,
);

/** @type {Record<import("./messages.js").Action, () => void>} */
const actions = {
  "start-camera": () => void runner.start("camera"),
  "next-camera": () => void nextCamera(),
  "open-video": () => sourceBar.chooseFile("video"),
  "open-picture": () => sourceBar.chooseFile("picture"),
  reload: () => location.reload(),
  reconnect: () => connection.tryNow(),
};
stage.addEventListener("click", ({ target }) => {
  const name = target instanceof Element ? target.closest("[data-action]")?.getAttribute("data-action") : null;
  if (name && name in actions) actions[/** @type {keyof typeof actions} */ (name)]();
});
byId("space-reset", HTMLButtonElement).addEventListener("click", resetSpace);
byId("help-open", HTMLButtonElement).addEventListener("click", toggleHelp);
byId("help-close", HTMLButtonElement).addEventListener("click", () => help.close());
document.addEventListener("visibilitychange", () => void runner.visibilityChanged(document.hidden));
new ResizeObserver(() => painter.redraw()).observe(stage);
watchCameras(() => void showCameras());
setInterval(() => {
  stream.watch();
  showStatus();
}, STATUS_EVERY_MS);

settings.show();
settingsPanel.showDisplay(remembered.choices.display);
settingsPanel.showShortcuts(remembered.choices.shortcuts);
showMirror();
showStatus();
void showCameras();
void setUpSpace();

// For tests and for the curious: read-only views of what the page shows. Each drawn pose is also announced by the
// DOM event "posecast:pose" on the document, detail {seq, delay}, right after it was drawn.
//   latestPose()   the newest pose, decoded (landmarks as on the wire: fractions of the frame, metres)
//   drawnJoints()  what stands on the overlay: {seq, rect, mirrored, people: [{id, joints: [{x, y, guess}]}]},
//                  CSS pixels of the overlay canvas
//   delay()        {shown, last}: the second's mean as the status line shows it, and the newest pose's, in ms
//   state()        {source, link, settings, sending}
Object.defineProperty(globalThis, "posecast", {
  value: Object.freeze({
    latestPose: () => painter.pose,
    drawnJoints: () => canvasView.drawn,
    delay: () => ({ shown: painter.meter.mean(clock()), last: painter.lastDelay }),
    state: () => ({ source: runner.state, link: link.state, settings: settings.held, sending: stream.sending }),
  }),
});
