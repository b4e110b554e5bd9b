import { SERVER_GONE } from "./link_state.js";
import { Event, ProblemCode, WIRE_VERSION } from "./wire.js";

/**
 * @typedef {import("./link_state.js").LinkState} LinkState
 * @typedef {import("./wire.js").Welcome} Welcome
 * @typedef {import("./wire.js").Pose} Pose
 * @typedef {import("./wire.js").Dropped} Dropped
 * @typedef {import("./wire.js").Problem} Problem
 * @typedef {import("./wire.js").Settings} Settings
 * @typedef {import("./wire.js").SettingsAnswer} SettingsAnswer
 */

/**
 * @typedef {object} ConnectionListeners
 * @property {(link: LinkState) => void} onLink
 * @property {(welcome: Welcome) => void} onWelcome
 * @property {(pose: Pose) => void} onPose
 * @property {(dropped: Dropped) => void} onDropped
 * @property {(problem: Problem) => void} onProblem
 */

/** A server that refused us does not want to be asked again at once. */
const ASK_AGAIN_MS = 10_000;
/** After a server that ended itself, when it is likely back. */
const COME_BACK_MS = 1500;
/** Socket.IO's own longest pause between tries while nobody answers. */
const LONGEST_PAUSE_MS = 3000;
const SETTINGS_TIMEOUT_MS = 6000;
/** Refusals that no new try can cure: this page is too old, or its link is wrong. */
const FINAL_REFUSALS = /** @type {readonly string[]} */ ([
  ProblemCode.WRONG_VERSION,
  ProblemCode.BAD_AUTH,
  ProblemCode.NO_SUCH_ROOM,
]);

/** The page's one connection: Socket.IO, polling first and upgraded where WebSocket works. */
export class Connection {
  #socket;
  #listeners;
  /** @type {Problem | null} the goodbye of a server that was stopped; counts until one says welcome again */
  #farewell = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;

  /**
   * @param {typeof import("socket.io-client").io} connect
   * @param {ConnectionListeners} listeners
   */
  constructor(connect, listeners) {
    this.#listeners = listeners;
    this.#socket = connect({ auth: { v: WIRE_VERSION, role: "camera" }, reconnectionDelayMax: LONGEST_PAUSE_MS });
    this.#socket.on("disconnect", (reason) => this.#lost(reason));
    this.#socket.on("connect_error", (error) => this.#refused(error));
    this.#socket.on(Event.WELCOME, (welcome) => this.#welcomed(welcome));
    this.#socket.on(Event.POSE, listeners.onPose);
    this.#socket.on(Event.DROPPED, listeners.onDropped);
    this.#socket.on(Event.PROBLEM, (problem) => this.#problem(problem));
  }

  /** @param {import("./wire.js").Frame} frame */
  sendFrame(frame) {
    this.#socket.emit(Event.FRAME, frame);
  }

  /**
   * @param {Settings} settings
   * @returns {Promise<SettingsAnswer>}
   * @throws {Error} when no answer comes
   */
  sendSettings(settings) {
    return this.#socket.timeout(SETTINGS_TIMEOUT_MS).emitWithAck(Event.SETTINGS, settings);
  }

  /** Tries at once instead of when the next try is due. */
  tryNow() {
    clearTimeout(this.#retry);
    if (this.#socket.connected) return;
    this.#listeners.onLink({ state: "connecting", code: null, message: "" });
    this.#socket.disconnect().connect();
  }

  /** @param {Welcome} welcome */
  #welcomed(welcome) {
    this.#farewell = null;
    if (welcome.v !== WIRE_VERSION) {
      this.#close(ProblemCode.WRONG_VERSION, "");
      this.#socket.disconnect();
      return;
    }
    this.#listeners.onLink({ state: "open", code: null, message: "" });
    this.#listeners.onWelcome(welcome);
  }

  /** @param {Problem} problem */
  #problem(problem) {
    if (problem.code === ProblemCode.SERVER_STOPPING) this.#farewell = problem;
    this.#listeners.onProblem(problem);
  }

  /** @param {string} reason */
  #lost(reason) {
    if (reason === "io client disconnect") return;
    this.#gone();
    if (reason === "io server disconnect") this.#reconnectIn(COME_BACK_MS);
  }

  /** @param {Error & {data?: {code?: string, message?: string}}} error */
  #refused(error) {
    if (!error.data) {
      this.#gone();
      return;
    }
    const { code = "", message = "" } = error.data;
    this.#close(code, message);
    if (!FINAL_REFUSALS.includes(code)) this.#reconnectIn(ASK_AGAIN_MS);
  }

  /** Nobody answers, but whoever said goodbye before has told why. */
  #gone() {
    this.#close(this.#farewell?.code ?? SERVER_GONE, this.#farewell?.message ?? "");
  }

  /**
   * @param {string} code
   * @param {string} message
   */
  #close(code, message) {
    this.#listeners.onLink({ state: "closed", code, message });
  }

  /** @param {number} ms */
  #reconnectIn(ms) {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#socket.connect(), ms);
  }
}
