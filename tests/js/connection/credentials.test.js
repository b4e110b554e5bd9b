import assert from "node:assert/strict";
import { test } from "node:test";
import { Admission } from "../../../static/js/connection/credentials.js";
import { ResumeMemory } from "../../../static/js/storage/resume_token.js";
import { ProblemCode, WIRE_VERSION } from "../../../static/js/protocol/wire.js";
import { fakeStorage } from "../storage/storage_fake.js";

const WATCH = { kind: "watch", room: "r", token: "t" };
const CAMERA = { kind: "camera", room: "r", token: "t" };

function admission(link, more = {}) {
  return new Admission({ link, memory: new ResumeMemory(fakeStorage(), "#x"), ...more });
}

test("an owner comes with nothing, a guest with the link's room and token", () => {
  assert.deepEqual(admission(null).auth(), { v: WIRE_VERSION, role: "camera" });
  assert.deepEqual(admission(WATCH).auth(), { v: WIRE_VERSION, role: "viewer", room: "r", token: "t" });
  const phone = admission(CAMERA, { name: "iPhone" }).auth();
  assert.deepEqual(phone, { v: WIRE_VERSION, role: "camera", room: "r", token: "t", name: "iPhone" });
});

test("whoever was welcomed comes back with the newest resume token, and no other secret", () => {
  const guest = admission(WATCH);
  guest.welcomed({ room: "r", resume: "one" });
  guest.welcomed({ room: "r", resume: "two" });
  assert.deepEqual(guest.auth(), { v: WIRE_VERSION, role: "viewer", room: "r", resume: "two" });
});

test("a token that is known no more is dropped once, for the link", () => {
  const guest = admission(WATCH);
  guest.welcomed({ room: "r", resume: "old" });
  guest.auth();
  assert.ok(guest.refused(ProblemCode.NO_SUCH_ROOM));
  assert.equal(guest.auth().token, "t");
  assert.ok(!guest.refused(ProblemCode.NO_SUCH_ROOM));
});

test("a phone that was away for too long comes in by its link, but not by itself", () => {
  const phone = admission(CAMERA, { staysOut: true });
  phone.welcomed({ room: "r", resume: "old" });
  phone.auth();
  assert.ok(!phone.refused(ProblemCode.NO_SUCH_ROOM));
  assert.equal(phone.auth().token, "t");
});

test("an owner whose room is gone gets a new one", () => {
  const owner = admission(null);
  owner.welcomed({ room: "gone", resume: "old" });
  owner.auth();
  assert.ok(owner.refused(ProblemCode.NO_SUCH_ROOM));
  assert.deepEqual(owner.auth(), { v: WIRE_VERSION, role: "camera" });
});

test("other refusals keep the token: a full server may have a place later", () => {
  const owner = admission(null);
  owner.welcomed({ room: "r", resume: "kept" });
  owner.auth();
  assert.ok(!owner.refused(ProblemCode.SERVER_FULL));
  assert.equal(owner.auth().resume, "kept");
});

test("after an ended link nothing leads back but the link itself", () => {
  const guest = admission(CAMERA);
  guest.welcomed({ room: "r", resume: "old" });
  guest.ended();
  assert.equal(guest.auth().resume, undefined);
});
