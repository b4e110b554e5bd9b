import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../../../static/js/connection/socket_client.js";
import { SERVER_GONE } from "../../../static/js/connection/link_state.js";
import { ProblemCode, WIRE_VERSION } from "../../../static/js/protocol/wire.js";

const GOODBYE = { seq: null, code: ProblemCode.SERVER_STOPPING, message: "Bye." };
const WELCOME = { v: WIRE_VERSION };

/** A connection over a socket that the test plays; `links` and `calls` hold what page and socket were told. */
function fakeConnection({ forgets = [] } = {}) {
  const handlers = new Map();
  const links = [];
  const calls = [];
  const socket = {
    connected: false,
    on: (name, handler) => handlers.set(name, handler),
    connect: () => calls.push("connect") && socket,
    disconnect: () => calls.push("disconnect") && socket,
  };
  const admission = {
    auth: () => ({}),
    welcomed: () => calls.push("welcomed"),
    refused: (code) => forgets.splice(0).includes(code),
    ended: () => calls.push("ended"),
  };
  const ignore = () => {};
  const listeners = { onWelcome: ignore, onRoom: ignore, onPose: ignore, onDropped: ignore, onProblem: ignore };
  const connection = new Connection(() => socket, admission, { ...listeners, onLink: ({ code }) => links.push(code) });
  return { connection, links, calls, play: (name, what) => handlers.get(name)(what) };
}

const refusal = (code) => Object.assign(new Error(), { data: { code, message: "" } });

test("a server that is killed does not answer", () => {
  const { links, play } = fakeConnection();
  play("welcome", WELCOME);
  play("disconnect", "transport close");
  play("connect_error", new Error("refused"));
  assert.deepEqual(links, [null, SERVER_GONE, SERVER_GONE]);
});

test("a goodbye is remembered through failing tries until a server says welcome", () => {
  const { links, play } = fakeConnection();
  play("welcome", WELCOME);
  play("problem", GOODBYE);
  play("disconnect", "transport close");
  play("connect_error", new Error("refused"));
  play("connect_error", new Error("refused"));
  assert.deepEqual(links.slice(1), Array(3).fill(ProblemCode.SERVER_STOPPING));
  play("welcome", WELCOME);
  play("disconnect", "transport close");
  assert.deepEqual(links.slice(4), [null, SERVER_GONE]);
});

test("who comes back while the server still stops has heard its goodbye, too", () => {
  const { links, play } = fakeConnection();
  play("welcome", WELCOME);
  play("disconnect", "transport close");
  play("connect_error", refusal(ProblemCode.SERVER_STOPPING));
  play("connect_error", new Error("refused"));
  assert.deepEqual(links, [null, SERVER_GONE, ProblemCode.SERVER_STOPPING, ProblemCode.SERVER_STOPPING]);
});

test("a problem with one frame is no goodbye", () => {
  const { links, play } = fakeConnection();
  play("problem", { seq: 3, code: ProblemCode.BROKEN_JPEG, message: "" });
  play("problem", { seq: null, code: ProblemCode.BAD_MESSAGE, message: "" });
  play("disconnect", "transport close");
  assert.deepEqual(links, [SERVER_GONE]);
});

test("a refusal is told as what it is", () => {
  const { links, play } = fakeConnection();
  play("connect_error", refusal(ProblemCode.WRONG_VERSION));
  assert.deepEqual(links, [ProblemCode.WRONG_VERSION]);
});

/** As Engine.IO tells of a request that the server answered, but not with 200. */
const failedPost = (status, responseText) => Object.assign(new Error("xhr post error"), { description: status, context: { responseText } });

test("a page of an origin that the server does not know is told so, and does not go on asking", () => {
  const { links, calls, play } = fakeConnection();
  play("connect_error", failedPost(403, "bad-origin: a page of another site wanted to use this Posecast server."));
  assert.deepEqual([links, calls], [[ProblemCode.BAD_ORIGIN], ["disconnect"]]);
});

test("a proxy's own 403, and another failure, are a server that does not answer", () => {
  const { links, calls, play } = fakeConnection();
  play("connect_error", failedPost(403, "<html>Forbidden</html>"));
  play("connect_error", failedPost(400, "bad-origin"));
  play("connect_error", Object.assign(new Error("timeout"), { description: 403 }));
  assert.deepEqual([links, calls], [Array(3).fill(SERVER_GONE), []]);
});

test("an ended link is told, forgotten, and not tried again", () => {
  const { links, calls, play } = fakeConnection();
  play("welcome", WELCOME);
  play("problem", { seq: null, code: ProblemCode.LINK_ENDED, message: "" });
  play("disconnect", "io server disconnect");
  assert.deepEqual(links, [null, ProblemCode.LINK_ENDED]);
  assert.deepEqual(calls, ["welcomed", "ended", "disconnect"]);
});

test("one who was too slow is not thrown into the same trouble again, unless they ask for it", () => {
  const { connection, links, calls, play } = fakeConnection();
  play("welcome", WELCOME);
  play("problem", { seq: null, code: ProblemCode.TOO_SLOW, message: "" });
  play("disconnect", "transport close");
  assert.deepEqual(links.slice(1), [ProblemCode.TOO_SLOW]);
  assert.deepEqual(calls.slice(1), ["disconnect"]);
  connection.tryNow();
  play("disconnect", "transport close");
  assert.deepEqual(links.slice(2), [null, SERVER_GONE]);
});

test("a forgotten resume token costs one more question, and nobody hears of it", () => {
  const { links, calls, play } = fakeConnection({ forgets: [ProblemCode.NO_SUCH_ROOM] });
  play("connect_error", refusal(ProblemCode.NO_SUCH_ROOM));
  assert.deepEqual([links, calls], [[], ["connect"]]);
  play("connect_error", refusal(ProblemCode.NO_SUCH_ROOM));
  assert.deepEqual([links, calls], [[ProblemCode.NO_SUCH_ROOM], ["connect"]]);
});

test("a new beginning leaves even a connection that looks alive", () => {
  const { connection, calls } = fakeConnection();
  connection.startAnew();
  assert.deepEqual(calls, ["disconnect", "connect"]);
});
