import assert from "node:assert/strict";
import { test } from "node:test";
import { PosePresenter } from "../../../static/js/view/pose_presenter.js";
import { LOST_AFTER_MS, statusText } from "../../../static/js/text/status_text.js";
import { LANDMARK_NAMES } from "../../../static/js/protocol/wire.js";

const MS = { queue: 1, decode: 1, detect: 0, landmarks: 1, total: 3 };

/** A presenter whose clock, screen and views are the test's own. */
function fakePresenter() {
  const screen = { now: 1000, turns: [], drawn: [] };
  globalThis.requestAnimationFrame = (turn) => screen.turns.push(turn);
  globalThis.document = new EventTarget();
  const presenter = new PosePresenter({
    canvasView: { draw: (pose, how) => screen.drawn.push(pose.seq) && (screen.how = how), clear: () => screen.drawn.push(null) },
    clock: () => screen.now,
    display: () => ({ glued: true, mirrored: false }),
    cover: () => {},
    onPeople: () => {},
  });
  const show = (people) => presenter.show({ seq: 1, people, ms: MS }, frameAt(screen.now));
  return { presenter, screen, show };
}

function frameAt(now) {
  return { grabbedAt: now - 9, encodedAt: now - 6, sentAt: now - 5, answeredAt: now, bitmap: { close: () => {} } };
}

/** Visible in the middle of the picture, whole. */
function person() {
  return { id: 1, image: new Float32Array(LANDMARK_NAMES.flatMap(() => [0.5, 0.5, 0, 0.9])) };
}

function statusOf(presenter) {
  const { emptyForMs } = presenter;
  const fine = { state: "live", filePaused: false, stalled: false, connected: true, loadingModel: false, silentForMs: 0 };
  return statusText({ ...fine, people: presenter.pose?.people ?? [], emptyForMs }).who;
}

test("before the first pose the page is looking, however long that takes", () => {
  const { presenter, screen } = fakePresenter();
  screen.now += 60_000;
  assert.equal(statusOf(presenter), "Looking…");
});

test("the page says that nobody is in the picture once poses have been empty for a moment", () => {
  const { presenter, screen, show } = fakePresenter();
  show([]);
  screen.now += LOST_AFTER_MS - 1;
  show([]);
  assert.equal(statusOf(presenter), "Looking…");
  screen.now += 1;
  assert.equal(statusOf(presenter), "Nobody in the picture");
  show([person()]);
  assert.equal(statusOf(presenter), "1 person");
});

test("a new start looks afresh", () => {
  const { presenter, screen, show } = fakePresenter();
  show([]);
  screen.now += LOST_AFTER_MS;
  presenter.clear();
  assert.equal(statusOf(presenter), "Looking…");
});

test("only the newest pose of a screen's turn is drawn, and its delay measured once", () => {
  const { presenter, screen, show } = fakePresenter();
  show([]);
  show([person()]);
  screen.now += 4;
  for (const turn of screen.turns) turn();
  assert.deepEqual(screen.drawn, [1]);
  assert.equal(presenter.lastDelay?.total, 13);
});

test("a remote pose is drawn on its picture or a plain background, and this page's own on its frame again", () => {
  const { presenter, screen, show } = fakePresenter();
  const drawn = () => {
    for (const turn of screen.turns.splice(0)) turn();
    return screen.how;
  };
  presenter.showRemote({ seq: 5, people: [], ms: MS }, null);
  assert.deepEqual(drawn(), { picture: null, mirrored: false, onGround: true });
  const picture = { close: () => {} };
  presenter.showRemote({ seq: 6, people: [], ms: MS }, picture);
  assert.deepEqual(drawn(), { picture, mirrored: false, onGround: false });
  assert.equal(presenter.lastDelay?.total, MS.total);
  show([]);
  assert.equal(drawn().onGround, false);
  assert.equal(presenter.lastDelay?.total, 9);
});

test("a newer pose replaces the older, whose picture is closed", () => {
  const { presenter, screen } = fakePresenter();
  const pictures = [1, 2].map(() => ({ closed: false, close() { this.closed = true; } }));
  for (const picture of pictures) presenter.show({ seq: 1, people: [], ms: MS }, { ...frameAt(screen.now), bitmap: picture });
  assert.deepEqual(pictures.map(({ closed }) => closed), [true, false]);
  presenter.clear();
  assert.equal(pictures[1].closed, true);
  assert.equal(presenter.pose, null);
});

test("listeners are told of each pose once, right after it was drawn", () => {
  const { presenter, screen, show } = fakePresenter();
  const told = [];
  presenter.onDrawn((pose, delay) => told.push([pose.seq, screen.drawn.at(-1), delay !== null]));
  show([]);
  assert.deepEqual(told, []);
  for (const turn of screen.turns.splice(0)) turn();
  presenter.redraw();
  for (const turn of screen.turns.splice(0)) turn();
  assert.deepEqual(told, [[1, 1, true]]);
});
