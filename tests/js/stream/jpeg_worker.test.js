import assert from "node:assert/strict";
import { test } from "node:test";

/** Sends one job to the worker's code, run here with a canvas that is the test's own; returns its answer. */
async function answerTo(job, { draw, blobType }) {
  const target = new EventTarget();
  globalThis.addEventListener = (name, listener) => target.addEventListener(name, listener);
  globalThis.OffscreenCanvas = class {
    getContext() {
      return { drawImage: draw };
    }

    async convertToBlob() {
      return new Blob(["1"], { type: blobType });
    }
  };
  await import(`../../../static/js/stream/jpeg_worker.js?${blobType}${draw.name}`);
  const answered = new Promise((resolve) => (globalThis.postMessage = resolve));
  target.dispatchEvent(new MessageEvent("message", { data: job }));
  return answered;
}

const JOB = { bitmap: { name: "bitmap" }, width: 4, height: 4, quality: 0.5 };
const works = () => {};
const throws = () => {
  throw new DOMException("detached", "InvalidStateError");
};

test("a job is answered with its bitmap and the JPEG", async () => {
  const { bitmap, jpeg } = await answerTo(JOB, { draw: works, blobType: "image/jpeg" });
  assert.equal(bitmap, JOB.bitmap);
  assert.equal(jpeg.byteLength, 1);
});

test("a bitmap that cannot be drawn comes back without a JPEG", async () => {
  assert.deepEqual(await answerTo(JOB, { draw: throws, blobType: "image/jpeg" }), { bitmap: JOB.bitmap, jpeg: null });
});

test("what is no JPEG is none", async () => {
  assert.deepEqual(await answerTo(JOB, { draw: works, blobType: "image/png" }), { bitmap: JOB.bitmap, jpeg: null });
});
