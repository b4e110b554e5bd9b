/** What pictures come from. Each kind has its own file: camera.js, video_file.js, picture_file.js. */

/** @typedef {"camera" | "video" | "picture"} SourceKind */
/** @typedef {"front" | "rear" | "file"} Facing decides only whether the view is mirrored at first */

/**
 * @typedef {object} Source
 * @property {SourceKind} kind
 * @property {string} label for a person: the camera's or the file's name
 * @property {Facing} facing
 * @property {(onFrame: (t: number) => void) => void} start begins to tick, once for every new picture
 * @property {() => Promise<import("./shot.js").Shot>} take a copy of the picture as it is now
 * @property {() => void} stop ends it for good and lets the device go
 */

/** Something that a person can put right; messages.js has the words for each code. */
export class SourceError extends Error {
  /**
   * @param {string} code a key of MESSAGES
   * @param {unknown} [cause]
   */
  constructor(code, cause) {
    super(code, { cause });
    this.name = "SourceError";
    this.code = code;
  }
}
