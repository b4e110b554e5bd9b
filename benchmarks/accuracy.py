"""How close Posecast is to MediaPipe 1.2.2, and how steady a still person's skeleton is: `make accuracy`.

Closeness is the median over frames of the landmarks' mean distance, as a percentage of the torso, over the reference
clips; beside it the same for MediaPipe 0.10.21, and for the two other ways to make the next region of interest.
Steadiness is the median step of a surely seen landmark from frame to frame, in pixels, of a photograph that does not
move, from the second second on.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from tests.photo_clips import PHOTOGRAPHS, photo_clip
from tests.pose.engines import blazepose_engine
from tests.reference_data import (
    CLIPS,
    MODELS,
    OLD_SOLUTION,
    STILLS,
    clip_frames,
    frame_time_ms,
    image_px,
    missing_reference,
    parity_percent,
    reference,
    still_picture,
)
from webapp.pose import smoothing
from webapp.pose.engine import NO_STATE, RgbImage, TrackerOptions
from webapp.pose.tuning import AUXILIARY_SMOOTHING, OneEuroTuning

STILL_FRAMES: Final = 60
SETTLED_FRAME: Final = 30
SURELY_SEEN: Final = 0.8


@dataclass(frozen=True)
class Variant:
    """One way to steady the points that make the next region."""

    name: str
    tuning: OneEuroTuning

    @contextmanager
    def chosen(self) -> Iterator[None]:
        with patch.object(smoothing, "AUXILIARY_SMOOTHING", self.tuning):
            yield


OURS: Final = Variant("ours", AUXILIARY_SMOOTHING)
RAW: Final = Variant("raw points (Tasks graph)", OneEuroTuning(min_cutoff=1e9, beta=0))
SLOW: Final = Variant("beta 10 (older graph)", OneEuroTuning(min_cutoff=0.01, beta=10))
VARIANTS: Final = (OURS, RAW, SLOW)


def main() -> None:
    missing = missing_reference()
    if missing:
        print(f"closeness cannot be measured: {missing}")
    else:
        print_closeness()
    print_steadiness([] if missing else list(STILLS))


def print_closeness() -> None:
    _print_row("distance to MediaPipe 1.2.2, % of torso", "0.10.21", *(variant.name for variant in VARIANTS))
    for clip in CLIPS:
        for model in MODELS:
            theirs = reference(clip, model).image
            bar = parity_percent(reference(clip, model, OLD_SOLUTION).image, theirs)
            found = [
                parity_percent(_followed(variant, clip_frames(clip), model), theirs) for variant in VARIANTS
            ]
            _print_row(f"{clip} {model}", f"{bar:.2f}", *(f"{value:.2f}" for value in found))


def print_steadiness(stills: list[str]) -> None:
    _print_row("step of a still landmark, px", "", *(variant.name for variant in VARIANTS))
    pictures: dict[str, RgbImage] = {photo: next(photo_clip(photo, "still")).image for photo in PHOTOGRAPHS}
    pictures |= {still: still_picture(still) for still in stills}
    for name, picture in pictures.items():
        for model in MODELS:
            steps = [_still_step_px(variant, picture, model) for variant in VARIANTS]
            _print_row(f"{name} {model}", "", *(f"{step:.2f}" for step in steps))


def _followed(variant: Variant, frames: Iterable[RgbImage], model: str) -> NDArray[np.float32]:
    state, found = NO_STATE, []
    with variant.chosen():
        for index, frame in enumerate(frames):
            tracked = blazepose_engine().track(
                frame, state, frame_time_ms(index) / 1e3, TrackerOptions(model=model)
            )
            state = tracked.state
            found.append(image_px(tracked.people, frame))
    return np.stack(found)


def _still_step_px(variant: Variant, picture: RgbImage, model: str) -> float:
    found = _followed(variant, repeat(picture, STILL_FRAMES), model)
    with np.errstate(invalid="ignore"):
        seen = np.nanmedian(found[SETTLED_FRAME:, :, 3], axis=0) > SURELY_SEEN
    steps = np.linalg.norm(np.diff(found[SETTLED_FRAME:, seen, :2], axis=0), axis=2)
    return float(np.nanmedian(steps))


def _print_row(name: str, *cells: str) -> None:
    print("".join(chain([f"{name:42}"], (f"{cell:>26}" for cell in cells))), flush=True)


if __name__ == "__main__":
    main()
