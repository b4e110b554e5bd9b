"""Measures time and error of bf16 for several choices of layers: `python -m benchmarks.precision`.

All choices alternate with the whole network in f32, on the same crops of the clips, on one core. The error is the
distance from the landmarks in f32 for the same crop, before smoothing.
"""

from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final
from unittest.mock import patch

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.child_process import on_one_core
from benchmarks.clips import clips
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
EVERY: Final = 8  # one crop in so many frames is used
ROUNDS: Final = 3
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
    crops = clip_crops()
    print(
        "model  grids in bf16          ms a crop  of f32's  landmarks, % of torso  world, mm  (median, 95th percentile)"
    )
    for model in MODEL_NAMES:
        for line in on_one_core(lines, model, crops):
            print(line, flush=True)


def lines(model: str, crops: list[RgbImage]) -> list[str]:
    """Return a line for each choice; to be run on one core."""
    exact, *chosen = outputs(model, crops)
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
    """Return the tracker's crops of the clips, with all layers in f32."""
    cv2.setNumThreads(1)
    crops: list[RgbImage] = []

    def recorded(frame: RgbImage, region: Region) -> RgbImage:
        crops.append(crop(frame, region))
        return crops[-1]

    with patch.object(tracker, "crop", recorded):
        for clip in clips(CLIPS):
            state = NO_STATE
            for index, jpeg in enumerate(clip.jpegs):
                state = (
                    blazepose_engine()
                    .track(decode_frame(jpeg), state, index / 30, TrackerOptions(model="full"))
                    .state
                )
    return crops[::EVERY]


def outputs(model: str, crops: list[RgbImage]) -> list[Found]:
    """Return the landmarks and times of f32, then of each choice."""
    path = model_path(LANDMARK_MODELS[model])
    candidates = [LandmarkNetwork(path), *(LandmarkNetwork(path, grids) for grids in CHOICES.values())]
    taken_s: list[list[float]] = [[] for _ in candidates]
    for _ in range(ROUNDS):
        for network, times in zip(candidates, taken_s, strict=True):
            for one_crop in crops:
                started_s = perf_counter()
                network.infer(one_crop)
                times.append(perf_counter() - started_s)
    return [
        Found(
            float(np.median(times)) * 1e3,
            [_kept(decode_landmarks(network.infer(one_crop))) for one_crop in crops],
        )
        for network, times in zip(candidates, taken_s, strict=True)
    ]


def _kept(landmarks: RegionLandmarks) -> RegionLandmarks:
    return replace(landmarks, world=landmarks.world.copy())  # the next run overwrites the network's output


def _errors(
    found: list[RegionLandmarks], exact: list[RegionLandmarks]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each crop the mean distance of the landmarks, % of the torso, and of the world landmarks, mm."""
    image, world = [], []
    for one, other in zip(found, exact, strict=True):
        xy = other.points[:, :2]
        torso = np.linalg.norm(xy[list(SHOULDERS)].mean(axis=0) - xy[list(HIPS)].mean(axis=0))
        image.append(np.linalg.norm(one.points[:33, :2] - xy[:33], axis=1).mean() / torso * 100)
        world.append(np.linalg.norm(one.world - other.world, axis=1).mean() * 1000)
    return np.array(image), np.array(world)


if __name__ == "__main__":
    main()
