import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { showFrame } from "../../../../static/js/media/player/frame_seek.js";

/** Frames that were copied and not yet closed. */
const open = new Set();

/** As the browser's: a copy of what the video has just now, after which the video may go on. */
class CopiedFrame {
  constructor(video) {
    if (video.jumping) throw new DOMException("no frame", "InvalidStateError");
    this.timestamp = video.now * 1e6;
    [this.displayWidth, this.displayHeight] = video.frameSize ?? [video.videoWidth, video.videoHeight];
    video.now += video.onCopy ?? 0;
    open.add(this);
  }

  close() {
    open.delete(this);
  }
}

/** What is shown of a video at `now` when the frame of `due` is due. */
function shownOf(video, due) {
  globalThis.VideoFrame = CopiedFrame;
  const shown = [];
  showFrame({ videoWidth: 360, videoHeight: 640, ...video }, due, (time, frame) => shown.push({ time, frame }));
  assert.equal(shown.length, 1);
  return shown[0];
}

afterEach(() => {
  delete globalThis.VideoFrame;
  open.clear();
});

test("the frame that is due is shown by its own copy", () => {
  const { time, frame } = shownOf({ now: 0.1 }, 0.1);
  assert.equal(time, 0.1);
  assert.deepEqual([...open], [frame]);
});

test("a video that has gone on is shown with the time that it has come to", () => {
  assert.equal(shownOf({ now: 0.133 }, 0.1).time, 0.133);
});

test("a video that goes on while it is copied does not take the copy along", () => {
  const { time, frame } = shownOf({ now: 0.1, onCopy: 0.033 }, 0.1);
  assert.equal(time, 0.1);
  assert.equal(frame.timestamp, 0.1 * 1e6);
});

test("without a copy that fits, the video itself is drawn, and no copy stays open", () => {
  const none = { time: 0.1, frame: null };
  assert.deepEqual(shownOf({ jumping: true }, 0.1), none);
  assert.deepEqual(shownOf({ now: 0.067 }, 0.1), none, "older than what is due");
  assert.deepEqual(shownOf({ now: 100.1 }, 0.1), none, "another scale");
  assert.deepEqual(shownOf({ now: 0.1, frameSize: [640, 360] }, 0.1), none, "turned");
  assert.equal(open.size, 0);
});

test("a browser without such copies draws the video itself", () => {
  const shown = [];
  showFrame({ videoWidth: 1, videoHeight: 1 }, 0.1, (time, frame) => shown.push({ time, frame }));
  assert.deepEqual(shown, [{ time: 0.1, frame: null }]);
});
