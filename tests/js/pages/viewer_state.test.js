import assert from "node:assert/strict";
import { test } from "node:test";
import { CONNECTING, OPEN, SERVER_GONE } from "../../../static/js/connection/connection_state.js";
import { afterConnection, firstViewerState, noticeOf, viewerStatusText } from "../../../static/js/pages/viewer_state.js";
import { ProblemCode } from "../../../static/js/protocol/wire.js";
import { DEFAULT_PREFERENCES } from "../../../static/js/storage/preferences.js";

const ROOM = { camera: "here" };
const FIRST = firstViewerState(DEFAULT_PREFERENCES);
const closed = (code) => ({ state: "closed", code, message: "" });

/** The state after these changes of the connection, in a room. */
function after(...connections) {
  return connections.reduce((state, connection) => ({ ...state, ...afterConnection(connection) }), { ...FIRST, room: ROOM });
}

test("a problem stays until a connection is open again", () => {
  assert.equal(after(OPEN, closed(SERVER_GONE), CONNECTING).problem, SERVER_GONE);
  assert.equal(after(closed(SERVER_GONE), OPEN).problem, null);
});

test("a lost connection keeps the room, an ended link does not", () => {
  assert.equal(after(closed(SERVER_GONE)).room, ROOM);
  assert.equal(after(closed(ProblemCode.LINK_ENDED)).room, null);
});

test("a notice is shown only while the connection is open and no pose comes", () => {
  assert.equal(noticeOf({ ...after(closed(SERVER_GONE)), lastPoseAt: 0 }, 60_000), null);
  assert.equal(noticeOf({ ...after(OPEN), lastPoseAt: 1000 }, 1001), null);
  assert.notEqual(noticeOf({ ...after(OPEN), lastPoseAt: 0 }, 60_000), null);
});

test("the status line tells a problem that lasts from one that passes", () => {
  const lasting = viewerStatusText(after(closed(ProblemCode.LINK_ENDED)), null, 0);
  const passing = viewerStatusText(after(closed(SERVER_GONE)), null, 0);
  assert.ok(lasting.trouble && passing.trouble);
  assert.notEqual(lasting.tip, passing.tip);
  assert.equal(viewerStatusText(after(OPEN), null, 1).who, "1 person");
  assert.equal(viewerStatusText(after(OPEN), { title: "No camera yet", text: "" }, 0).who, "No camera yet");
});
