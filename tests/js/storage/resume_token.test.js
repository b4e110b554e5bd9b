import assert from "node:assert/strict";
import { test } from "node:test";
import { ResumeMemory } from "../../../static/js/storage/resume_token.js";
import { brokenStorage, fakeStorage } from "./storage_fake.js";

const WELCOME = { room: "r", resume: "secret" };
const LINK = "#camera=r.t";

test("a reload of the same link finds its session", () => {
  const storage = fakeStorage();
  new ResumeMemory(storage, LINK).keep(WELCOME);
  const { room, resume } = new ResumeMemory(storage, LINK).kept;
  assert.deepEqual({ room, resume }, WELCOME);
});

test("another link is another errand", () => {
  const storage = fakeStorage();
  new ResumeMemory(storage, LINK).keep(WELCOME);
  for (const other of ["", "#watch=r.t", "#camera=r.u"]) assert.equal(new ResumeMemory(storage, other).kept, null);
});

test("what was forgotten stays forgotten", () => {
  const storage = fakeStorage();
  const memory = new ResumeMemory(storage, LINK);
  memory.keep(WELCOME);
  memory.forget();
  assert.equal(memory.kept, null);
  assert.equal(new ResumeMemory(storage, LINK).kept, null);
});

test("without storage the session lasts as long as the page", () => {
  for (const storage of [null, brokenStorage()]) {
    const memory = new ResumeMemory(storage, LINK);
    memory.keep(WELCOME);
    assert.equal(memory.kept?.resume, "secret");
    memory.forget();
    assert.equal(memory.kept, null);
  }
});

test("what another version of the page left is not trusted", () => {
  for (const text of ["no json", "null", "7", "{}", JSON.stringify({ room: 1, resume: "s", link: LINK })]) {
    assert.equal(new ResumeMemory(fakeStorage({ "posecast.session": text }), LINK).kept, null, text);
  }
});
