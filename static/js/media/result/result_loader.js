import { ClockPlayer } from "../player/clock_player.js";
import { readPoses } from "../poses/pose_reader.js";

/**
 * @typedef {import("../items/items.js").Item} Item
 * @typedef {import("../poses/pose_table.js").PoseTable} PoseTable
 * @typedef {import("../items/result_text.js").Ground} Ground
 * @typedef {import("../player/video_player.js").Player} Player
 */

/**
 * @typedef {object} Shown a result that is open
 * @property {Item} item
 * @property {PoseTable} table
 * @property {Ground} ground
 * @property {ImageBitmap | null} bitmap of a picture
 * @property {Player | null} player of a video
 */

/** Videos' poses that are kept: going back and forth between two or three is common. */
const MOST_TABLES = 3;
const ANNOTATED = "annotated.mp4";
const POSES = "poses.json";

/** Brings together what a result is shown with: its poses, and the best picture of it that this browser can show. */
export class ResultMedia {
  #api;
  #player;
  #events;
  /** @type {Map<number, PoseTable>} of videos, the newest last */
  #tables = new Map();
  /** @type {string | null} */
  #address = null;

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
   * @returns {Promise<Shown>}
   * @throws {import("../api/problem.js").ApiProblem}
   * @throws {SyntaxError} when the server's answer is no pose document
   */
  async open(item, signal) {
    this.close();
    return item.kind === "picture" ? this.#picture(item, signal) : this.#video(item, signal);
  }

  close() {
    this.#player.close();
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#address = null;
  }

  /** @param {number} id of an item that is gone */
  forget(id) {
    this.#tables.delete(id);
  }

  /** Can an item's poses be shown without asking the server? @param {number} id */
  knows(id) {
    return this.#tables.has(id);
  }

  /**
   * @param {Item} item
   * @param {AbortSignal} signal
   * @returns {Promise<Shown>}
   */
  async #picture(item, signal) {
    const table = await readPoses(new Blob([item.document ?? ""]).stream());
    const own = item.file && (await bitmapOf(item.file));
    if (own) return { item, table, ground: "original", bitmap: own, player: null };
    const drawn = item.file && (await this.#drawn(item, item.file, signal));
    return { item, table, ground: drawn ? "annotated" : "ground", bitmap: drawn, player: null };
  }

  /**
   * @param {Item} item
   * @param {File} file
   * @param {AbortSignal} signal
   */
  async #drawn(item, file, signal) {
    const answer = await this.#api.picture(file, item.options, "jpeg", { signal, onSent: () => {} }).catch(() => null);
    return answer && bitmapOf(answer);
  }

  /**
   * @param {Item} item
   * @param {AbortSignal} signal
   * @returns {Promise<Shown>}
   */
  async #video(item, signal) {
    const table = this.#tables.get(item.id) ?? (await this.#table(item, signal));
    this.#remember(item.id, table);
    const ground = await this.#play(item, signal);
    const player = ground === "ground" ? new ClockPlayer(table.duration, this.#events) : this.#player;
    return { item, table, ground, bitmap: null, player };
  }

  /**
   * @param {Item} item
   * @param {AbortSignal} signal
   * @returns {Promise<Ground>}
   */
  async #play({ file, progress }, signal) {
    if (file) {
      this.#address = URL.createObjectURL(file);
      if (await this.#player.open(this.#address, signal)) return "original";
    }
    signal.throwIfAborted();
    const annotated = progress.job?.results.find((result) => result.name === ANNOTATED);
    return annotated && (await this.#player.open(annotated.url, signal)) ? "annotated" : "ground";
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
