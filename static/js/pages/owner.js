import { watchCameras } from "../capture/camera.js";
import { SourceController } from "../capture/source_controller.js";
import { WakeLock } from "../capture/wake_lock.js";
import { tabCredentials } from "../connection/credentials.js";
import { watchNetwork } from "../connection/network_watch.js";
import { Preferences } from "../storage/preferences.js";
import { browserStorage } from "../storage/web_storage.js";
import { byId } from "../ui/dom.js";
import { setUpFileDrop } from "../ui/file_intake.js";
import { setUpFullScreen } from "../ui/full_screen.js";
import { SettingsPanel } from "../ui/settings_panel.js";
import { listenForShortcuts } from "../ui/shortcuts.js";
import { SourceBar } from "../ui/source_bar.js";
import { StageMessages } from "../ui/stage_messages.js";
import { StatusPanel } from "../ui/status_panel.js";
import { Store } from "../ui/store.js";
import { setUpTabs } from "../ui/tabs.js";
import { setUpTheme } from "../ui/theme.js";
import { openSceneView } from "../view/scene_panel.js";
import { setUpStage } from "../view/stage.js";
import { CameraClient } from "./camera_client.js";
import { OwnerRoom } from "./owner_room.js";
import { OwnerSource } from "./owner_source.js";
import { facing, firstOwnerState, isGlued, isMirrored, isRemote } from "./owner_state.js";
import { bindOwnerViews, showOwnerStatus } from "./owner_views.js";
import { installTestHooks } from "./test_hooks.js";

/** The owner's page: this computer's camera or a file, the room and its links, and the phone that may be its camera. */

/** The status line's pace: faster is unreadable, slower feels dead. */
const STATUS_EVERY_MS = 250;

// The parts.

const clock = () => performance.now();
const config = JSON.parse(byId("config", HTMLScriptElement).text);
const preferences = new Preferences(browserStorage());
const credentials = await tabCredentials(null);
const store = new Store(firstOwnerState(preferences.values));

const workspace = byId("workspace", HTMLElement);
const help = byId("help", HTMLDialogElement);
const video = byId("video", HTMLVideoElement);
const still = byId("still", HTMLCanvasElement);
const bringToFront = setUpTabs(workspace);
const messages = new StageMessages();
const statusPanel = new StatusPanel();
const sourceBar = new SourceBar();
const settingsPanel = new SettingsPanel(config.limits.people);
const wakeLock = new WakeLock();
const { stage, canvasView, presenter } = setUpStage({
  clock,
  display: () => ({ glued: isGlued(store.state), mirrored: isMirrored(store.state) }),
});
const views = { stage, video, still, messages, sourceBar, settingsPanel, statusPanel, presenter };

const client = new CameraClient({
  ...{ clock, store, credentials, preferences, settingsPanel, presenter, messages },
  model: config.default_model,
});
const room = new OwnerRoom({ clock, config, store, messages, client, presenter });
const controller = new SourceController(
  { video, still },
  () => ({ deviceId: preferences.values.cameraId, facing: preferences.values.facing }),
  {
    onStatus: (source) => store.change({ source, isStalled: controller.isStalled }),
    onFrame: (source, t) => client.offer(source, t),
  },
);
const source = new OwnerSource({ store, controller, preferences, sourceBar, messages, room });

// What follows from a change of the state.

preferences.onChange((values) => store.change({ preferences: values }));
bindOwnerViews(store, views);
store.watch((state) => ({ state: state.source.state, kind: state.source.kind }), sourceChanged);
store.watch(({ connection }) => connection, ({ state }) => {
  if (state !== "open") presenter.clear();
});
store.watch(isRemote, (remote) => {
  if (remote) controller.stop();
  presenter.clear();
});
store.watch((state) => isRemote(state) || state.source.state === "live", (wanted) => void wakeLock.want(wanted));
store.watch(({ source: { error } }) => error, (error) => {
  if (error) bringToFront("picture"); // where the card is shown
});
store.watch((state) => state, () => showStatus());

/** @param {Pick<import("../capture/source_controller.js").SourceStatus, "state" | "kind">} status */
function sourceChanged({ state, kind }) {
  client.stream.interrupt();
  client.status.set({ paused: state !== "live" });
  if (state !== "paused") presenter.clear();
  if (state !== "live") return;
  // The browser names its cameras once one may be used; a file's picture is of interest at once.
  if (kind === "camera") void source.showCameras();
  else if (workspace.dataset["tab"] === "settings") bringToFront("picture");
}

function showStatus() {
  showOwnerStatus(store.state, client.stream, views, clock());
}

// What people do.

/** @param {boolean} mirrored */
function setMirror(mirrored) {
  preferences.set({ mirror: { ...preferences.values.mirror, [facing(store.state)]: mirrored } });
}

/** @param {import("../storage/preferences.js").Display} display */
function setDisplay(display) {
  preferences.set({ display });
}

function toggleHelp() {
  if (help.open) help.close();
  else help.showModal();
}

const toggleShare = () => room.toggleShare();
const nextCamera = () => void source.nextCamera();
const resetScene = () => presenter.sceneView?.reset();
const toggleTheme = setUpTheme(preferences.values.theme, (theme) => preferences.set({ theme }));
const toggleFullScreen = setUpFullScreen(
  workspace,
  byId("full-screen", HTMLButtonElement),
  byId("full-screen-leave", HTMLButtonElement),
);

sourceBar.listen({
  onStartStop: () => source.startOrStop(),
  onKind: (kind) => source.chooseKind(kind),
  onCamera: (cameraId) => source.chooseCamera(cameraId),
  onFlip: nextCamera,
  onFile: (file) => source.openFile(file),
  onPause: () => source.pauseFile(),
});
settingsPanel.listen({
  onSettings: (changed) => client.settings.choose(changed),
  onDisplay: setDisplay,
  onMirror: setMirror,
  onShortcuts: (shortcuts) => preferences.set({ shortcuts }),
});
setUpFileDrop(stage, (file) => source.openFile(file));
listenForShortcuts(
  {
    start: () => source.startOrStop(),
    "full-screen": toggleFullScreen,
    mirror: () => setMirror(!isMirrored(store.state)),
    display: () => setDisplay(isGlued(store.state) ? "live" : "glued"),
    "next-camera": nextCamera,
    pause: () => source.pauseFile(),
    reset: resetScene,
    theme: toggleTheme,
    share: toggleShare,
    help: toggleHelp,
  },
  () => preferences.values.shortcuts,
);
messages.listen({
  "start-camera": () => source.startCamera(),
  "next-camera": nextCamera,
  "open-video": () => sourceBar.chooseFile("video"),
  "open-picture": () => sourceBar.chooseFile("picture"),
  reload: () => location.reload(),
  reconnect: () => client.connection.connectNow(),
  share: toggleShare,
  "take-back": () => source.startCamera(),
});
byId("share-open", HTMLButtonElement).addEventListener("click", toggleShare);
byId("space-reset", HTMLButtonElement).addEventListener("click", resetScene);
byId("help-open", HTMLButtonElement).addEventListener("click", toggleHelp);
byId("help-close", HTMLButtonElement).addEventListener("click", () => help.close());
help.addEventListener("keydown", ({ key }) => {
  if (key === "?" && preferences.values.shortcuts) help.close(); // the key that opened it; all others are the dialog's own
});

// Start.

document.addEventListener("visibilitychange", () => void controller.visibilityChanged(document.hidden));
watchNetwork({ ...{ window, document, clock }, network: undefined, reconnect: () => client.connection.reconnect() });
watchCameras(() => void source.showCameras());
setInterval(() => {
  client.stream.dropOverdue();
  room.tick();
  store.change({ isStalled: controller.isStalled });
  showStatus();
}, STATUS_EVERY_MS);
client.settings.show();
client.connection.connectNow();
void source.showCameras();
void openSceneView().then((sceneView) => presenter.showScene(sceneView));

installTestHooks({
  ...{ presenter, canvasView, clock },
  state: () => ({
    source: store.state.source.state,
    link: store.state.connection.state,
    settings: client.settings.current,
    sending: client.stream.sending,
    room: store.state.room,
    links: room.links,
  }),
});
