import { LANDMARK_NAMES } from "../../../../static/js/protocol/wire.js";
import { PoseTable } from "../../../../static/js/media/poses/pose_table.js";

export const SOURCE = { name: "a.mp4", kind: "video", width: 200, height: 100 };

export function person(id, x = 50, y = 25) {
  return {
    id,
    score: 0.75,
    image: LANDMARK_NAMES.map((_, row) => [x, y, row, 0.5]),
    world: LANDMARK_NAMES.map((_, row) => [row, 1, 2]),
  };
}

/** A table of frames at these times, with these people's ids. */
export function table(times, ids = times.map(() => [])) {
  const made = new PoseTable(SOURCE);
  times.forEach((time_s, index) => made.add({ time_s, people: ids[index].map((id) => person(id)) }));
  return made;
}
