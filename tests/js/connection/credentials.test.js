import assert from "node:assert/strict";
import { test } from "node:test";
import { Credentials } from "../../../static/js/connection/credentials.js";
import { ResumeTokenStore } from "../../../static/js/storage/resume_token.js";
import { ProblemCode, WIRE_VERSION } from "../../../static/js/protocol/wire.js";
import { fakeStorage } from "../storage/storage_fake.js";

const WATCH = { kind: "watch", room: "r", token: "t" };
const CAMERA = { kind: "camera", room: "r", token: "t" };

function credentials(link, more = {}) {
  return new Credentials({ link, resumeTokens: new ResumeTokenStore(fakeStorage(), "#x"), ...more });
}

test("an owner sends nothing, a guest the link's room and token", () => {
  assert.deepEqual(credentials(null).auth(), { v: WIRE_VERSION, role: "camera" });
  assert.deepEqual(credentials(WATCH).auth(), { v: WIRE_VERSION, role: "viewer", room: "r", token: "t" });
  const phone = credentials(CAMERA, { name: "iPhone" }).auth();
  assert.deepEqual(phone, { v: WIRE_VERSION, role: "camera", room: "r", token: "t", name: "iPhone" });
});

test("after a welcome, the newest resume token is sent, and no other secret", () => {
  const guest = credentials(WATCH);
  guest.welcomed({ room: "r", resume: "one" });
  guest.welcomed({ room: "r", resume: "two" });
  assert.deepEqual(guest.auth(), { v: WIRE_VERSION, role: "viewer", room: "r", resume: "two" });
});

test("an expired resume token is forgotten, and the link's token is tried once", () => {
  const guest = credentials(WATCH);
  guest.welcomed({ room: "r", resume: "old" });
  guest.auth();
  assert.ok(guest.refused(ProblemCode.NO_SUCH_ROOM));
  assert.equal(guest.auth().token, "t");
  assert.ok(!guest.refused(ProblemCode.NO_SUCH_ROOM));
});

test("a phone whose session has expired joins by its link, but only when a person asks for it", () => {
  const phone = credentials(CAMERA, { manualRejoin: true });
  phone.welcomed({ room: "r", resume: "old" });
  phone.auth();
  assert.ok(!phone.refused(ProblemCode.NO_SUCH_ROOM));
  assert.equal(phone.auth().token, "t");
});

test("an owner whose room is gone gets a new one", () => {
  const owner = credentials(null);
  owner.welcomed({ room: "gone", resume: "old" });
  owner.auth();
  assert.ok(owner.refused(ProblemCode.NO_SUCH_ROOM));
  assert.deepEqual(owner.auth(), { v: WIRE_VERSION, role: "camera" });
});

test("other refusals keep the token: a full server may have a place later", () => {
  const owner = credentials(null);
  owner.welcomed({ room: "r", resume: "kept" });
  owner.auth();
  assert.ok(!owner.refused(ProblemCode.SERVER_FULL));
  assert.equal(owner.auth().resume, "kept");
});

test("after the session was forgotten, only the link's token is sent", () => {
  const guest = credentials(CAMERA);
  guest.welcomed({ room: "r", resume: "old" });
  guest.forgetSession();
  assert.equal(guest.auth().resume, undefined);
});
