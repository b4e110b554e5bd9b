import assert from "node:assert/strict";
import { test } from "node:test";
import { ResumeMemory } from "../../static/js/resume_memory.js";
import { brokenStorage, fakeStorage } from "./storage_fake.js";

const WELCOME = { room: "r", resume: "secret" };
const LINK = "#camera=r.t";

test("a reload of the same link finds its session", () => {
  const storage = fakeStorage();
  new ResumeMemory(storage, LINK).keep(WELCOME, 1000);
  const { room, resume } = new ResumeMemory(storage, LINK).kept;
  assert.deepEqual({ room, resume }, WELCOME);
});

test("another link is another errand", () => {
  const storage = fakeStorage();
  new ResumeMemory(storage, LINK).keep(WELCOME, 1000);
  for (const other of ["", "#watch=r.t", "#camera=r.u"]) assert.equal(new ResumeMemory(storage, other).kept, null);
});

test("seq and t go on rising through reloads, and start at nothing in a new session", () => {
  const storage = fakeStorage();
  const first = new ResumeMemory(storage, LINK);
  assert.deepEqual(first.after(50_000), { seq: 0, t: 0 });
  first.keep(WELCOME, 50_000);
  const second = new ResumeMemory(storage, LINK);
  const afterFirst = second.after(58_000);
  assert.equal(afterFirst.t, 8000);
  second.keep({ ...WELCOME, resume: "next" }, 58_000);
  const afterSecond = new ResumeMemory(storage, LINK).after(60_500);
  assert.equal(afterSecond.t, 10_500);
  assert.ok(afterFirst.seq >= 1_000_000 && afterSecond.seq - afterFirst.seq >= 1_000_000);
});

test("a clock that was set back does not count backwards", () => {
  const storage = fakeStorage();
  new ResumeMemory(storage, LINK).keep(WELCOME, 50_000);
  assert.equal(new ResumeMemory(storage, LINK).after(40_000).t, 0);
});

test("what was forgotten stays forgotten", () => {
  const storage = fakeStorage();
  const memory = new ResumeMemory(storage, LINK);
  memory.keep(WELCOME, 0);
  memory.forget();
  assert.equal(memory.kept, null);
  assert.equal(new ResumeMemory(storage, LINK).kept, null);
});

test("without storage the session lasts as long as the page", () => {
  for (const storage of [null, brokenStorage()]) {
    const memory = new ResumeMemory(storage, LINK);
    memory.keep(WELCOME, 0);
    assert.equal(memory.kept?.resume, "secret");
    memory.forget();
    assert.equal(memory.kept, null);
  }
});

test("what another version of the page left is not trusted", () => {
  for (const text of ["no json", "null", "7", "{}", JSON.stringify({ room: 1, resume: "s", link: LINK, visit: 0, bornAt: 0 })]) {
    assert.equal(new ResumeMemory(fakeStorage({ "posecast.session": text }), LINK).kept, null, text);
  }
});
