import { SERVER_GONE, askAgainMs, endsConnection, isFinal } from "./link_state.js";
import { Event, ProblemCode, WIRE_VERSION } from "../protocol/wire.js";

/**
 * @typedef {import("./link_state.js").LinkState} LinkState
 * @typedef {import("../protocol/wire.js").Welcome} Welcome
 * @typedef {import("../protocol/wire.js").Pose} Pose
 * @typedef {import("../protocol/wire.js").Dropped} Dropped
 * @typedef {import("../protocol/wire.js").Problem} Problem
 * @typedef {import("../protocol/wire.js").Settings} Settings
 * @typedef {import("../protocol/wire.js").SettingsAnswer} SettingsAnswer
 */

/**
 * @typedef {object} ConnectionListeners
 * @property {(link: LinkState) => void} onLink
 * @property {(welcome: Welcome) => void} onWelcome
 * @property {(pose: Pose) => void} onPose
 * @property {(problem: Problem) => void} onProblem
 * @property {(room: import("../protocol/wire.js").Room) => void} onRoom
 * @property {(dropped: Dropped) => void} [onDropped] for cameras
 * @property {(picture: import("../protocol/wire.js").Picture) => void} [onPicture] for those who watch
 */

/**
 * The server's refusal has `data`; a request that failed has the rest, as Engine.IO tells it.
 *
 * @typedef {Error & {data?: {code?: string, message?: string}, description?: unknown, context?: unknown}} ConnectError
 */

/** After a server that closed the connection without a reason, ms. */
const REOPEN_MS = 1500;
/** Between tries while nobody answers: a stream goes on within 2 s after a network is back that says nothing of it. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 1500;
const PAUSE_SPREAD = 0.2;
/** A try that hangs in a network that is just going away must not hold up the next one for long. */
const CONNECT_TIMEOUT_MS = 8000;
const ANSWER_TIMEOUT_MS = 6000;
/** What the server answers, in HTTP, to a page of an origin that it does not know. */
const FORBIDDEN = 403;
/** The page's one connection: Socket.IO, polling first and upgraded where WebSocket works. */
export class Connection {
  #socket;
  #admission;
  #listeners;
  /** @type {{code: string, message: string} | null} why the server closed the connection, until one says welcome again */
  #lastWords = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;

  /**
   * @param {typeof import("socket.io-client").io} connect
   * @param {import("./credentials.js").Admission} admission
   * @param {ConnectionListeners} listeners
   * @param {{atOnce?: boolean}} [how] atOnce false: waits for tryNow()
   */
  constructor(connect, admission, listeners, { atOnce = true } = {}) {
    this.#admission = admission;
    this.#listeners = listeners;
    this.#socket = connect({
      auth: (/** @type {(auth: object) => void} */ show) => show(admission.auth()),
      autoConnect: atOnce,
      timeout: CONNECT_TIMEOUT_MS,
      reconnectionDelay: FIRST_PAUSE_MS,
      reconnectionDelayMax: LONGEST_PAUSE_MS,
      randomizationFactor: PAUSE_SPREAD,
    });
    this.#socket.on("disconnect", (reason) => this.#lost(reason));
    this.#socket.on("connect_error", (error) => this.#refused(error));
    this.#socket.on(Event.WELCOME, (welcome) => this.#welcomed(welcome));
    this.#socket.on(Event.POSE, listeners.onPose);
    this.#socket.on(Event.ROOM, listeners.onRoom);
    if (listeners.onDropped) this.#socket.on(Event.DROPPED, listeners.onDropped);
    if (listeners.onPicture) this.#socket.on(Event.PICTURE, listeners.onPicture);
    this.#socket.on(Event.PROBLEM, (problem) => this.#problem(problem));
  }

  /** @param {import("../protocol/wire.js").Frame} frame */
  sendFrame(frame) {
    this.#socket.emit(Event.FRAME, frame);
  }

  /**
   * @param {Settings} settings
   * @returns {Promise<SettingsAnswer>}
   * @throws {Error} when no answer comes
   */
  sendSettings(settings) {
    return this.#ask(Event.SETTINGS, settings);
  }

  /**
   * @param {import("../protocol/wire.js").Share} share
   * @returns {Promise<import("../protocol/wire.js").Acknowledgement>}
   * @throws {Error} when no answer comes
   */
  share(share) {
    return this.#ask(Event.SHARE, share);
  }

  /**
   * @param {import("../protocol/wire.js").State} state
   * @returns {Promise<import("../protocol/wire.js").Acknowledgement>}
   * @throws {Error} when no answer comes
   */
  sendState(state) {
    return this.#ask(Event.STATE, state);
  }

  /**
   * Ends the links given out before.
   *
   * @returns {Promise<import("../protocol/wire.js").RenewAnswer>}
   * @throws {Error} when no answer comes
   */
  renewLinks() {
    return this.#ask(Event.RENEW, {});
  }

  /**
   * Makes the owner's own device the camera again.
   *
   * @returns {Promise<import("../protocol/wire.js").Acknowledgement>}
   * @throws {Error} when no answer comes
   */
  takeBack() {
    return this.#ask(Event.TAKE_BACK, {});
  }

  /** Is the server reached by requests alone, because WebSocket does not work here? */
  get heldToPolling() {
    return this.#socket.connected && this.#socket.io.engine?.transport.name === "polling";
  }

  /** Tries at once instead of when the next try is due. */
  tryNow() {
    if (!this.#socket.connected) this.startAnew();
  }

  /** Connects anew even where the old connection looks alive: after a change of network it often is not. */
  startAnew() {
    clearTimeout(this.#retry);
    this.#lastWords = null;
    this.#listeners.onLink({ state: "connecting", code: null, message: "" });
    this.#socket.disconnect().connect();
  }

  /**
   * @param {string} name of the event
   * @param {object} payload
   */
  #ask(name, payload) {
    return this.#socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck(name, payload);
  }

  /** @param {Welcome} welcome */
  #welcomed(welcome) {
    this.#lastWords = null;
    if (welcome.v !== WIRE_VERSION) {
      this.#close(ProblemCode.WRONG_VERSION, "");
      this.#socket.disconnect();
      return;
    }
    this.#admission.welcomed(welcome);
    this.#listeners.onLink({ state: "open", code: null, message: "" });
    this.#listeners.onWelcome(welcome);
  }

  /** @param {Problem} problem */
  #problem(problem) {
    if (endsConnection(problem.code)) this.#lastWords = problem;
    if (problem.code === ProblemCode.LINK_ENDED) this.#admission.ended();
    this.#listeners.onProblem(problem);
  }

  /** @param {string} reason */
  #lost(reason) {
    if (reason === "io client disconnect") return;
    const ended = isFinal(this.#lastWords?.code ?? null);
    if (ended) this.#socket.disconnect();
    this.#gone();
    if (reason === "io server disconnect" && !ended) this.#reconnectIn(REOPEN_MS);
  }

  /** @param {ConnectError} error */
  #refused(error) {
    if (isForOrigin(error)) {
      // Else Socket.IO would go on asking, as after a network that failed.
      this.#socket.disconnect();
      this.#close(ProblemCode.BAD_ORIGIN, "");
      return;
    }
    if (!error.data) {
      this.#gone();
      return;
    }
    const { code = "", message = "" } = error.data;
    if (this.#admission.refused(code)) {
      this.#socket.connect();
      return;
    }
    if (endsConnection(code)) this.#lastWords = { code, message };
    this.#close(code, message);
    const askAgain = askAgainMs(code);
    if (askAgain !== null) this.#reconnectIn(askAgain);
  }

  /** Nobody answers, but the server may have said why before it closed the connection. */
  #gone() {
    this.#close(this.#lastWords?.code ?? SERVER_GONE, this.#lastWords?.message ?? "");
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

/**
 * Whether the server turned this page away for its origin, which it does in HTTP, before Socket.IO has a say: browsers send
 * no `Origin` when a page asks its own server for something, so the page comes and the first thing posted is refused.
 * A proxy has a 403 of its own for other reasons.
 *
 * @param {ConnectError} error
 */
function isForOrigin({ description, context }) {
  if (description !== FORBIDDEN) return false;
  const { responseText } = /** @type {{responseText?: unknown}} */ (context ?? {});
  return String(responseText).startsWith(ProblemCode.BAD_ORIGIN);
}
