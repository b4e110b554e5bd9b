// Generated from webapp/protocol/wire.py and webapp/pose/body.py by `python -m webapp.codegen.browser_wire`. Do not edit.

/** @typedef {"left" | "right" | "middle"} Side */

/** The version that both ends must speak. */
export const WIRE_VERSION = 1;

export const Event = Object.freeze({
  WELCOME: "welcome",
  FRAME: "frame",
  POSE: "pose",
  DROPPED: "dropped",
  PROBLEM: "problem",
  SETTINGS: "settings",
  ROOM: "room",
  PICTURE: "picture",
  SHARE: "share",
  STATE: "state",
  RENEW: "renew",
  TAKE_BACK: "take_back",
});

export const DropReason = Object.freeze({
  NEWER_FRAME: "newer-frame",
  RATE: "rate",
  OVERLOAD: "overload",
});

export const ProblemCode = Object.freeze({
  BAD_MESSAGE: "bad-message",
  STALE_SEQ: "stale-seq",
  FRAME_EMPTY: "frame-empty",
  FRAME_TOO_LARGE: "frame-too-large",
  FRAME_TOO_MANY_PIXELS: "frame-too-many-pixels",
  FRAME_TOO_COSTLY: "frame-too-costly",
  NOT_A_JPEG: "not-a-jpeg",
  BROKEN_JPEG: "broken-jpeg",
  BAD_SETTINGS: "bad-settings",
  MODEL_UNAVAILABLE: "model-unavailable",
  WORKER_LOST: "worker-lost",
  WORKER_HUNG: "worker-hung",
  BREAKS_WORKERS: "breaks-workers",
  SERVER_FULL: "server-full",
  SERVER_STOPPING: "server-stopping",
  WRONG_VERSION: "wrong-version",
  BAD_AUTH: "bad-auth",
  BAD_ORIGIN: "bad-origin",
  NO_SUCH_ROOM: "no-such-room",
  NO_DESKTOP: "no-desktop",
  TOO_MANY_TRIES: "too-many-tries",
  NOT_ALLOWED: "not-allowed",
  LINK_ENDED: "link-ended",
  TOO_MANY_MESSAGES: "too-many-messages",
  TOO_SLOW: "too-slow",
  INTERNAL: "internal",
});

/** What a client does about a problem that refuses or ends its connection. @type {Readonly<Record<string, ConnectionProblem>>} */
export const CONNECTION_PROBLEMS = Object.freeze({
  "wrong-version": {"final": true, "ends_connection": false, "ends_session": false, "ask_again_ms": null},
  "bad-auth": {"final": true, "ends_connection": false, "ends_session": false, "ask_again_ms": null},
  "bad-origin": {"final": true, "ends_connection": false, "ends_session": false, "ask_again_ms": null},
  "no-desktop": {"final": true, "ends_connection": false, "ends_session": false, "ask_again_ms": null},
  "no-such-room": {"final": true, "ends_connection": false, "ends_session": true, "ask_again_ms": null},
  "link-ended": {"final": true, "ends_connection": true, "ends_session": true, "ask_again_ms": null},
  "too-slow": {"final": true, "ends_connection": true, "ends_session": false, "ask_again_ms": null},
  "breaks-workers": {"final": true, "ends_connection": true, "ends_session": true, "ask_again_ms": null},
  "too-many-messages": {"final": false, "ends_connection": true, "ends_session": false, "ask_again_ms": 10000},
  "server-full": {"final": false, "ends_connection": false, "ends_session": false, "ask_again_ms": 10000},
  "too-many-tries": {"final": false, "ends_connection": false, "ends_session": false, "ask_again_ms": 60000},
  "server-stopping": {"final": false, "ends_connection": true, "ends_session": false, "ask_again_ms": 1500},
});

/** When to ask again after a refusal that is in no table. */
export const ASK_AGAIN_MS = 10000;

/** Row i of every landmark array is LANDMARK_NAMES[i]. */
export const LANDMARK_NAMES = [
  "nose",
  "left_eye_inner",
  "left_eye",
  "left_eye_outer",
  "right_eye_inner",
  "right_eye",
  "right_eye_outer",
  "left_ear",
  "right_ear",
  "mouth_left",
  "mouth_right",
  "left_shoulder",
  "right_shoulder",
  "left_elbow",
  "right_elbow",
  "left_wrist",
  "right_wrist",
  "left_pinky",
  "right_pinky",
  "left_index",
  "right_index",
  "left_thumb",
  "right_thumb",
  "left_hip",
  "right_hip",
  "left_knee",
  "right_knee",
  "left_ankle",
  "right_ankle",
  "left_heel",
  "right_heel",
  "left_foot_index",
  "right_foot_index"
];

/** The person's own side of each landmark. @type {Side[]} */
export const LANDMARK_SIDES = [
  "middle",
  "left",
  "left",
  "left",
  "right",
  "right",
  "right",
  "left",
  "right",
  "left",
  "right",
  "left",
  "right",
  "left",
  "right",
  "left",
  "right",
  "left",
  "right",
  "left",
  "right",
  "left",
  "right",
  "left",
  "right",
  "left",
  "right",
  "left",
  "right",
  "left",
  "right",
  "left",
  "right"
];

/** Pairs of landmark rows. @type {[number, number][]} */
export const EDGES = [
  [0, 1],
  [0, 4],
  [9, 10],
  [11, 12],
  [23, 24],
  [1, 2],
  [2, 3],
  [3, 7],
  [11, 13],
  [13, 15],
  [15, 17],
  [15, 19],
  [15, 21],
  [17, 19],
  [11, 23],
  [23, 25],
  [25, 27],
  [27, 29],
  [29, 31],
  [27, 31],
  [4, 5],
  [5, 6],
  [6, 8],
  [12, 14],
  [14, 16],
  [16, 18],
  [16, 20],
  [16, 22],
  [18, 20],
  [12, 24],
  [24, 26],
  [26, 28],
  [28, 30],
  [30, 32],
  [28, 32]
];

/** The person's own side of each edge. @type {Side[]} */
export const EDGE_SIDES = [
  "left",
  "right",
  "middle",
  "middle",
  "middle",
  "left",
  "left",
  "left",
  "left",
  "left",
  "left",
  "left",
  "left",
  "left",
  "left",
  "left",
  "left",
  "left",
  "left",
  "left",
  "right",
  "right",
  "right",
  "right",
  "right",
  "right",
  "right",
  "right",
  "right",
  "right",
  "right",
  "right",
  "right",
  "right",
  "right"
];

/**
 * @typedef {object} ConnectionProblem
 * @property {boolean} final
 * @property {boolean} ends_connection
 * @property {boolean} ends_session
 * @property {number | null} ask_again_ms
 */

/**
 * @typedef {object} Auth
 * @property {number} v
 * @property {"camera" | "viewer"} role
 * @property {string} [room]
 * @property {string} [token]
 * @property {string} [resume]
 * @property {string} [name]
 */

/**
 * @typedef {object} Limits
 * @property {number} frame_bytes
 * @property {number} frame_pixels
 * @property {number} fps
 * @property {number} away_s how long the place of a lost connection is kept
 */

/**
 * @typedef {object} Settings
 * @property {string} [model]
 * @property {boolean} [smoothing]
 * @property {number} [min_detection]
 * @property {number} [min_presence]
 * @property {number} [min_tracking]
 * @property {number} [people]
 */

/**
 * @typedef {object} Links
 * @property {string} watch
 * @property {string} camera
 */

/**
 * @typedef {object} Welcome
 * @property {number} v
 * @property {string} session
 * @property {string} room
 * @property {"camera" | "viewer"} role
 * @property {Limits} limits
 * @property {string[]} models
 * @property {Settings} settings
 * @property {boolean} owner
 * @property {string} resume private: resumes the session after a lost connection
 * @property {number} last_seq of the newest frame accepted, -1 before the first; the next must be greater
 * @property {Links} [links] the owner's alone
 */

/**
 * @typedef {object} Frame
 * @property {number} seq rises with every frame
 * @property {number} t the camera's clock in milliseconds
 * @property {ArrayBuffer} jpeg
 */

/**
 * @typedef {object} Person
 * @property {number} id
 * @property {number} score
 * @property {ArrayBuffer} image float32 [33][4]
 * @property {ArrayBuffer} world float32 [33][3]
 */

/**
 * @typedef {object} Milliseconds
 * @property {number} queue
 * @property {number} decode
 * @property {number} detect
 * @property {number} landmarks
 * @property {number} total
 */

/**
 * @typedef {object} Pose
 * @property {number} seq
 * @property {number} t
 * @property {[number, number]} size
 * @property {Person[]} people
 * @property {Milliseconds} ms
 */

/**
 * @typedef {object} Dropped
 * @property {number} seq
 * @property {string} reason
 * @property {number} [retry_ms]
 */

/**
 * @typedef {object} Problem
 * @property {number | null} seq
 * @property {string} code
 * @property {string} message
 */

/**
 * @typedef {object} SettingsAnswer
 * @property {boolean} ok
 * @property {Settings} [settings]
 * @property {Problem} [problem]
 */

/**
 * @typedef {object} CameraState
 * @property {boolean} paused
 * @property {number | null} battery
 * @property {boolean | null} charging
 */

/**
 * @typedef {object} Room
 * @property {"none" | "here" | "away" | "paused"} camera
 * @property {string} camera_name
 * @property {CameraState | null} camera_state
 * @property {number | null} camera_delay_ms ms.total of its last pose
 * @property {boolean} is_camera whether the client that gets this is the camera
 * @property {number} viewers
 * @property {boolean} video
 * @property {[number, number] | null} size of its last frame
 */

/**
 * @typedef {object} Picture
 * @property {number} seq
 * @property {number} t
 * @property {ArrayBuffer} jpeg
 */

/**
 * @typedef {object} Share
 * @property {boolean} [video]
 */

/**
 * @typedef {object} State
 * @property {boolean} paused
 * @property {string} [name]
 * @property {number | null} [battery]
 * @property {boolean | null} [charging]
 */

/**
 * @typedef {object} Acknowledgement
 * @property {boolean} ok
 * @property {Problem} [problem]
 */

/**
 * @typedef {object} RenewAnswer
 * @property {boolean} ok
 * @property {Links} [links]
 * @property {Problem} [problem]
 */
