import { CONNECTING, OPEN, SERVER_GONE, askAgainMs, endsConnection, isFinal } from "./connection_state.js";
import { Event, ProblemCode, WIRE_VERSION } from "../protocol/wire.js";

/**
 * @typedef {import("./connection_state.js").ConnectionState} ConnectionState
 * @typedef {import("../protocol/wire.js").Welcome} Welcome
 * @typedef {import("../protocol/wire.js").Pose} Pose
 * @typedef {import("../protocol/wire.js").Dropped} Dropped
 * @typedef {import("../protocol/wire.js").Problem} Problem
 * @typedef {import("../protocol/wire.js").Settings} Settings
 * @typedef {import("../protocol/wire.js").SettingsAnswer} SettingsAnswer
 */

/**
 * @typedef {object} ConnectionListeners
 * @property {(state: Readonly<ConnectionState>) => void} onState
 * @property {(welcome: Welcome) => void} onWelcome
 * @property {(pose: Pose) => void} onPose
 * @property {(problem: Problem) => void} onProblem
 * @property {(room: import("../protocol/wire.js").Room) => void} onRoom
 * @property {(dropped: Dropped) => void} [onDropped] for cameras
 * @property {(picture: import("../protocol/wire.js").Picture) => void} [onPicture] for viewers
 */

/**
 * A refusal of the server has `data`; a failed request has what Engine.IO says of it.
 *
 * @typedef {Error & {data?: {code?: string, message?: string}, description?: unknown, context?: unknown}} ConnectError
 */

/** Pause before a new connection after the server closed the old one without a reason, ms. */
const REOPEN_MS = 1500;
/** Pauses between tries while the server does not answer: frames flow again within 2 s of a network that is back, ms. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 1500;
const PAUSE_SPREAD = 0.2;
/** A try that hangs in a failing network must not delay the next one for long, ms. */
const CONNECT_TIMEOUT_MS = 8000;
const ANSWER_TIMEOUT_MS = 6000;
/** The HTTP status with which the server refuses a page of an origin that it does not know. */
const FORBIDDEN = 403;

/** The page's one connection to the server, from connectNow() on: Socket.IO, polling first and upgraded where WebSocket works. */
export class SocketClient {
  #socket;
  #credentials;
  #listeners;
  /** @type {{code: string, message: string} | null} why the server closed the connection, until the next welcome */
  #closingProblem = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;

  /**
   * @param {typeof import("socket.io-client").io} connect
   * @param {import("./credentials.js").Credentials} credentials
   * @param {ConnectionListeners} listeners
   */
  constructor(connect, credentials, listeners) {
    this.#credentials = credentials;
    this.#listeners = listeners;
    this.#socket = connect({
      auth: (/** @type {(auth: object) => void} */ send) => send(credentials.auth()),
      autoConnect: false,
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
    return this.#request(Event.SETTINGS, settings);
  }

  /**
   * @param {import("../protocol/wire.js").Share} share
   * @returns {Promise<import("../protocol/wire.js").Acknowledgement>}
   * @throws {Error} when no answer comes
   */
  share(share) {
    return this.#request(Event.SHARE, share);
  }

  /**
   * @param {import("../protocol/wire.js").State} state
   * @returns {Promise<import("../protocol/wire.js").Acknowledgement>}
   * @throws {Error} when no answer comes
   */
  sendState(state) {
    return this.#request(Event.STATE, state);
  }

  /**
   * Ends the room's links and makes new ones.
   *
   * @returns {Promise<import("../protocol/wire.js").RenewAnswer>}
   * @throws {Error} when no answer comes
   */
  renewLinks() {
    return this.#request(Event.RENEW, {});
  }

  /**
   * Makes the owner's own device the camera again.
   *
   * @returns {Promise<import("../protocol/wire.js").Acknowledgement>}
   * @throws {Error} when no answer comes
   */
  takeBack() {
    return this.#request(Event.TAKE_BACK, {});
  }

  /** Does the open connection use HTTP requests alone, because WebSocket does not work here? */
  get usesPolling() {
    return this.#socket.connected && this.#socket.io.engine?.transport.name === "polling";
  }

  /** Connects now, if there is no connection, instead of when the next try is due. */
  connectNow() {
    if (!this.#socket.connected) this.reconnect();
  }

  /** Opens a new connection even where the old one looks alive: after a change of network it often is not. */
  reconnect() {
    clearTimeout(this.#retry);
    this.#closingProblem = null;
    this.#listeners.onState(CONNECTING);
    this.#socket.disconnect().connect();
  }

  /**
   * @param {string} name of the event
   * @param {object} payload
   */
  #request(name, payload) {
    return this.#socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck(name, payload);
  }

  /** @param {Welcome} welcome */
  #welcomed(welcome) {
    this.#closingProblem = null;
    if (welcome.v !== WIRE_VERSION) {
      this.#close(ProblemCode.WRONG_VERSION, "");
      this.#socket.disconnect();
      return;
    }
    this.#credentials.welcomed(welcome);
    this.#listeners.onState(OPEN);
    this.#listeners.onWelcome(welcome);
  }

  /** @param {Problem} problem */
  #problem(problem) {
    if (endsConnection(problem.code)) this.#closingProblem = problem;
    if (problem.code === ProblemCode.LINK_ENDED) this.#credentials.forgetSession();
    this.#listeners.onProblem(problem);
  }

  /** @param {string} reason */
  #lost(reason) {
    if (reason === "io client disconnect") return;
    const ended = isFinal(this.#closingProblem?.code ?? null);
    if (ended) this.#socket.disconnect();
    this.#unreachable();
    if (reason === "io server disconnect" && !ended) this.#reconnectIn(REOPEN_MS);
  }

  /** @param {ConnectError} error */
  #refused(error) {
    if (isForOrigin(error)) {
      // Otherwise Socket.IO would ask again, as after a network error.
      this.#socket.disconnect();
      this.#close(ProblemCode.BAD_ORIGIN, "");
      return;
    }
    if (!error.data) {
      this.#unreachable();
      return;
    }
    const { code = "", message = "" } = error.data;
    if (this.#credentials.refused(code)) {
      this.#socket.connect();
      return;
    }
    if (endsConnection(code)) this.#closingProblem = { code, message };
    this.#close(code, message);
    const askAgain = askAgainMs(code);
    if (askAgain !== null) this.#reconnectIn(askAgain);
  }

  /** The server does not answer; it may have said why before it closed the connection. */
  #unreachable() {
    this.#close(this.#closingProblem?.code ?? SERVER_GONE, this.#closingProblem?.message ?? "");
  }

  /**
   * @param {string} code
   * @param {string} message
   */
  #close(code, message) {
    this.#listeners.onState({ state: "closed", code, message });
  }

  /** @param {number} ms */
  #reconnectIn(ms) {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#socket.connect(), ms);
  }
}

/**
 * Says whether the server refused this page for its origin. It does so in HTTP, before Socket.IO: browsers send no `Origin`
 * with the page's own GET requests, so the page loads and its first POST is refused. A proxy may answer 403 for other reasons.
 *
 * @param {ConnectError} error
 */
function isForOrigin({ description, context }) {
  if (description !== FORBIDDEN) return false;
  const { responseText } = /** @type {{responseText?: unknown}} */ (context ?? {});
  return String(responseText).startsWith(ProblemCode.BAD_ORIGIN);
}
