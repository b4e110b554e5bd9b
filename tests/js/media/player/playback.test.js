import assert from "node:assert/strict";
import { test } from "node:test";
import { firstMediaState } from "../../../../static/js/media/media_state.js";
import { Playback } from "../../../../static/js/media/player/playback.js";
import { Store } from "../../../../static/js/ui/store.js";
import { table } from "../poses/made_table.js";

/** A page that shows a video of four frames, one second each. */
function page() {
  const calls = [];
  const player = { toggle: () => calls.push("toggle"), pause: () => calls.push("pause"), seek: (time) => calls.push(time) };
  const view = { index: 0, draw: (index) => (view.index = index) };
  const transport = { shown: -1, show: (index) => (transport.shown = index) };
  const store = new Store({
    ...firstMediaState({}, { model: "full", mostPeople: 8 }),
    selection: { id: 1, isChosen: false },
    opened: { id: 1, result: { table: table([0, 1, 2, 3]), player }, problem: null },
  });
  return { store, calls, view, transport, playback: new Playback({ store, view, transport }) };
}

test("the frame that the player shows is drawn and named", () => {
  const { playback, view, transport } = page();
  playback.frameShown(1.9);
  assert.deepEqual([view.index, transport.shown], [2, 2]);
});

test("seeking goes to the middle of a frame, and not beyond the ends", () => {
  const { playback, calls } = page();
  for (const index of [1, -5, 99]) playback.seek(index);
  assert.deepEqual(calls, [1.5, 0.5, 3.5]);
});

test("a step pauses and goes on from the frame that is drawn", () => {
  const { playback, calls, view } = page();
  view.index = 2;
  playback.step(-1);
  assert.deepEqual(calls, ["pause", 1.5]);
});

test("without a video nothing happens", () => {
  const { playback, store, calls, view } = page();
  assert.ok(playback.isOpen);
  store.change({ selection: { id: 2, isChosen: true } });
  playback.toggle();
  playback.seek(1);
  playback.step(1);
  playback.frameShown(2);
  assert.deepEqual([playback.isOpen, calls, view.index], [false, [], 0]);
});
