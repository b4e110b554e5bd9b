import { Connection } from "../connection/socket_client.js";
import { embedOptions } from "../ui/embed_options.js";
import { setUpFullScreen } from "../ui/full_screen.js";
import { decodePose } from "../protocol/pose_decoder.js";
import { careForLink } from "../connection/network_watch.js";
import { showLink, showVideoSign } from "../ui/badges.js";
import { messageForGuest } from "../text/problem_messages.js";
import { byId, setText } from "../ui/dom.js";
import { installTestHooks } from "./test_hooks.js";
import { Remembered } from "../storage/preferences.js";
import { parseRoomLink } from "../connection/room_link.js";
import { viewerWords } from "../text/room_text.js";
import { startSession } from "../connection/session.js";
import { PosePictureSync, decodeJpeg } from "../stream/pose_picture_sync.js";
import { listenForShortcuts } from "../ui/shortcuts.js";
import { openSpace } from "../view/scene_panel.js";
import { StageMessages } from "../ui/stage_messages.js";
import { stagePainter } from "../view/stage.js";
import { needsCard } from "../connection/link_state.js";
import { peopleText } from "../text/status_text.js";
import { StatusPanel } from "../ui/status_panel.js";
import { browserStorage } from "../storage/web_storage.js";
import { setUpTabs } from "../ui/tabs.js";
import { setUpTheme } from "../ui/theme.js";
import { ProblemCode } from "../protocol/wire.js";

const STATUS_EVERY_MS = 250;
/** @type {readonly import("../text/problem_messages.js").Action[]} */
const WAYS_OUT = ["reload", "reconnect", "own-page"];

const clock = () => performance.now();
const remembered = new Remembered(browserStorage());
const embed = embedOptions(location.search);
const roomLink = parseRoomLink(location.hash);
const { admission } = await startSession(roomLink);
const messages = new StageMessages();
const status = new StatusPanel();
const workspace = byId("workspace", HTMLElement);
const watchWords = byId("watch-words", HTMLElement);
const mirrorButton = byId("watch-mirror", HTMLButtonElement);
/** @type {import("../protocol/wire.js").Room | null} */
let room = null;
/** @type {import("../connection/link_state.js").LinkState} */
let link = { state: "connecting", code: null, message: "" };
let lastPoseAt = -Infinity;

const { stage, canvasView, painter } = stagePainter({
  clock,
  how: () => ({ glued: true, mirrored: isMirrored() }),
  transparent: embed !== null,
});

const shared = new PosePictureSync(decodeJpeg, (pose, picture) => {
  lastPoseAt = clock();
  painter.watch(pose, picture);
  show();
});

const connection = new Connection(
  io,
  admission,
  {
    onLink: linkChanged,
    onWelcome: () => messages.hideBanner(),
    onRoom: roomChanged,
    onPose: (pose) => void shared.pose(decodePose(pose)),
    onPicture: (picture) => shared.picture(picture),
    onProblem: () => {},
  },
  { atOnce: roomLink !== null },
);

function isMirrored() {
  return embed ? embed.mirror : remembered.choices.mirror.watch;
}

function toggleMirror() {
  remembered.set({ mirror: { ...remembered.choices.mirror, watch: !isMirrored() } });
  showMirror();
}

function showMirror() {
  mirrorButton.setAttribute("aria-pressed", String(isMirrored()));
  painter.redraw();
}

/** @param {import("../connection/link_state.js").LinkState} newest */
function linkChanged(newest) {
  link = newest;
  showLink(link.state, needsCard(link.code));
  shared.reset();
  if (link.state === "open") messages.showPicture();
  else if (link.state === "closed") fail(link.code ?? "");
  show();
}

/** @param {string} code */
function fail(code) {
  const words = messageForGuest(code, WAYS_OUT);
  if (needsCard(code)) {
    messages.hideBanner();
    messages.showCard(words);
    painter.clear();
    room = null;
  } else messages.showBanner(words);
}

/** @param {import("../protocol/wire.js").Room} newest */
function roomChanged(newest) {
  room = newest;
  showVideoSign(room.video ? "The video is shared" : "");
  if (room.camera === "none") {
    shared.reset();
    painter.clear();
  }
  show();
}

function show() {
  const now = clock();
  const words = link.state === "open" ? viewerWords(room, now - lastPoseAt) : null;
  // A pose that is only late stays on the stage, pale; words stand there where there is none.
  stage.dataset["stale"] = String(painter.pose !== null && (words !== null || link.state !== "open"));
  watchWords.hidden = words === null;
  watchWords.dataset["over"] = String(painter.pose !== null);
  if (words) {
    setText(byId("watch-title", HTMLElement), words.title);
    setText(byId("watch-text", HTMLElement), words.text);
  }
  // The banner about a lost connection stands in its place.
  status.showLegend(painter.pose !== null && link.state !== "closed");
  status.showWho(whoWords(words));
  status.showDelay(painter.meter.mean(now), painter.meter.rate(now), "watched");
}

/** @param {import("../text/room_text.js").Words | null} words */
function whoWords(words) {
  if (needsCard(link.code)) return { who: "Not connected", tip: "", trouble: true };
  if (link.state === "connecting") return { who: "Connecting…", tip: "", trouble: false };
  if (link.state === "closed") return { who: "Not connected", tip: "Posecast comes back by itself.", trouble: true };
  if (words) return { who: words.title, tip: words.text, trouble: false };
  const people = painter.pose?.people.length ?? 0;
  return { who: peopleText(people), tip: "Live", trouble: false };
}

async function setUpSpace() {
  if (embed?.view === "2d") return;
  painter.spaceView = await openSpace({ transparent: embed !== null });
  painter.redraw();
}

const resetSpace = () => painter.spaceView?.reset();
const toggleTheme = setUpTheme(remembered.choices.theme, (theme) => remembered.set({ theme }));
const toggleFullScreen = setUpFullScreen(
  workspace,
  byId("full-screen", HTMLButtonElement),
  byId("full-screen-leave", HTMLButtonElement),
);
setUpTabs(workspace);
if (embed) document.documentElement.dataset["view"] = embed.view;
if (!embed) {
  listenForShortcuts(
    { "full-screen": toggleFullScreen, mirror: toggleMirror, reset: () => resetSpace(), theme: toggleTheme },
    () => remembered.choices.shortcuts,
  );
}
messages.listen({
  reload: () => location.reload(),
  reconnect: () => connection.tryNow(),
  "own-page": () => location.assign("/"),
});
mirrorButton.addEventListener("click", toggleMirror);
byId("space-reset", HTMLButtonElement).addEventListener("click", () => resetSpace());
careForLink({
  ...{ window, document, clock },
  network: /** @type {{connection?: import("../connection/network_watch.js").Network}} */ (/** @type {unknown} */ (navigator)).connection,
  startAnew: () => {
    if (!needsCard(link.code)) connection.startAnew();
  },
});
setInterval(show, STATUS_EVERY_MS);

stage.dataset["state"] = "watching";
document.title = "Watching · Posecast";
setText(byId("space-empty", HTMLElement), "The figure stands here as soon as the camera sees somebody.");
showMirror();
show();
void setUpSpace();
if (!roomLink) linkChanged({ state: "closed", code: ProblemCode.NO_SUCH_ROOM, message: "" });

installTestHooks({
  ...{ painter, canvasView, clock },
  state: () => ({ link: link.state, code: link.code, room }),
});
