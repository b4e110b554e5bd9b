import assert from "node:assert/strict";
import { test } from "node:test";
import { SERVER_GONE, askAgainMs, endsConnection, endsSession, isFinal, needsCard } from "../../../static/js/connection/connection_state.js";
import { ASK_AGAIN_MS, CONNECTION_PROBLEMS, ProblemCode } from "../../../static/js/protocol/wire.js";

test("what is final is not asked again, and all else is", () => {
  for (const code of Object.keys(CONNECTION_PROBLEMS)) assert.equal(askAgainMs(code) === null, isFinal(code), code);
});

test("a code of a newer server, and a server that is gone, are asked again", () => {
  for (const code of ["of-tomorrow", SERVER_GONE, null]) {
    assert.equal(isFinal(code), false);
    assert.equal(askAgainMs(code), ASK_AGAIN_MS);
    assert.equal(endsConnection(code), false);
    assert.equal(endsSession(code), false);
    assert.equal(needsCard(code), false);
  }
});

test("a problem that lasts has a card, one that passes in seconds has none", () => {
  assert.ok(needsCard(ProblemCode.LINK_ENDED));
  assert.ok(needsCard(ProblemCode.TOO_MANY_TRIES));
  assert.ok(!needsCard(ProblemCode.SERVER_FULL));
  assert.ok(!needsCard(ProblemCode.SERVER_STOPPING));
});
