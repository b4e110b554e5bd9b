"""Measures how close Posecast is to MediaPipe 1.2.2, and how steady its skeletons are: `make accuracy`.

Distance is the median over frames of the landmarks' mean distance, as a percentage of the torso, over the reference
clips; also for MediaPipe 0.10.21, for two other tunings of the auxiliary landmarks, and with bf16 in the coarse layers.
Jitter is how much a clearly visible landmark's step changes from frame to frame, over the same clips, whose people move.
Steadiness is the median step of such a landmark on a photograph, after the first second. Both in pixels.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, product, repeat
from typing import Final
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from tests.pose.engines import HAS_BF16, blazepose_engine
from tests.support.photo_clips import PHOTOGRAPHS, photo_clip
from tests.support.reference_data import (
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
from webapp.pose.one_euro import OneEuroTuning
from webapp.pose.tuning import AUXILIARY_SMOOTHING, IMAGE_SMOOTHING, WORLD_SMOOTHING

STILL_FRAMES: Final = 60
SETTLED_FRAME: Final = 30
CLEARLY_VISIBLE: Final = 0.8


@dataclass(frozen=True)
class Variant:
    """A tuning of the auxiliary landmarks' filter, and a precision."""

    name: str
    tuning: OneEuroTuning
    precision: str = "f32"

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Patch the pipeline with this tuning within the context."""
        tuning = smoothing.body_tuning(IMAGE_SMOOTHING, self.tuning, WORLD_SMOOTHING)
        with patch.object(smoothing, "TUNING", tuning):
            yield


OURS: Final = Variant("ours", AUXILIARY_SMOOTHING)
RAW: Final = Variant("raw points (Tasks graph)", OneEuroTuning(min_cutoff=1e9, beta=0))
SLOW: Final = Variant("beta 10 (older graph)", OneEuroTuning(min_cutoff=0.01, beta=10))
IN_BF16: Final = (Variant("ours, with bf16", AUXILIARY_SMOOTHING, "bf16"),) if HAS_BF16 else ()
VARIANTS: Final = (OURS, *IN_BF16, RAW, SLOW)


def main() -> None:
    missing = missing_reference()
    if missing:
        print(f"the distance to MediaPipe cannot be measured: {missing}")
    else:
        print_over_clips()
    print_steadiness([] if missing else list(STILLS))


def print_over_clips() -> None:
    jitters: list[tuple[str, list[float]]] = []
    columns = ("0.10.21", *(variant.name for variant in VARIANTS))
    _print_row("distance to MediaPipe 1.2.2, % of torso", *columns)
    for clip, model in product(CLIPS, MODELS):
        theirs, older = reference(clip, model).image, reference(clip, model, OLD_SOLUTION).image
        found = [older, *(_tracked(variant, clip_frames(clip), model) for variant in VARIANTS)]
        distances = [parity_percent(image, theirs) for image in found]
        _print_row(f"{clip} {model}", *(f"{distance:.2f}" for distance in distances))
        jitters.append((f"{clip} {model}", [_jitter_px(image) for image in (theirs, *found[1:])]))
    _print_row("jitter of a moving landmark, px", "1.2.2", *columns[1:])
    for name, values in jitters:
        _print_row(name, *(f"{value:.2f}" for value in values))


def print_steadiness(stills: list[str]) -> None:
    _print_row("step of a still landmark, px", "", *(variant.name for variant in VARIANTS))
    pictures: dict[str, RgbImage] = {photo: next(photo_clip(photo, "still")).image for photo in PHOTOGRAPHS}
    pictures |= {still: still_picture(still) for still in stills}
    for name, picture in pictures.items():
        for model in MODELS:
            steps = [_still_step_px(variant, picture, model) for variant in VARIANTS]
            _print_row(f"{name} {model}", "", *(f"{step:.2f}" for step in steps))


def _tracked(variant: Variant, frames: Iterable[RgbImage], model: str) -> NDArray[np.float32]:
    state, found = NO_STATE, []
    with variant.applied():
        for index, frame in enumerate(frames):
            tracked = blazepose_engine(variant.precision).track(
                frame, state, frame_time_ms(index) / 1e3, TrackerOptions(model=model)
            )
            state = tracked.state
            found.append(image_px(tracked.people, frame))
    return np.stack(found)


def _still_step_px(variant: Variant, picture: RgbImage, model: str) -> float:
    found = _tracked(variant, repeat(picture, STILL_FRAMES), model)
    with np.errstate(invalid="ignore"):
        seen = np.nanmedian(found[SETTLED_FRAME:, :, 3], axis=0) > CLEARLY_VISIBLE
    steps = np.linalg.norm(np.diff(found[SETTLED_FRAME:, seen, :2], axis=0), axis=2)
    return float(np.nanmedian(steps))


def _jitter_px(found: NDArray[np.float32]) -> float:
    with np.errstate(invalid="ignore"):
        bends = np.linalg.norm(np.diff(found[:, :, :2], n=2, axis=0), axis=2)
        seen = np.minimum(found[2:, :, 3], found[:-2, :, 3]) > CLEARLY_VISIBLE
    return float(np.nanmedian(bends[seen]))


def _print_row(name: str, *cells: str) -> None:
    print("".join(chain([f"{name:42}"], (f"{cell:>26}" for cell in cells))), flush=True)


if __name__ == "__main__":
    main()
