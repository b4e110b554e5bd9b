import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { ApiProblem } from "../../../../static/js/media/api/problem.js";
import { upload } from "../../../../static/js/media/api/upload.js";

/** A request that the test answers; `made` holds all of them. */
class FakeRequest extends EventTarget {
  static made = [];
  calls = [];
  upload = new EventTarget();
  status = 0;
  response = new Blob();

  constructor() {
    super();
    FakeRequest.made.push(this);
  }

  open(method, url) {
    this.calls.push(`open ${method} ${url}`);
  }

  send(body) {
    this.calls.push(`send ${body.get("file")}`);
  }

  abort() {
    this.calls.push("abort");
    this.end("abort");
  }

  end(how) {
    this.dispatchEvent(new Event(how));
    this.dispatchEvent(new Event("loadend"));
  }

  answer(status, response) {
    Object.assign(this, { status, response });
    this.end("load");
  }
}

const browsers = globalThis.XMLHttpRequest;
beforeEach(() => Object.assign(globalThis, { XMLHttpRequest: FakeRequest }));
afterEach(() => {
  Object.assign(globalThis, { XMLHttpRequest: browsers });
  FakeRequest.made = [];
});

function start(controller = new AbortController()) {
  const body = new FormData();
  body.append("file", "abc");
  const ended = upload({ url: "/api", body, onSent: () => {}, signal: controller.signal });
  return { ended, controller, request: FakeRequest.made[0] };
}

test("a file that nobody wants any more is not sent at all", async () => {
  const controller = new AbortController();
  controller.abort();
  const { ended, request } = start(controller);
  await assert.rejects(ended, { name: "AbortError" });
  assert.deepEqual(request?.calls ?? [], []);
});

test("a file is sent, and the answer's body comes back", async () => {
  const { ended, request } = start();
  request.answer(200, new Blob(["yes"]));
  assert.deepEqual([await (await ended).text(), request.calls], ["yes", ["open POST /api", "send abc"]]);
});

test("given up on the way, the sending ends", async () => {
  const { ended, controller, request } = start();
  controller.abort();
  await assert.rejects(ended, { name: "AbortError" });
  assert.equal(request.calls.at(-1), "abort");
});

test("nobody there, and a refusal", async () => {
  const lost = start();
  lost.request.end("error");
  await assert.rejects(lost.ended, (error) => error instanceof ApiProblem && error.isOffline);
  FakeRequest.made = [];
  const refused = start();
  refused.request.answer(415, new Blob(['{"title": "Not a picture"}']));
  await assert.rejects(refused.ended, (error) => error instanceof ApiProblem && error.problem.title === "Not a picture");
});

test("a refusal whose body cannot be read has no reason", async () => {
  const { ended, request } = start();
  const broken = Object.assign(new Blob(), { text: async () => Promise.reject(new DOMException("", "NotReadableError")) });
  request.answer(500, broken);
  await assert.rejects(ended, (error) => error instanceof ApiProblem && error.problem.status === 500);
});
