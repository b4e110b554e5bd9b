"""Distance to MediaPipe 1.2.2: on every clip and model Posecast is closer than MediaPipe 0.10.21.

The measure is the median over frames of the landmarks' mean distance, as a percentage of the torso.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.pose.engines import PRECISIONS, blazepose_engine
from tests.support.reference_data import (
    CLIPS,
    MODELS,
    OLD_SOLUTION,
    STILLS,
    Landmarks,
    both_found,
    clip_frames,
    frame_time_ms,
    image_px,
    needs_reference,
    parity_percent,
    reference,
    still_picture,
)
from webapp.pose.engine import NO_STATE, TrackerOptions

STILL_PERCENT = 1.0  # the limit for single pictures
# The limit for world landmarks, for which the design has none. A photograph on which the lite model is unsure of the
# depth (sample) moves by 16 mm with bf16, all others by 2 to 4; in f32 all are under 1 mm (docs/decisions/0012).
STILL_WORLD_M = {"f32": 0.002, "bf16": 0.02}
# Of 100 to 261 frames; in park a jump makes every tracker lose one person or the other.
FRAMES_FOUND_APART = 6


def _follow(clip: str, model: str, precision: str) -> Landmarks:
    engine, state = blazepose_engine(precision), NO_STATE
    images, worlds = [], []
    for index, frame in enumerate(clip_frames(clip)):
        tracked = engine.track(frame, state, frame_time_ms(index) / 1e3, TrackerOptions(model=model))
        state = tracked.state
        images.append(image_px(tracked.people, frame))
        worlds.append(tracked.people[0].world if tracked.people else np.full((33, 3), np.nan, np.float32))
    return Landmarks(np.stack(images), np.stack(worlds))


def _found(image: NDArray[np.float32]) -> int:
    return int(np.isfinite(image[:, 0, 0]).sum())


@needs_reference
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("clip", CLIPS)
def test_we_are_closer_to_mediapipe_than_its_older_version(clip: str, model: str, precision: str) -> None:
    ours = _follow(clip, model, precision)
    theirs, older = reference(clip, model), reference(clip, model, OLD_SOLUTION)
    distance, bar = parity_percent(ours.image, theirs.image), parity_percent(older.image, theirs.image)
    print(f"parity {clip:6} {model:6} {precision:4} ours {distance:.2f} %  0.10.21 {bar:.2f} %")
    assert distance < bar
    assert abs(_found(ours.image) - _found(theirs.image)) <= FRAMES_FOUND_APART
    assert _world_distance_m(ours, theirs) < _world_distance_m(older, theirs)


def _world_distance_m(found: Landmarks, expected: Landmarks) -> float:
    frames = both_found(found.image, expected.image)
    apart = np.linalg.norm(found.world[frames] - expected.world[frames], axis=2)
    return float(np.median(apart.mean(axis=1)))


@needs_reference
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("still", STILLS)
def test_a_still_is_within_one_percent(still: str, model: str, precision: str) -> None:
    picture, theirs = still_picture(still), reference(still, model)
    tracked = blazepose_engine(precision).track(picture, NO_STATE, 0.0, TrackerOptions(model=model))
    distance = parity_percent(image_px(tracked.people, picture)[None], theirs.image)
    print(f"parity {still:7} {model:6} {precision:4} ours {distance:.2f} %")
    assert distance < STILL_PERCENT
    assert np.linalg.norm(tracked.people[0].world - theirs.world[0], axis=1).mean() < STILL_WORLD_M[precision]
