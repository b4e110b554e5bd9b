import { CameraReport } from "../connection/camera_status.js";
import { Connection } from "../connection/socket_client.js";
import { FrameEncoder } from "../stream/jpeg_encoder.js";
import { FrameStream } from "../stream/frame_stream.js";
import { decodePose } from "../protocol/pose_decoder.js";
import { problemWords } from "../text/problem_messages.js";
import { SettingsSync } from "../connection/settings_sync.js";
import { PosePictureSync, decodeJpeg } from "../stream/pose_picture_sync.js";
import { ProblemCode } from "../protocol/wire.js";

/** @typedef {import("../connection/link_state.js").LinkState} LinkState */

/**
 * @typedef {object} ClientParts
 * @property {() => number} clock ms
 * @property {import("../connection/credentials.js").Admission} admission
 * @property {boolean} atOnce connects now, else with connection.tryNow()
 * @property {string} model of a server that says nothing else
 * @property {import("../storage/preferences.js").Remembered} remembered
 * @property {import("../ui/settings_panel.js").SettingsPanel} settingsPanel
 * @property {import("../view/pose_presenter.js").PosePresenter} painter
 * @property {(link: LinkState) => void} onLink
 * @property {(welcome: import("../protocol/wire.js").Welcome) => void} onWelcome
 * @property {(room: import("../protocol/wire.js").Room) => void} onRoom
 * @property {(words: string) => void} onWords about single frames and settings
 */

/** A client that can be a room's camera: sends frames while it is, and shows the other device's poses while it is not. */
export class CameraClient {
  #parts;
  #encoder = new FrameEncoder();
  #shared;
  connection;
  stream;
  settings;
  report;
  /** @type {LinkState} */
  link = { state: "connecting", code: null, message: "" };
  /** @type {import("../protocol/wire.js").Room | null} */
  room = null;
  /** Are the room's frames taken from here? */
  isCamera = true;

  /** @param {ClientParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#shared = new PosePictureSync(decodeJpeg, (pose, picture) => parts.painter.watch(pose, picture));
    this.stream = new FrameStream({
      clock: parts.clock,
      encode: (picture, size, quality) => this.#encoder.encode(picture, size, quality),
      send: (frame) => this.connection.sendFrame(frame),
      onPose: (pose, frame) => parts.painter.show(pose, frame),
      onTrouble: (error) => parts.onWords(error instanceof Error ? error.message : String(error)),
    });
    this.settings = new SettingsSync(
      { model: parts.model, smoothing: true, people: 1 },
      {
        remembered: parts.remembered,
        ask: (wanted) => (this.link.state === "closed" || !this.isCamera ? null : this.connection.sendSettings(wanted)),
        onShown: (shown) => parts.settingsPanel.showSettings(shown),
        onModel: () => this.stream.modelChanged(),
        onRefused: parts.onWords,
      },
    );
    this.report = new CameraReport((state) => this.connection.sendState(state));
    this.connection = new Connection(
      io,
      parts.admission,
      {
        onLink: (link) => this.#linkChanged(link),
        onWelcome: (welcome) => this.#welcomed(welcome),
        onRoom: (room) => this.#roomChanged(room),
        onPose: (pose) => this.#posed(pose),
        onPicture: (picture) => this.#shared.picture(picture),
        onDropped: ({ seq, reason }) => this.stream.answeredWithout(seq, reason),
        onProblem: (problem) => this.#troubled(problem),
      },
      { atOnce: parts.atOnce },
    );
  }

  /**
   * @param {() => Promise<import("../stream/frame_grab.js").GrabbedFrame>} take
   * @param {number} t camera clock, ms
   */
  offer(take, t) {
    if (this.isCamera) void this.stream.offer(take, t);
  }

  /** The server has said so; its `room` will say it again. */
  becomeCamera() {
    if (this.room) this.#roomChanged({ ...this.room, is_camera: true });
  }

  /** @param {LinkState} link */
  #linkChanged(link) {
    this.link = link;
    if (link.state !== "open") {
      this.report.linked(false);
      this.stream.closed();
      this.#shared.reset();
    }
    this.#parts.onLink(link);
  }

  /** @param {import("../protocol/wire.js").Welcome} welcome */
  #welcomed(welcome) {
    this.isCamera = welcome.role === "camera";
    this.stream.opened(welcome.limits, welcome.last_seq);
    this.#parts.settingsPanel.showModels(welcome.models);
    this.settings.welcomed(welcome.settings);
    this.report.linked(this.isCamera);
    this.#parts.onWelcome(welcome);
  }

  /** @param {import("../protocol/wire.js").Room} room */
  #roomChanged(room) {
    const was = this.isCamera;
    this.room = room;
    this.isCamera = room.is_camera;
    if (was !== this.isCamera) {
      this.stream.interrupt();
      this.#shared.reset();
      this.report.linked(this.isCamera);
      if (this.isCamera) this.settings.welcomed(this.settings.held);
    }
    this.#parts.onRoom(room);
  }

  /** @param {import("../protocol/wire.js").Pose} pose */
  #posed(pose) {
    if (this.isCamera) this.stream.answeredWithPose(pose);
    else void this.#shared.pose(decodePose(pose));
  }

  /** @param {import("../protocol/wire.js").Problem} problem */
  #troubled({ seq, code, message }) {
    if (seq !== null) {
      this.stream.answeredWithout(seq, code);
      if (code === ProblemCode.MODEL_UNAVAILABLE && this.stream.isOfThisModel(seq)) this.settings.modelUnavailable();
    }
    const words = problemWords(code, message);
    if (words) this.#parts.onWords(words);
  }
}
