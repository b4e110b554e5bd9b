/** What the page gives to tests (see the end of main.js), and what the scripts that watch it add. */

import type { Delay } from "../../static/js/stream/latency.js";
import type { DecodedPose } from "../../static/js/protocol/pose_decoder.js";
import type { DrawnSkeletons } from "../../static/js/view/canvas_view.js";
import type { Rect } from "../../static/js/view/contain_fit.js";

declare global {
  interface DocumentEventMap {
    "posecast:pose": CustomEvent<{ seq: number; delay: Delay }>;
  }

  var posecast: {
    latestPose(): DecodedPose | null;
    drawnJoints(): DrawnSkeletons | null;
  };

  var numberOf: (
    image: CanvasImageSource,
    rect: { x: number; y: number; width: number },
    clipSize: [number, number],
    mirrored: boolean,
  ) => number;
  var watchCamera: (clipSize: [number, number]) => void;
  var watchPoses: (clipSize: [number, number]) => void;
  var recordedPoses: () => object[];
  var clipWithin: ((box: Rect, clipSize: [number, number]) => Rect) | undefined;
  var turns: number;
  var countCameraFrames: () => void;
  var takeSamples: () => object;
}
