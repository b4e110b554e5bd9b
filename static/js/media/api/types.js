/**
 * The part of the HTTP API, version 1, that this page uses.
 *
 * @typedef {"json" | "png" | "jpeg" | "csv" | "csv-wide" | "npz" | "openpose" | "openpose-coco18"} PictureFormat
 */

/**
 * @typedef {object} Options
 * @property {string} model
 * @property {number} people
 * @property {"none" | "live" | "offline"} smoothing of videos
 * @property {number} minVisibility 0..1; points below it are not drawn
 */

/** @typedef {{name: string, media_type: string, bytes: number, url: string}} JobResult */

/**
 * @typedef {object} Job
 * @property {string} id
 * @property {"queued" | "running" | "done" | "failed" | "cancelled"} state
 * @property {number | null} progress 0..1
 * @property {number} frames_done
 * @property {number | null} frames_total
 * @property {number | null} frames_a_second
 * @property {number | null} seconds_left
 * @property {string | null} expires RFC 3339
 * @property {Partial<import("./problem.js").Problem> | null} problem
 * @property {string | null} note what the results lack
 * @property {readonly JobResult[]} results
 */

/** @typedef {{name: string, title: string, url: string, credit: string}} Sample */

export {};
