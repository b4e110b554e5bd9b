import assert from "node:assert/strict";
import { test } from "node:test";
import { PosePresenter } from "../../../static/js/view/pose_presenter.js";
import { LOST_AFTER_MS, whoWords } from "../../../static/js/text/status_text.js";
import { LANDMARK_NAMES } from "../../../static/js/protocol/wire.js";

const MS = { queue: 1, decode: 1, detect: 0, landmarks: 1, total: 3 };

/** A painter whose clock, screen and views are the test's own. */
function fakePainter() {
  const screen = { now: 1000, turns: [], drawn: [] };
  globalThis.requestAnimationFrame = (turn) => screen.turns.push(turn);
  globalThis.document = new EventTarget();
  const painter = new PosePresenter({
    canvasView: { draw: (pose, how) => screen.drawn.push(pose.seq) && (screen.how = how), clear: () => screen.drawn.push(null) },
    clock: () => screen.now,
    how: () => ({ glued: true, mirrored: false }),
    cover: () => {},
    onPeople: () => {},
  });
  const show = (people) => painter.show({ seq: 1, people, ms: MS }, frameAt(screen.now));
  return { painter, screen, show };
}

function frameAt(now) {
  return { takenAt: now - 9, encodedAt: now - 6, sentAt: now - 5, answeredAt: now, picture: { close: () => {} } };
}

/** Visible in the middle of the picture, whole. */
function person() {
  return { id: 1, image: new Float32Array(LANDMARK_NAMES.flatMap(() => [0.5, 0.5, 0, 0.9])) };
}

function wordsOf(painter) {
  const { emptyForMs } = painter;
  const fine = { state: "live", filePaused: false, stalled: false, linked: true, loadingModel: false, silentForMs: 0 };
  return whoWords({ ...fine, people: painter.pose?.people ?? [], emptyForMs }).who;
}

test("before the first pose the page is looking, however long that takes", () => {
  const { painter, screen } = fakePainter();
  screen.now += 60_000;
  assert.equal(wordsOf(painter), "Looking…");
});

test("nobody is there once poses have been empty for a moment", () => {
  const { painter, screen, show } = fakePainter();
  show([]);
  screen.now += LOST_AFTER_MS - 1;
  show([]);
  assert.equal(wordsOf(painter), "Looking…");
  screen.now += 1;
  assert.equal(wordsOf(painter), "Nobody in the picture");
  show([person()]);
  assert.equal(wordsOf(painter), "1 person");
});

test("a new start looks afresh", () => {
  const { painter, screen, show } = fakePainter();
  show([]);
  screen.now += LOST_AFTER_MS;
  painter.clear();
  assert.equal(wordsOf(painter), "Looking…");
});

test("only the newest pose of a screen's turn is drawn, and its delay measured once", () => {
  const { painter, screen, show } = fakePainter();
  show([]);
  show([person()]);
  screen.now += 4;
  for (const turn of screen.turns) turn();
  assert.deepEqual(screen.drawn, [1]);
  assert.equal(painter.lastDelay?.total, 13);
});

test("another device's pose stands on its picture, or on plain ground, and one's own on its frame again", () => {
  const { painter, screen, show } = fakePainter();
  const drawn = () => {
    for (const turn of screen.turns.splice(0)) turn();
    return screen.how;
  };
  painter.watch({ seq: 5, people: [], ms: MS }, null);
  assert.deepEqual(drawn(), { picture: null, mirrored: false, onGround: true });
  const picture = { close: () => {} };
  painter.watch({ seq: 6, people: [], ms: MS }, picture);
  assert.deepEqual(drawn(), { picture, mirrored: false, onGround: false });
  assert.equal(painter.lastDelay?.total, MS.total);
  show([]);
  assert.equal(drawn().onGround, false);
  assert.equal(painter.lastDelay?.total, 9);
});

test("a newer pose takes the place of the older, whose picture is given back", () => {
  const { painter, screen } = fakePainter();
  const pictures = [1, 2].map(() => ({ closed: false, close() { this.closed = true; } }));
  for (const picture of pictures) painter.show({ seq: 1, people: [], ms: MS }, { ...frameAt(screen.now), picture });
  assert.deepEqual(pictures.map(({ closed }) => closed), [true, false]);
  painter.clear();
  assert.equal(pictures[1].closed, true);
  assert.equal(painter.pose, null);
});

test("each pose is told of once, right after it was drawn", () => {
  const { painter, screen, show } = fakePainter();
  const told = [];
  painter.onDrawn((pose, delay) => told.push([pose.seq, screen.drawn.at(-1), delay !== null]));
  show([]);
  assert.deepEqual(told, []);
  for (const turn of screen.turns.splice(0)) turn();
  painter.redraw();
  for (const turn of screen.turns.splice(0)) turn();
  assert.deepEqual(told, [[1, 1, true]]);
});
