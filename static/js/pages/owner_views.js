import { isRefused } from "../connection/connection_state.js";
import { isRunning } from "../capture/source_controller.js";
import { MESSAGES, messageFor } from "../text/problem_messages.js";
import { showConnection } from "../ui/badges.js";
import { byId } from "../ui/dom.js";
import { hasLegend, isMirrored, isStale, ownerStatusText, stageContent } from "./owner_state.js";

/** @typedef {import("./owner_state.js").OwnerState} OwnerState */

/**
 * @typedef {object} OwnerViews
 * @property {HTMLElement} stage
 * @property {HTMLVideoElement} video
 * @property {HTMLCanvasElement} still
 * @property {import("../ui/stage_messages.js").StageMessages} messages
 * @property {import("../ui/source_bar.js").SourceBar} sourceBar
 * @property {import("../ui/settings_panel.js").SettingsPanel} settingsPanel
 * @property {import("../ui/status_panel.js").StatusPanel} statusPanel
 * @property {import("../view/pose_presenter.js").PosePresenter} presenter
 */

/**
 * Shows the owner's state in all views, now and after each change.
 *
 * @param {import("../ui/store.js").Store<OwnerState>} store
 * @param {OwnerViews} views
 */
export function bindOwnerViews(store, views) {
  store.watch(({ connection }) => connection, (connection) => showConnectionState(connection, views));
  store.watch(({ source }) => source, (source) => showSource(source, views));
  store.watch(stageContent, (content) => showStageContent(content, views));
  store.watch(isMirrored, (mirrored) => showMirror(mirrored, views));
  store.watch(({ preferences }) => preferences.display, (display) => {
    views.settingsPanel.showDisplay(display);
    views.presenter.redraw();
  });
  store.watch(({ preferences }) => preferences.shortcuts, (shortcuts) => views.settingsPanel.showShortcuts(shortcuts));
}

/**
 * @param {OwnerState["connection"]} connection
 * @param {OwnerViews} views
 */
function showConnectionState(connection, { messages }) {
  const { state, code, message } = connection;
  showConnection(state, isRefused(connection));
  if (state === "open") messages.hideBanner();
  if (state === "closed") messages.showBanner(messageFor(code ?? ""), code && code in MESSAGES ? "" : message);
}

/**
 * @param {OwnerState["source"]} source
 * @param {OwnerViews} views
 */
function showSource({ state, kind, fileName, filePaused }, { stage, sourceBar }) {
  stage.dataset["state"] = state;
  stage.dataset["source"] = kind;
  byId("pause-chip", HTMLElement).hidden = state !== "paused";
  document.title = state === "paused" ? "Paused · Posecast" : "Posecast";
  sourceBar.showRunning(isRunning(state));
  sourceBar.showKind(kind, fileName);
  sourceBar.showPaused(filePaused);
}

/**
 * @param {import("./owner_state.js").StageContent} content
 * @param {OwnerViews} views
 */
function showStageContent(content, { messages }) {
  if (content.show === "welcome") messages.showWelcome();
  else if (content.show === "waiting") messages.showWaiting(content.text);
  else if (content.show === "card") messages.showCard(messageFor(content.code));
  else messages.showPicture();
}

/**
 * @param {boolean} mirrored
 * @param {OwnerViews} views
 */
function showMirror(mirrored, { settingsPanel, video, still, presenter }) {
  settingsPanel.showMirror(mirrored);
  video.classList.toggle("mirrored", mirrored);
  still.classList.toggle("mirrored", mirrored);
  presenter.redraw();
}

/**
 * Shows the status line and the measured delay.
 *
 * @param {Readonly<OwnerState>} state
 * @param {import("../stream/frame_stream.js").FrameStream} stream
 * @param {OwnerViews} views
 * @param {number} now ms
 */
export function showOwnerStatus(state, stream, { stage, statusPanel, presenter }, now) {
  const { meter, pose, emptyForMs } = presenter;
  const { loadingModel, silentForMs } = stream;
  statusPanel.showStatus(ownerStatusText(state, { people: pose?.people ?? [], emptyForMs, loadingModel, silentForMs }));
  const display = state.isCamera ? state.preferences.display : "remote";
  // What was measured before a video was paused says nothing about now.
  statusPanel.showDelay(state.source.filePaused ? null : meter.mean(now), meter.rate(now), display);
  statusPanel.showSending(stream.sending);
  statusPanel.showLegend(hasLegend(state, pose !== null));
  stage.dataset["stale"] = String(isStale(state));
}
