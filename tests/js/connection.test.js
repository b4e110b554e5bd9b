import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../../static/js/connection.js";
import { SERVER_GONE } from "../../static/js/link_state.js";
import { ProblemCode, WIRE_VERSION } from "../../static/js/wire.js";

const GOODBYE = { seq: null, code: ProblemCode.SERVER_STOPPING, message: "Bye." };
const WELCOME = { v: WIRE_VERSION };

/** A connection over a socket that the test plays; `links` holds what the page was told. */
function fakeConnection() {
  const handlers = new Map();
  const links = [];
  const socket = { connected: false, on: (name, handler) => handlers.set(name, handler) };
  const ignore = () => {};
  const listeners = { onWelcome: ignore, onPose: ignore, onDropped: ignore, onProblem: ignore };
  new Connection(() => socket, { ...listeners, onLink: ({ code }) => links.push(code) });
  return { links, play: (name, what) => handlers.get(name)(what) };
}

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

test("a problem with one frame is no goodbye", () => {
  const { links, play } = fakeConnection();
  play("problem", { seq: 3, code: ProblemCode.BROKEN_JPEG, message: "" });
  play("problem", { seq: null, code: ProblemCode.BAD_MESSAGE, message: "" });
  play("disconnect", "transport close");
  assert.deepEqual(links, [SERVER_GONE]);
});

test("a refusal is told as what it is", () => {
  const { links, play } = fakeConnection();
  play("connect_error", Object.assign(new Error(), { data: { code: ProblemCode.WRONG_VERSION, message: "" } }));
  assert.deepEqual(links, [ProblemCode.WRONG_VERSION]);
});
