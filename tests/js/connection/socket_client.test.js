import assert from "node:assert/strict";
import { test } from "node:test";
import { SocketClient } from "../../../static/js/connection/socket_client.js";
import { SERVER_GONE } from "../../../static/js/connection/connection_state.js";
import { ProblemCode, WIRE_VERSION } from "../../../static/js/protocol/wire.js";

const STOPPING = { seq: null, code: ProblemCode.SERVER_STOPPING, message: "Bye." };
const WELCOME = { v: WIRE_VERSION };

/** A connection over a socket that the test plays; `codes` are those of the states that the page was told, `calls` what the socket was asked for. */
function fakeConnection({ forgets = [] } = {}) {
  const handlers = new Map();
  const codes = [];
  const calls = [];
  const socket = {
    connected: false,
    on: (name, handler) => handlers.set(name, handler),
    connect: () => calls.push("connect") && socket,
    disconnect: () => calls.push("disconnect") && socket,
  };
  const credentials = {
    auth: () => ({}),
    welcomed: () => calls.push("welcomed"),
    refused: (code) => forgets.splice(0).includes(code),
    forgetSession: () => calls.push("forgetSession"),
  };
  const ignore = () => {};
  const listeners = { onWelcome: ignore, onRoom: ignore, onPose: ignore, onDropped: ignore, onProblem: ignore };
  const connection = new SocketClient(() => socket, credentials, { ...listeners, onState: ({ code }) => codes.push(code) });
  return { connection, codes, calls, play: (name, what) => handlers.get(name)(what) };
}

const refusal = (code) => Object.assign(new Error(), { data: { code, message: "" } });

test("a server that is killed does not answer", () => {
  const { codes, play } = fakeConnection();
  play("welcome", WELCOME);
  play("disconnect", "transport close");
  play("connect_error", new Error("refused"));
  assert.deepEqual(codes, [null, SERVER_GONE, SERVER_GONE]);
});

test("the reason for a closed connection is kept through failed tries, until the next welcome", () => {
  const { codes, play } = fakeConnection();
  play("welcome", WELCOME);
  play("problem", STOPPING);
  play("disconnect", "transport close");
  play("connect_error", new Error("refused"));
  play("connect_error", new Error("refused"));
  assert.deepEqual(codes.slice(1), Array(3).fill(ProblemCode.SERVER_STOPPING));
  play("welcome", WELCOME);
  play("disconnect", "transport close");
  assert.deepEqual(codes.slice(4), [null, SERVER_GONE]);
});

test("a refusal by a stopping server is kept, too", () => {
  const { codes, play } = fakeConnection();
  play("welcome", WELCOME);
  play("disconnect", "transport close");
  play("connect_error", refusal(ProblemCode.SERVER_STOPPING));
  play("connect_error", new Error("refused"));
  assert.deepEqual(codes, [null, SERVER_GONE, ProblemCode.SERVER_STOPPING, ProblemCode.SERVER_STOPPING]);
});

test("a problem with one frame is not a reason for a closed connection", () => {
  const { codes, play } = fakeConnection();
  play("problem", { seq: 3, code: ProblemCode.BROKEN_JPEG, message: "" });
  play("problem", { seq: null, code: ProblemCode.BAD_MESSAGE, message: "" });
  play("disconnect", "transport close");
  assert.deepEqual(codes, [SERVER_GONE]);
});

test("a refusal is reported with its code", () => {
  const { codes, play } = fakeConnection();
  play("connect_error", refusal(ProblemCode.WRONG_VERSION));
  assert.deepEqual(codes, [ProblemCode.WRONG_VERSION]);
});

/** As Engine.IO reports a request that the server answered with another status than 200. */
const failedPost = (status, responseText) => Object.assign(new Error("xhr post error"), { description: status, context: { responseText } });

test("a page of an origin that the server does not know stops asking", () => {
  const { codes, calls, play } = fakeConnection();
  play("connect_error", failedPost(403, "bad-origin: a page of another site wanted to use this Posecast server."));
  assert.deepEqual([codes, calls], [[ProblemCode.BAD_ORIGIN], ["disconnect"]]);
});

test("a proxy's own 403, and another failure, are a server that does not answer", () => {
  const { codes, calls, play } = fakeConnection();
  play("connect_error", failedPost(403, "<html>Forbidden</html>"));
  play("connect_error", failedPost(400, "bad-origin"));
  play("connect_error", Object.assign(new Error("timeout"), { description: 403 }));
  assert.deepEqual([codes, calls], [Array(3).fill(SERVER_GONE), []]);
});

test("an ended link is reported, its session forgotten, and not tried again", () => {
  const { codes, calls, play } = fakeConnection();
  play("welcome", WELCOME);
  play("problem", { seq: null, code: ProblemCode.LINK_ENDED, message: "" });
  play("disconnect", "io server disconnect");
  assert.deepEqual(codes, [null, ProblemCode.LINK_ENDED]);
  assert.deepEqual(calls, ["welcomed", "forgetSession", "disconnect"]);
});

test("a client that was too slow connects again only when a person asks for it", () => {
  const { connection, codes, calls, play } = fakeConnection();
  play("welcome", WELCOME);
  play("problem", { seq: null, code: ProblemCode.TOO_SLOW, message: "" });
  play("disconnect", "transport close");
  assert.deepEqual(codes.slice(1), [ProblemCode.TOO_SLOW]);
  assert.deepEqual(calls.slice(1), ["disconnect"]);
  connection.connectNow();
  play("disconnect", "transport close");
  assert.deepEqual(codes.slice(2), [null, SERVER_GONE]);
});

test("an expired resume token costs one more request, which is not reported", () => {
  const { codes, calls, play } = fakeConnection({ forgets: [ProblemCode.NO_SUCH_ROOM] });
  play("connect_error", refusal(ProblemCode.NO_SUCH_ROOM));
  assert.deepEqual([codes, calls], [[], ["connect"]]);
  play("connect_error", refusal(ProblemCode.NO_SUCH_ROOM));
  assert.deepEqual([codes, calls], [[ProblemCode.NO_SUCH_ROOM], ["connect"]]);
});

test("reconnect closes even a connection that looks alive", () => {
  const { connection, calls } = fakeConnection();
  connection.reconnect();
  assert.deepEqual(calls, ["disconnect", "connect"]);
});
