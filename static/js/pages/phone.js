import { CameraRecovery } from "../capture/camera_recovery.js";
import { SourceController, isRunning } from "../capture/source_controller.js";
import { WakeLock } from "../capture/wake_lock.js";
import { thisDeviceName, watchBattery } from "../connection/camera_status.js";
import { isFinal } from "../connection/connection_state.js";
import { tabCredentials } from "../connection/credentials.js";
import { watchNetwork } from "../connection/network_watch.js";
import { parseRoomLink } from "../connection/room_link.js";
import { ProblemCode } from "../protocol/wire.js";
import { Preferences } from "../storage/preferences.js";
import { browserStorage } from "../storage/web_storage.js";
import { messageFor } from "../text/problem_messages.js";
import { showVideoSign } from "../ui/badges.js";
import { byId } from "../ui/dom.js";
import { PhoneBar } from "../ui/phone_bar.js";
import { SettingsPanel } from "../ui/settings_panel.js";
import { StageMessages } from "../ui/stage_messages.js";
import { Store } from "../ui/store.js";
import { setUpTheme } from "../ui/theme.js";
import { setUpStage } from "../view/stage.js";
import { CameraClient } from "./camera_client.js";
import { cardCode, controls, facing, firstPhoneState, isMirrored, phoneStatusOf } from "./phone_state.js";
import { installTestHooks } from "./test_hooks.js";

/** The page of a phone that a camera link made the room's camera. */

const STATUS_EVERY_MS = 250;
/** WebSocket takes over within this, where it works at all. */
const UPGRADE_MS = 6000;
/** A server that has owed an answer for so long is likely behind a dead connection that nobody has reported, ms. */
const DEAD_AFTER_MS = 5000;
/** @type {readonly import("../text/problem_messages.js").Action[]} what a person can do about a problem on this page */
const ACTIONS = ["start-camera", "next-camera", "reload", "reconnect", "rejoin", "own-page"];

// The parts.

const clock = () => performance.now();
const config = JSON.parse(byId("config", HTMLScriptElement).text);
/** @type {string} "" where the server did not make its certificate itself */
const trustUrl = config.lan?.trust_url ?? "";
const preferences = new Preferences(browserStorage());
const link = parseRoomLink(location.hash);
// A phone that is used again after a long time must not take the camera from another device without a person.
const credentials = await tabCredentials(link, { name: await thisDeviceName(), manualRejoin: true });
const canStart = link !== null && globalThis.isSecureContext;
const obstacle = link ? "camera-insecure" : ProblemCode.NO_SUCH_ROOM;
const hadSession = credentials.canResume;
const store = new Store(firstPhoneState(preferences.values, hadSession, canStart ? null : obstacle));

const video = byId("video", HTMLVideoElement);
const messages = new StageMessages();
const bar = new PhoneBar();
const settingsPanel = new SettingsPanel(config.limits.people);
const wakeLock = new WakeLock();
const { stage, canvasView, presenter } = setUpStage({
  clock,
  display: () => ({ glued: preferences.values.display === "glued", mirrored: isMirrored(store.state) }),
});
const client = new CameraClient({
  ...{ clock, store, credentials, preferences, settingsPanel, presenter, messages },
  model: config.default_model,
});
const controller = new SourceController(
  { video, still: byId("still", HTMLCanvasElement) },
  () => ({ deviceId: "", facing: preferences.values.facing }),
  {
    onStatus: (source) => store.change({ source, isStalled: controller.isStalled }),
    onFrame: (source, t) => client.offer(source, t),
  },
);
const recovery = new CameraRecovery({ open: () => void controller.start("camera"), isVisible: () => !document.hidden });

// What follows from a change of the state.

preferences.onChange((values) => store.change({ preferences: values }));
store.watch(({ source: { error } }) => error, (error) => {
  if (error) store.change({ isRecovering: recovery.failed(error, clock()) });
});
store.watch(({ source: { state } }) => state, sourceChanged);
store.watch(({ connection }) => connection, connectionChanged);
store.watch(({ welcome }) => welcome, (welcome) => {
  if (welcome) store.change({ openSince: clock(), hadSession: true, serverStopped: false });
});
store.watch(({ room }) => room, roomChanged);

/** @param {import("../capture/source_controller.js").SourceState} state */
function sourceChanged(state) {
  client.stream.interrupt();
  client.status.set({ paused: state !== "live" });
  if (state !== "paused") presenter.clear();
  if (state !== "live") return;
  recovery.succeeded();
  // Only a camera that works takes the room's place of the camera.
  if (!store.state.hasJoined) client.connection.connectNow();
  store.change({ hasJoined: true, isRecovering: false });
}

/** @param {import("../connection/connection_state.js").ConnectionState} connection */
function connectionChanged({ state, code }) {
  presenter.clear();
  if (code === ProblemCode.SERVER_STOPPING) store.change({ serverStopped: true });
  if (state !== "closed" || code === null || !isFinal(code)) return;
  const isExpired = code === ProblemCode.NO_SUCH_ROOM && store.state.hadSession && !store.state.serverStopped;
  end(isExpired ? "away-too-long" : code);
  store.change({ hadSession: false });
}

/** @param {import("../protocol/wire.js").Room | null} room */
function roomChanged(room) {
  if (!room) return;
  showVideoSign(room.video && room.is_camera ? "Viewers see the video" : "");
  if (!room.is_camera && store.state.source.state !== "idle") end("displaced");
}

// The views.

store.watch(({ source: { state } }) => state, (state) => {
  stage.dataset["state"] = state;
  stage.dataset["source"] = "camera";
  bar.showRunning(isRunning(state));
});
store.watch(({ source, hasJoined }) => source.state === "idle" && hasJoined, (rests) => {
  byId("phone-rest", HTMLElement).hidden = !rests;
});
store.watch(cardCode, (code) => {
  if (code === null) messages.showPicture();
  else messages.showCard(messageFor(code, trustUrl ? [...ACTIONS, "trust"] : ACTIONS));
});
store.watch(controls, (what) => bar.showControls(what));
store.watch(isMirrored, (mirrored) => {
  settingsPanel.showMirror(mirrored);
  video.classList.toggle("mirrored", mirrored);
  presenter.redraw();
});
store.watch((state) => state.preferences.display, (display) => {
  settingsPanel.showDisplay(display);
  presenter.redraw();
});
store.watch((state) => state, () => showStatus());

function showStatus() {
  const people = presenter.pose?.people.length ?? null;
  const { silentForMs, loadingModel } = client.stream;
  bar.showStatus(phoneStatusOf(store.state, { people, silentForMs, loadingModel }));
}

/** Some phones refuse WebSocket with a certificate whose warning was only dismissed. */
function showTransport() {
  const isPolling = clock() - store.state.openSince > UPGRADE_MS && client.connection.usesPolling;
  bar.showNote(isPolling && location.protocol === "https:" ? "Slower connection." : "", trustUrl);
}

// What people do.

/** Starts after the first tap, or after a reload of a phone that was the camera already. */
function begin() {
  store.change({ hasBegun: true, ended: null });
  start();
}

function start() {
  recovery.want(true);
  store.change({ isRecovering: false });
  void wakeLock.want(true);
  void controller.start("camera");
}

function stop() {
  recovery.want(false);
  store.change({ isRecovering: false });
  void wakeLock.want(false);
  controller.stop();
}

/** This phone is the camera no longer. @param {string} code a key of MESSAGES */
function end(code) {
  stop();
  store.change({ ended: code });
}

function startOrStop() {
  if (isRunning(controller.status.state) || recovery.isPending) stop();
  else start();
}

function flip() {
  preferences.set({ facing: preferences.values.facing === "user" ? "environment" : "user" });
  start();
}

/** Takes the room's camera by the link again, after another device took it. */
function rejoin() {
  credentials.forgetSession();
  client.connection.reconnect();
  begin();
}

bar.listen({ onTap: begin, onShutter: startOrStop, onFlip: flip });
settingsPanel.listen({
  onSettings: (changed) => client.settings.choose(changed),
  onDisplay: (display) => preferences.set({ display }),
  onMirror: (mirrored) => preferences.set({ mirror: { ...preferences.values.mirror, [facing(store.state)]: mirrored } }),
});
messages.listen({
  "start-camera": start,
  "next-camera": flip,
  reload: () => location.reload(),
  reconnect: () => client.connection.connectNow(),
  rejoin,
  "own-page": () => location.assign("/"),
  trust: () => location.assign(trustUrl),
});
setUpTheme(preferences.values.theme, (theme) => preferences.set({ theme }));

// Start.

document.addEventListener("visibilitychange", () => void controller.visibilityChanged(document.hidden));
document.addEventListener("visibilitychange", () => void wakeLock.want(!document.hidden && recovery.wanted));
watchNetwork({
  ...{ window, document, clock },
  network: /** @type {{connection?: import("../connection/network_watch.js").Network}} */ (/** @type {unknown} */ (navigator)).connection,
  reconnect: () => {
    if (store.state.hasJoined && store.state.isCamera) client.connection.reconnect();
  },
});
setInterval(() => {
  if (client.stream.silentForMs > DEAD_AFTER_MS && !client.stream.loadingModel) client.connection.reconnect();
  client.stream.dropOverdue();
  store.change({ isStalled: controller.isStalled });
  recovery.watch(store.state.source.state === "live" && store.state.isStalled, clock());
  showTransport();
  showStatus();
}, STATUS_EVERY_MS);
void watchBattery(/** @type {object} */ (navigator), (battery) => client.status.set(battery));
client.settings.show();
if (canStart && hadSession) begin();

installTestHooks({
  ...{ presenter, canvasView, clock },
  state: () => ({
    source: store.state.source.state,
    link: store.state.connection.state,
    room: store.state.room,
    isCamera: store.state.isCamera,
  }),
});
