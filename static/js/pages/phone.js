import { watchBattery } from "../connection/battery.js";
import { CameraClient } from "./camera_client.js";
import { CameraKeeper } from "../capture/camera_recovery.js";
import { thisDeviceName } from "../connection/device_name.js";
import { careForLink } from "../connection/network_watch.js";
import { messageFor } from "../text/problem_messages.js";
import { byId } from "../ui/dom.js";
import { installTestHooks } from "./test_hooks.js";
import { PhoneBar } from "../ui/phone_bar.js";
import { phoneWords } from "../text/phone_text.js";
import { Remembered } from "../storage/preferences.js";
import { parseRoomLink } from "../connection/room_link.js";
import { startSession } from "../connection/session.js";
import { SettingsPanel } from "../ui/settings_panel.js";
import { SourceRunner } from "../capture/source_controller.js";
import { StageMessages } from "../ui/stage_messages.js";
import { stagePainter } from "../view/stage.js";
import { browserStorage } from "../storage/web_storage.js";
import { setUpTheme } from "../ui/theme.js";
import { showVideoSign } from "../ui/badges.js";
import { WakeLock } from "../capture/wake_lock.js";
import { isFinal } from "../connection/link_state.js";
import { SILENT_AFTER_MS } from "../text/status_text.js";
import { ProblemCode } from "../protocol/wire.js";

const STATUS_EVERY_MS = 250;
/** WebSocket takes over within this, where it works at all. */
const UPGRADE_MS = 6000;
/** The server has owed a pose for so long that the connection is likely dead, though nobody has said so. */
const DEAD_AFTER_MS = 5000;
/** @type {readonly import("../text/problem_messages.js").Action[]} what a person can do about trouble on this page */
const WAYS_OUT = ["start-camera", "next-camera", "reload", "reconnect", "rejoin", "own-page"];

const clock = () => performance.now();
const config = JSON.parse(byId("config", HTMLScriptElement).text);
/** @type {string} "" where the server has no certificate of its own making */
const trustUrl = config.lan?.trust_url ?? "";
const remembered = new Remembered(browserStorage());
const link = parseRoomLink(location.hash);
// A phone that comes out of a pocket after long must not take the camera from whoever has it by now.
const { admission, memory } = await startSession(link, { name: await thisDeviceName(), staysOut: true });
const video = byId("video", HTMLVideoElement);
const messages = new StageMessages();
const wakeLock = new WakeLock();
let hasJoined = false;
let hadSession = memory.kept !== null;
/** A server that stops forgets its rooms: then no time apart is to blame. */
let serverStopped = false;
let openSince = NaN;

const { stage, canvasView, painter } = stagePainter({
  clock,
  how: () => ({ glued: remembered.choices.display === "glued", mirrored: isMirrored() }),
});

const runner = new SourceRunner({
  video,
  still: byId("still", HTMLCanvasElement),
  cameraWish: () => ({ deviceId: "", facing: remembered.choices.facing }),
  onState: sourceChanged,
  onError: (code) => {
    if (!keeper.failed(code, clock())) fail(code);
  },
  onTick: (source, t) => client.offer(source.take, t),
});

const keeper = new CameraKeeper({
  open: () => void runner.start("camera"),
  isSeen: () => !document.hidden,
});

const bar = new PhoneBar({ onTap: begin, onShutter: startOrStop, onFlip: flip });

const settingsPanel = new SettingsPanel(config.limits.people, {
  onSettings: (changed) => client.settings.choose(changed),
  onDisplay: (display) => {
    remembered.set({ display });
    settingsPanel.showDisplay(display);
    painter.redraw();
  },
  onMirror: (mirrored) => {
    remembered.set({ mirror: { ...remembered.choices.mirror, [facing()]: mirrored } });
    showMirror();
  },
  onShortcuts: () => {},
});

const client = new CameraClient({
  ...{ clock, admission, remembered, settingsPanel, painter },
  atOnce: false,
  model: config.default_model,
  onLink: linkChanged,
  onWelcome: () => {
    openSince = clock();
    hadSession = true;
    serverStopped = false;
  },
  onRoom: roomChanged,
  onWords: (words) => messages.toast(words),
});

/** The first tap, or a reload of a phone that was the camera already. */
function begin() {
  bar.begin();
  start();
}

function start() {
  keeper.want(true);
  void wakeLock.want(true);
  void runner.start("camera");
}

function stop() {
  keeper.want(false);
  void wakeLock.want(false);
  runner.stop();
}

function startOrStop() {
  if (runner.running || keeper.waits) stop();
  else start();
}

function flip() {
  remembered.set({ facing: remembered.choices.facing === "user" ? "environment" : "user" });
  start();
}

/** Takes the room's camera by the link again, after another device took it. */
function rejoin() {
  admission.ended();
  messages.showPicture();
  bar.begin();
  client.connection.startAnew();
  start();
}

function facing() {
  return runner.source?.facing ?? (remembered.choices.facing === "user" ? "front" : "rear");
}

function isMirrored() {
  return remembered.choices.mirror[facing()];
}

function showMirror() {
  settingsPanel.showMirror(isMirrored());
  video.classList.toggle("mirrored", isMirrored());
  painter.redraw();
}

/** @param {import("../capture/source_controller.js").SourceState} state */
function sourceChanged(state) {
  stage.dataset["state"] = state;
  stage.dataset["source"] = "camera";
  client.stream.interrupt();
  client.report.set({ paused: state !== "live" });
  if (state === "live" || state === "idle" || state === "starting") messages.showPicture();
  if (state !== "paused") painter.clear();
  bar.showRunning(runner.running);
  byId("phone-rest", HTMLElement).hidden = state !== "idle" || !hasJoined;
  if (state === "live") {
    keeper.succeeded();
    showMirror();
    // Only a camera that works takes the room's place of the camera.
    if (!hasJoined) client.connection.tryNow();
    hasJoined = true;
  }
  showState();
}

/** @param {import("../connection/link_state.js").LinkState} newest */
function linkChanged({ state, code }) {
  painter.clear();
  if (code === ProblemCode.SERVER_STOPPING) serverStopped = true;
  if (state === "closed" && code !== null && isFinal(code)) {
    stop();
    bar.end();
    fail(code === ProblemCode.NO_SUCH_ROOM && hadSession && !serverStopped ? "away-too-long" : code);
    hadSession = false;
  }
  showState();
}

/** @param {import("../protocol/wire.js").Room} room */
function roomChanged(room) {
  showVideoSign(room.video && room.is_camera ? "Viewers see the video" : "");
  if (!room.is_camera && runner.state !== "idle") {
    stop();
    bar.end();
    fail("displaced");
  }
  showState();
}

/** @param {string} code */
function fail(code) {
  const words = code === "camera-insecure" ? "phone-insecure" : code;
  messages.showCard(messageFor(words, trustUrl ? [...WAYS_OUT, "trust"] : WAYS_OUT));
}

function showState() {
  bar.showState(
    phoneWords({
      state: runner.state,
      waits: keeper.waits,
      muted: runner.source?.stalled?.() ?? false,
      link: client.link.state,
      serverStopped,
      isCamera: client.isCamera,
      people: painter.pose?.people.length ?? 0,
      hasPose: painter.pose !== null,
      isSilent: !client.stream.loadingModel && client.stream.silentForMs > SILENT_AFTER_MS,
    }),
  );
}

/** Some phones refuse WebSocket behind a certificate that was only clicked through. */
function showTransport() {
  const isHeld = clock() - openSince > UPGRADE_MS && client.connection.heldToPolling;
  bar.showNote(isHeld && location.protocol === "https:" ? "Slower connection." : "", trustUrl);
}

messages.listen({
  "start-camera": start,
  "next-camera": flip,
  reload: () => location.reload(),
  reconnect: () => client.connection.tryNow(),
  rejoin,
  "own-page": () => location.assign("/"),
  trust: () => location.assign(trustUrl),
});
document.addEventListener("visibilitychange", () => void runner.visibilityChanged(document.hidden));
document.addEventListener("visibilitychange", () => void wakeLock.want(!document.hidden && keeper.wanted));
careForLink({
  ...{ window, document, clock },
  network: /** @type {{connection?: import("../connection/network_watch.js").Network}} */ (/** @type {unknown} */ (navigator)).connection,
  startAnew: () => {
    if (hasJoined && client.isCamera) client.connection.startAnew();
  },
});
setInterval(() => {
  if (client.stream.silentForMs > DEAD_AFTER_MS && !client.stream.loadingModel) client.connection.startAnew();
  client.stream.watch();
  keeper.watch(runner.state === "live" && (runner.source?.stalled?.() ?? false), clock());
  showTransport();
  showState();
}, STATUS_EVERY_MS);
void watchBattery(/** @type {object} */ (navigator), (battery) => client.report.set(battery));

setUpTheme(remembered.choices.theme, (theme) => remembered.set({ theme }));
client.settings.show();
settingsPanel.showDisplay(remembered.choices.display);
showMirror();
if (!link || !globalThis.isSecureContext) {
  bar.end();
  fail(link ? "camera-insecure" : ProblemCode.NO_SUCH_ROOM);
} else if (memory.kept) begin();

installTestHooks({
  ...{ painter, canvasView, clock },
  state: () => ({ source: runner.state, link: client.link.state, room: client.room, isCamera: client.isCamera }),
});
