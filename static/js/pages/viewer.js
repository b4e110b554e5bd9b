import { needsCard } from "../connection/connection_state.js";
import { tabCredentials } from "../connection/credentials.js";
import { watchNetwork } from "../connection/network_watch.js";
import { parseRoomLink } from "../connection/room_link.js";
import { SocketClient } from "../connection/socket_client.js";
import { decodePose } from "../protocol/pose_decoder.js";
import { ProblemCode } from "../protocol/wire.js";
import { Preferences } from "../storage/preferences.js";
import { browserStorage } from "../storage/web_storage.js";
import { PosePictureSync, decodeJpeg } from "../stream/pose_picture_sync.js";
import { messageForLink } from "../text/problem_messages.js";
import { showConnection, showVideoSign } from "../ui/badges.js";
import { byId, setText } from "../ui/dom.js";
import { embedOptions } from "../ui/embed_options.js";
import { setUpFullScreen } from "../ui/full_screen.js";
import { listenForShortcuts } from "../ui/shortcuts.js";
import { StageMessages } from "../ui/stage_messages.js";
import { StatusPanel } from "../ui/status_panel.js";
import { Store } from "../ui/store.js";
import { setUpTabs } from "../ui/tabs.js";
import { setUpTheme } from "../ui/theme.js";
import { openSceneView } from "../view/scene_panel.js";
import { setUpStage } from "../view/stage.js";
import { installTestHooks } from "./test_hooks.js";
import { afterConnection, firstViewerState, noticeOf, viewerStatusText } from "./viewer_state.js";

/** The page of a viewer whom a watch link led into a room, also inside another site's page. */

const STATUS_EVERY_MS = 250;
/** @type {readonly import("../text/problem_messages.js").Action[]} what a person can do about a problem on this page */
const ACTIONS = ["reload", "reconnect", "own-page"];

// The parts.

const clock = () => performance.now();
const preferences = new Preferences(browserStorage());
const embed = embedOptions(location.search);
const roomLink = parseRoomLink(location.hash);
const credentials = await tabCredentials(roomLink);
const store = new Store(firstViewerState(preferences.values));

const workspace = byId("workspace", HTMLElement);
const notice = byId("watch-message", HTMLElement);
const mirrorButton = byId("watch-mirror", HTMLButtonElement);
const messages = new StageMessages();
const statusPanel = new StatusPanel();
const { stage, canvasView, presenter } = setUpStage({
  clock,
  display: () => ({ glued: true, mirrored: isMirrored(store.state) }),
  transparent: embed !== null,
});
const remotePoses = new PosePictureSync(decodeJpeg, (pose, picture) => {
  presenter.showRemote(pose, picture);
  store.change({ lastPoseAt: clock() });
});
const connection = new SocketClient(io, credentials, {
  onState: (state) => store.change(afterConnection(state)),
  onWelcome: () => {},
  onRoom: (room) => store.change({ room }),
  onPose: (pose) => void remotePoses.pose(decodePose(pose)),
  onPicture: (picture) => remotePoses.picture(picture),
  onProblem: () => {},
});

// What follows from a change of the state.

preferences.onChange((values) => store.change({ preferences: values }));
store.watch((state) => state.connection, ({ state, code }) => {
  showConnection(state, needsCard(code));
  remotePoses.reset();
});
store.watch(({ problem }) => problem, showProblem);
store.watch(({ room }) => room?.video ?? false, (isShared) => showVideoSign(isShared ? "The video is shared" : ""));
store.watch(({ room }) => room?.camera, (camera) => {
  if (camera !== "none") return;
  remotePoses.reset();
  presenter.clear();
});
store.watch(isMirrored, (mirrored) => {
  mirrorButton.setAttribute("aria-pressed", String(mirrored));
  presenter.redraw();
});
store.watch((state) => state, () => showStatus());

/** @param {string | null} code */
function showProblem(code) {
  const isLasting = code !== null && needsCard(code);
  if (code === null || isLasting) messages.hideBanner();
  else messages.showBanner(messageForLink(code, ACTIONS));
  if (!isLasting) {
    messages.showPicture();
    return;
  }
  messages.showCard(messageForLink(code, ACTIONS));
  presenter.clear();
}

function showStatus() {
  const { state } = store;
  const now = clock();
  const { pose, meter } = presenter;
  const shown = noticeOf(state, now);
  // A pose that is only late stays on the stage, pale; without one the notice is shown alone.
  stage.dataset["stale"] = String(pose !== null && (shown !== null || state.connection.state !== "open"));
  notice.hidden = shown === null;
  notice.dataset["over"] = String(pose !== null);
  if (shown) {
    setText(byId("watch-title", HTMLElement), shown.title);
    setText(byId("watch-text", HTMLElement), shown.text);
  }
  // The banner about a lost connection takes its place.
  statusPanel.showLegend(pose !== null && state.connection.state !== "closed");
  statusPanel.showStatus(viewerStatusText(state, shown, pose?.people.length ?? 0));
  statusPanel.showDelay(meter.mean(now), meter.rate(now), "remote");
}

// What people do.

/** @param {Readonly<import("./viewer_state.js").ViewerState>} state */
function isMirrored(state) {
  return embed ? embed.mirror : state.preferences.mirror.watch;
}

function toggleMirror() {
  preferences.set({ mirror: { ...preferences.values.mirror, watch: !isMirrored(store.state) } });
}

const resetScene = () => presenter.sceneView?.reset();
const toggleTheme = setUpTheme(preferences.values.theme, (theme) => preferences.set({ theme }));
const toggleFullScreen = setUpFullScreen(
  workspace,
  byId("full-screen", HTMLButtonElement),
  byId("full-screen-leave", HTMLButtonElement),
);
setUpTabs(workspace);
if (embed) document.documentElement.dataset["view"] = embed.view;
else {
  listenForShortcuts(
    { "full-screen": toggleFullScreen, mirror: toggleMirror, reset: resetScene, theme: toggleTheme },
    () => preferences.values.shortcuts,
  );
}
messages.listen({
  reload: () => location.reload(),
  reconnect: () => connection.connectNow(),
  "own-page": () => location.assign("/"),
});
mirrorButton.addEventListener("click", toggleMirror);
byId("space-reset", HTMLButtonElement).addEventListener("click", resetScene);

// Start.

stage.dataset["state"] = "watching";
document.title = "Watching · Posecast";
setText(byId("space-empty", HTMLElement), "The figure appears here as soon as the camera sees somebody.");
watchNetwork({
  ...{ window, document, clock },
  network: /** @type {{connection?: import("../connection/network_watch.js").Network}} */ (/** @type {unknown} */ (navigator)).connection,
  reconnect: () => {
    if (!needsCard(store.state.connection.code)) connection.reconnect();
  },
});
setInterval(showStatus, STATUS_EVERY_MS);
if (roomLink) connection.connectNow();
else store.change(afterConnection({ state: "closed", code: ProblemCode.NO_SUCH_ROOM, message: "" }));
if (embed?.view !== "2d") void openSceneView({ transparent: embed !== null }).then((sceneView) => presenter.showScene(sceneView));

installTestHooks({
  ...{ presenter, canvasView, clock },
  state: () => ({ link: store.state.connection.state, code: store.state.connection.code, room: store.state.room }),
});
