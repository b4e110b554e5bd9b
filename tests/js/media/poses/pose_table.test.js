import assert from "node:assert/strict";
import { test } from "node:test";
import { PoseTable } from "../../../../static/js/media/poses/pose_table.js";
import { SOURCE, person, table } from "./made_table.js";

test("each frame is found by its own time, however the player rounds it", () => {
  const times = Array.from({ length: 300 }, (_, i) => (i * 1001) / 30_000);
  const made = table(times);
  times.forEach((time, index) => {
    for (const off of [-0.001, -1e-6, 0, 1e-6, 0.001]) assert.equal(made.frameAt(time + off), index);
  });
});

test("times between frames of a variable rate go to the nearest, and outside to the ends", () => {
  const made = table([0, 0.1, 0.5, 0.52]);
  assert.deepEqual([-1, 0.04, 0.06, 0.29, 0.31, 0.509, 0.515, 9].map((time) => made.frameAt(time)), [0, 0, 1, 1, 2, 2, 3, 3]);
});

test("a player that is sent to the middle of a frame is within it", () => {
  const made = table([0, 0.1, 0.5, 0.52]);
  for (let index = 0; index < 4; index += 1) {
    assert.ok(made.middleOf(index) > made.timeOf(index), String(index));
    if (index < 3) assert.ok(made.middleOf(index) < made.timeOf(index + 1), String(index));
  }
});

test("a table without frames has a first one all the same", () => {
  assert.deepEqual([table([]).frameAt(3), table([]).poseAt(0).people], [0, []]);
});

test("landmarks come back as fractions of the picture and as metres", () => {
  const made = table([0, 0.1], [[], [7, 9]]);
  assert.deepEqual(made.poseAt(0).people, []);
  const pose = made.poseAt(1);
  assert.deepEqual([pose.seq, pose.t, pose.size], [1, 100, [200, 100]]);
  assert.deepEqual(pose.people.map(({ id }) => id), [7, 9]);
  const [first] = pose.people;
  assert.deepEqual([...first.image.slice(4, 8)], [0.25, 0.25, Math.fround(1 / 200), 0.5]);
  assert.deepEqual([...first.world.slice(6, 9)], [2, 1, 2]);
});

test("thousands of frames keep their own people, in a few arrays", () => {
  const made = new PoseTable(SOURCE);
  for (let i = 0; i < 2000; i += 1) made.add({ time_s: i / 30, people: i % 3 ? [person(i, i)] : [] });
  for (const index of [1, 64, 65, 1999]) {
    const people = made.poseAt(index).people;
    assert.deepEqual(people.map(({ id }) => id), index % 3 ? [index] : []);
    if (people[0]) assert.equal(people[0].image[0], Math.fround(index / 200));
  }
  assert.equal(made.poseAt(1).people[0].image.buffer, made.poseAt(2).people[0].image.buffer);
});

test("a last frame that is held counts", () => {
  const made = new PoseTable({ ...SOURCE, duration_s: 5 });
  [0, 0.1, 0.2].forEach((time_s) => made.add({ time_s, people: [] }));
  assert.equal(made.duration, 5);
  assert.equal(made.middleOf(2), 2.6);
  assert.ok(Math.abs(table([0, 0.1, 0.2]).duration - 0.3) < 1e-9, "files of older versions do not say it");
});
