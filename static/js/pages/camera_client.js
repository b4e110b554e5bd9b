import { CameraStatus } from "../connection/camera_status.js";
import { CONNECTING } from "../connection/connection_state.js";
import { SocketClient } from "../connection/socket_client.js";
import { FrameEncoder } from "../stream/jpeg_encoder.js";
import { FrameStream } from "../stream/frame_stream.js";
import { decodePose } from "../protocol/pose_decoder.js";
import { problemToast } from "../text/problem_messages.js";
import { SettingsSync } from "../connection/settings_sync.js";
import { PosePictureSync, decodeJpeg } from "../stream/pose_picture_sync.js";
import { ProblemCode } from "../protocol/wire.js";

/**
 * @typedef {object} ClientState
 * @property {import("../connection/connection_state.js").ConnectionState} connection
 * @property {import("../protocol/wire.js").Welcome | null} welcome the newest
 * @property {import("../protocol/wire.js").Room | null} room
 * @property {boolean} isCamera does the room take its frames from this page?
 */

/** @type {Readonly<ClientState>} */
export const FIRST_CLIENT_STATE = Object.freeze({ connection: CONNECTING, welcome: null, room: null, isCamera: true });

/**
 * @typedef {object} ClientParts
 * @property {() => number} clock ms
 * @property {import("../ui/store.js").Store<ClientState>} store of the page; this client writes the fields of ClientState
 * @property {import("../connection/credentials.js").Credentials} credentials
 * @property {string} model of a server that does not name one
 * @property {import("../storage/preferences.js").Preferences} preferences
 * @property {import("../ui/settings_panel.js").SettingsPanel} settingsPanel
 * @property {import("../view/pose_presenter.js").PosePresenter} presenter
 * @property {import("../ui/stage_messages.js").StageMessages} messages
 */

/**
 * A client that can be its room's camera. It connects when the page calls connection.connectNow(). While it is, it sends frames and presents their poses; while it is not, it presents
 * those of the room's camera.
 */
export class CameraClient {
  #parts;
  #encoder = new FrameEncoder();
  #remotePoses;
  connection;
  stream;
  settings;
  status;

  /** @param {ClientParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#remotePoses = new PosePictureSync(decodeJpeg, (pose, picture) => parts.presenter.showRemote(pose, picture));
    this.stream = new FrameStream({
      clock: parts.clock,
      encode: (picture, size, quality) => this.#encoder.encode(picture, size, quality),
      send: (frame) => this.connection.sendFrame(frame),
      onPose: (pose, frame) => parts.presenter.show(pose, frame),
      onError: (error) => parts.messages.toast(error instanceof Error ? error.message : String(error)),
    });
    this.settings = new SettingsSync(
      { model: parts.model, smoothing: true, people: 1 },
      {
        preferences: parts.preferences,
        send: (wanted) => (this.#canSendSettings ? this.connection.sendSettings(wanted) : null),
        show: (settings) => parts.settingsPanel.showSettings(settings),
        onModelChange: () => this.stream.modelChanged(),
        onRefused: (text) => parts.messages.toast(text),
      },
    );
    this.status = new CameraStatus((state) => this.connection.sendState(state));
    this.connection = new SocketClient(
      io,
      parts.credentials,
      {
        onState: (connection) => this.#connectionChanged(connection),
        onWelcome: (welcome) => this.#welcomed(welcome),
        onRoom: (room) => this.#roomChanged(room),
        onPose: (pose) => this.#received(pose),
        onPicture: (picture) => this.#remotePoses.picture(picture),
        onDropped: ({ seq, reason }) => this.stream.answeredWithout(seq, reason),
        onProblem: (problem) => this.#problem(problem),
      },
    );
  }

  /**
   * Sends the source's frame if this client is the camera and there is room for it.
   *
   * @param {import("../capture/source.js").Source} source
   * @param {number} t camera clock, ms
   */
  offer(source, t) {
    if (this.#state.isCamera) void this.stream.offer(source.grab, t);
  }

  /** Becomes the camera before the server's `room` says so, which follows its acknowledgement. */
  becomeCamera() {
    const { room } = this.#state;
    if (room) this.#roomChanged({ ...room, is_camera: true });
  }

  get #state() {
    return this.#parts.store.state;
  }

  get #canSendSettings() {
    return this.#state.connection.state !== "closed" && this.#state.isCamera;
  }

  /** @param {import("../connection/connection_state.js").ConnectionState} connection */
  #connectionChanged(connection) {
    if (connection.state !== "open") {
      this.status.setActive(false);
      this.stream.closed();
      this.#remotePoses.reset();
    }
    this.#parts.store.change({ connection });
  }

  /** @param {import("../protocol/wire.js").Welcome} welcome */
  #welcomed(welcome) {
    const isCamera = welcome.role === "camera";
    this.stream.opened(welcome.limits, welcome.last_seq);
    this.#parts.settingsPanel.showModels(welcome.models);
    this.#parts.store.change({ isCamera, welcome });
    this.settings.welcomed(welcome.settings);
    this.status.setActive(isCamera);
  }

  /** @param {import("../protocol/wire.js").Room} room */
  #roomChanged(room) {
    const isSwitch = room.is_camera !== this.#state.isCamera;
    if (isSwitch) {
      this.stream.interrupt();
      this.#remotePoses.reset();
      this.status.setActive(room.is_camera);
    }
    this.#parts.store.change({ isCamera: room.is_camera, room });
    if (isSwitch && room.is_camera) this.settings.welcomed(this.settings.current);
  }

  /** @param {import("../protocol/wire.js").Pose} pose */
  #received(pose) {
    if (this.#state.isCamera) this.stream.answeredWithPose(pose);
    else void this.#remotePoses.pose(decodePose(pose));
  }

  /** @param {import("../protocol/wire.js").Problem} problem */
  #problem({ seq, code, message }) {
    if (seq !== null) {
      this.stream.answeredWithout(seq, code);
      if (code === ProblemCode.MODEL_UNAVAILABLE && this.stream.isOfThisModel(seq)) this.settings.modelUnavailable();
    }
    const text = problemToast(code, message);
    if (text) this.#parts.messages.toast(text);
  }
}
