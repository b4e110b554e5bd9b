"""Which layers may multiply in bf16: time won and landmarks moved, for several choices: `python -m benchmarks.precision`.

Every choice runs in turns with the whole network in f32, on the same crops of the clips, on one core. The error is the
distance from what f32 answers to the same crop, before any smoothing.
"""

from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final
from unittest.mock import patch

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.clips import clips
from benchmarks.own_process import on_one_core
from tests.pose.engines import HAS_BF16, blazepose_engine
from webapp.models import LANDMARK_MODELS, MODEL_NAMES, model_path
from webapp.pose import tracker
from webapp.pose.bf16 import COARSE_GRIDS, Grid, bf16_gain
from webapp.pose.blazepose_networks import LandmarkNetwork
from webapp.pose.crop import crop
from webapp.pose.engine import NO_STATE, RgbImage, TrackerOptions
from webapp.pose.landmarks import RegionLandmarks, decode_landmarks
from webapp.pose.region_of_interest import Region
from webapp.workers.pose.jpeg_decoder import decode_frame

ALL_GRIDS: Final[tuple[Grid, ...]] = (
    (128, 128),
    (64, 64),
    (32, 32),
    (16, 16),
    (8, 8),
    (4, 4),
    (2, 2),
    (1, 1),
)
CHOICES: Final[dict[str, tuple[Grid, ...]]] = {
    "8": ALL_GRIDS[4:5],
    "16, 8": ALL_GRIDS[3:5],
    "16, 8, 4": ALL_GRIDS[3:6],
    "32, 16, 8": ALL_GRIDS[2:5],
    "64, 32, 16, 8": ALL_GRIDS[1:5],
    "all": ALL_GRIDS,
}
CLIPS: Final = 4
EVERY: Final = 8  # frames of a clip between those whose crops are used
TURNS: Final = 3
SHOULDERS, HIPS = (11, 12), (23, 24)


@dataclass(frozen=True)
class Found:
    ms: float
    landmarks: list[RegionLandmarks]


def main() -> None:
    if not HAS_BF16:
        print("this CPU has no bf16")
        return
    print(f"one coarse layer by itself: {on_one_core(bf16_gain):.2f} times as fast in bf16")
    cuts = clip_crops()
    print(
        "model  grids in bf16          ms a crop  of f32's  landmarks, % of torso  world, mm  (median, 95th percentile)"
    )
    for model in MODEL_NAMES:
        for line in on_one_core(lines, model, cuts):
            print(line, flush=True)


def lines(model: str, cuts: list[RgbImage]) -> list[str]:
    """A line for each choice; to be run on one core."""
    exact, *chosen = answers(model, cuts)
    shown = [f"{model:6} {'none':22} {exact.ms:9.2f}"]
    for name, found in zip(CHOICES, chosen, strict=True):
        image, world = _errors(found.landmarks, exact.landmarks)
        chosen_mark = " (chosen)" if CHOICES[name] == COARSE_GRIDS[model] else ""
        shown.append(
            f"{model:6} {name + chosen_mark:22} {found.ms:9.2f} {found.ms / exact.ms:9.2f} "
            f"{np.median(image):13.2f} {np.percentile(image, 95):7.2f} "
            f"{np.median(world):9.1f} {np.percentile(world, 95):6.1f}"
        )
    return shown


def clip_crops() -> list[RgbImage]:
    """What the tracker cuts out of the clips, with all layers in f32."""
    cv2.setNumThreads(1)
    cuts: list[RgbImage] = []

    def kept(frame: RgbImage, region: Region) -> RgbImage:
        cuts.append(crop(frame, region))
        return cuts[-1]

    with patch.object(tracker, "crop", kept):
        for clip in clips(CLIPS):
            state = NO_STATE
            for index, jpeg in enumerate(clip.jpegs):
                state = (
                    blazepose_engine()
                    .track(decode_frame(jpeg), state, index / 30, TrackerOptions(model="full"))
                    .state
                )
    return cuts[::EVERY]


def answers(model: str, cuts: list[RgbImage]) -> list[Found]:
    """f32 first, then each choice."""
    path = model_path(LANDMARK_MODELS[model])
    candidates = [LandmarkNetwork(path), *(LandmarkNetwork(path, grids) for grids in CHOICES.values())]
    taken_s: list[list[float]] = [[] for _ in candidates]
    for _ in range(TURNS):
        for network, times in zip(candidates, taken_s, strict=True):
            for cut in cuts:
                started_s = perf_counter()
                network.infer(cut)
                times.append(perf_counter() - started_s)
    return [
        Found(float(np.median(times)) * 1e3, [_kept(decode_landmarks(network.infer(cut))) for cut in cuts])
        for network, times in zip(candidates, taken_s, strict=True)
    ]


def _kept(landmarks: RegionLandmarks) -> RegionLandmarks:
    return replace(landmarks, world=landmarks.world.copy())  # else the next run would write over it


def _errors(
    found: list[RegionLandmarks], exact: list[RegionLandmarks]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each crop: the mean distance of the landmarks, % of the torso, and of the world landmarks, mm."""
    image, world = [], []
    for one, other in zip(found, exact, strict=True):
        xy = other.points[:, :2]
        torso = np.linalg.norm(xy[list(SHOULDERS)].mean(axis=0) - xy[list(HIPS)].mean(axis=0))
        image.append(np.linalg.norm(one.points[:33, :2] - xy[:33], axis=1).mean() / torso * 100)
        world.append(np.linalg.norm(one.world - other.world, axis=1).mean() * 1000)
    return np.array(image), np.array(world)


if __name__ == "__main__":
    main()
