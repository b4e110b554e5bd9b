import assert from "node:assert/strict";
import { test } from "node:test";
import { CONNECTION_PROBLEMS, ProblemCode } from "../../../static/js/protocol/wire.js";
import { ACTION_LABELS, MESSAGES, SHOWN_AS_SENT, messageFor, messageForLink, problemToast } from "../../../static/js/text/problem_messages.js";

const SENT = "what the server sent";

test("every problem code has a text", () => {
  const without = Object.values(ProblemCode).filter((code) => {
    return !MESSAGES[code] && problemToast(code, SENT) === SENT && !SHOWN_AS_SENT.includes(code);
  });
  assert.deepEqual(without, []);
});

test("a code has either a text of the page or the server's", () => {
  assert.deepEqual(SHOWN_AS_SENT.filter((code) => MESSAGES[code] || problemToast(code, SENT) !== SENT), []);
});

test("every problem that refuses or ends a connection has a card, but for one that no page causes", () => {
  assert.deepEqual(Object.keys(CONNECTION_PROBLEMS).filter((code) => !MESSAGES[code]), [ProblemCode.BAD_AUTH]);
});

test("a code of a newer server shows its message, or a general one", () => {
  assert.equal(problemToast("of-tomorrow", SENT), SENT);
  assert.ok(problemToast("of-tomorrow", ""));
  assert.equal(messageFor("of-tomorrow"), MESSAGES["refused"]);
});

test("every action of a message has a label, and only those that the page has are offered", () => {
  for (const { actions } of Object.values(MESSAGES)) assert.ok(actions.every((action) => ACTION_LABELS[action]));
  assert.deepEqual(messageFor("camera-busy", ["start-camera"]).actions, ["start-camera"]);
});

test("the message about a stopping server says that the link ends, on pages that were opened by one", () => {
  const byLink = messageForLink(ProblemCode.SERVER_STOPPING, ["reconnect"]);
  assert.match(byLink.text, /this link ends/);
  assert.doesNotMatch(messageFor(ProblemCode.SERVER_STOPPING).text, /link/);
});
