import { ClockPlayer } from "../player/clock_player.js";
import { readPoses } from "../poses/pose_reader.js";

/**
 * @typedef {import("../items/items.js").Item} Item
 * @typedef {import("../poses/pose_table.js").PoseTable} PoseTable
 * @typedef {import("../items/result_text.js").Background} Background
 * @typedef {import("../player/video_player.js").Player} Player
 */

/**
 * @typedef {object} Result of a file, ready to be shown
 * @property {Item} item
 * @property {PoseTable} table
 * @property {Background} background
 * @property {ImageBitmap | null} bitmap of a picture
 * @property {Player | null} player of a video
 */

/** Videos whose poses stay in memory, because people switch between two or three. */
const MOST_TABLES = 3;
const ANNOTATED = "annotated.mp4";
const POSES = "poses.json";

/** Loads results: the poses, and the best background that this browser can show. */
export class ResultLoader {
  #api;
  #player;
  #events;
  /** @type {Map<number, PoseTable>} of videos, the newest last */
  #tables = new Map();
  /** @type {string | null} */
  #objectUrl = null;

  /**
   * @param {import("../api/client.js").Api} api
   * @param {import("../player/video_player.js").VideoPlayer} player
   * @param {import("../player/video_player.js").PlayerEvents} events
   */
  constructor(api, player, events) {
    this.#api = api;
    this.#player = player;
    this.#events = events;
  }

  /**
   * @param {Item} item
   * @param {AbortSignal} signal
   * @returns {Promise<Result>}
   * @throws {import("../api/problem.js").ApiProblem}
   * @throws {SyntaxError} when the server's answer is not a pose document
   */
  async load(item, signal) {
    this.close();
    return item.kind === "picture" ? this.#picture(item, signal) : this.#video(item, signal);
  }

  close() {
    this.#player.close();
    if (this.#objectUrl) URL.revokeObjectURL(this.#objectUrl);
    this.#objectUrl = null;
  }

  /** Forgets the poses of a video. @param {number} id */
  forget(id) {
    this.#tables.delete(id);
  }

  /**
   * @param {Item} item
   * @param {AbortSignal} signal
   * @returns {Promise<Result>}
   */
  async #picture(item, signal) {
    const table = await readPoses(new Blob([item.document ?? ""]).stream());
    const original = item.file && (await bitmapOf(item.file));
    if (original) return { item, table, background: "original", bitmap: original, player: null };
    const annotated = item.file && (await this.#annotated(item, item.file, signal));
    return { item, table, background: annotated ? "annotated" : "none", bitmap: annotated, player: null };
  }

  /**
   * @param {Item} item
   * @param {File} file
   * @param {AbortSignal} signal
   */
  async #annotated(item, file, signal) {
    const answer = await this.#api.picture(file, item.options, "jpeg", { signal, onSent: () => {} }).catch(() => null);
    return answer && bitmapOf(answer);
  }

  /**
   * @param {Item} item
   * @param {AbortSignal} signal
   * @returns {Promise<Result>}
   */
  async #video(item, signal) {
    const table = this.#tables.get(item.id) ?? (await this.#table(item, signal));
    this.#remember(item.id, table);
    const background = await this.#openVideo(item, signal);
    const player = background === "none" ? new ClockPlayer(table.duration, this.#events) : this.#player;
    return { item, table, background, bitmap: null, player };
  }

  /**
   * @param {Item} item
   * @param {AbortSignal} signal
   * @returns {Promise<Background>}
   */
  async #openVideo({ file, progress }, signal) {
    if (file) {
      this.#objectUrl = URL.createObjectURL(file);
      if (await this.#player.open(this.#objectUrl, signal)) return "original";
    }
    signal.throwIfAborted();
    const annotated = progress.job?.results.find((result) => result.name === ANNOTATED);
    return annotated && (await this.#player.open(annotated.url, signal)) ? "annotated" : "none";
  }

  /**
   * @param {Item} item
   * @param {AbortSignal} signal
   */
  async #table({ progress }, signal) {
    const poses = progress.job?.results.find((result) => result.name === POSES);
    if (!poses) throw new SyntaxError("The server has no poses of this video.");
    return readPoses(await this.#api.stream(poses.url, signal));
  }

  /**
   * @param {number} id
   * @param {PoseTable} table
   */
  #remember(id, table) {
    this.#tables.delete(id);
    this.#tables.set(id, table);
    const oldest = this.#tables.keys().next().value;
    if (this.#tables.size > MOST_TABLES && oldest !== undefined) this.#tables.delete(oldest);
  }
}

/** @param {Blob} file @returns {Promise<ImageBitmap | null>} null where this browser cannot read it */
async function bitmapOf(file) {
  return createImageBitmap(file).catch(() => null);
}
