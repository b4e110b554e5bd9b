import assert from "node:assert/strict";
import { test } from "node:test";
import { ResumeTokenStore } from "../../../static/js/storage/resume_token.js";
import { brokenStorage, fakeStorage } from "./storage_fake.js";

const WELCOME = { room: "r", resume: "secret" };
const LINK = "#camera=r.t";

test("a reload of the same link finds its session", () => {
  const storage = fakeStorage();
  new ResumeTokenStore(storage, LINK).save(WELCOME);
  const { room, resume } = new ResumeTokenStore(storage, LINK).token;
  assert.deepEqual({ room, resume }, WELCOME);
});

test("a page with another link begins a new session", () => {
  const storage = fakeStorage();
  new ResumeTokenStore(storage, LINK).save(WELCOME);
  for (const other of ["", "#watch=r.t", "#camera=r.u"]) assert.equal(new ResumeTokenStore(storage, other).token, null);
});

test("a token that was forgotten stays forgotten", () => {
  const storage = fakeStorage();
  const tokens = new ResumeTokenStore(storage, LINK);
  tokens.save(WELCOME);
  tokens.forget();
  assert.equal(tokens.token, null);
  assert.equal(new ResumeTokenStore(storage, LINK).token, null);
});

test("without storage the session lasts as long as the page", () => {
  for (const storage of [null, brokenStorage()]) {
    const tokens = new ResumeTokenStore(storage, LINK);
    tokens.save(WELCOME);
    assert.equal(tokens.token?.resume, "secret");
    tokens.forget();
    assert.equal(tokens.token, null);
  }
});

test("what another version of the page left is not trusted", () => {
  for (const text of ["no json", "null", "7", "{}", JSON.stringify({ room: 1, resume: "s", link: LINK })]) {
    assert.equal(new ResumeTokenStore(fakeStorage({ "posecast.session": text }), LINK).token, null, text);
  }
});
