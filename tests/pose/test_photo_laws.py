"""What must hold for any tracker, shown on photographs of scikit-image moved by known amounts: no reference needed."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.pose.engines import blazepose_engine
from tests.support.photo_clips import CONDITIONS, PHOTOGRAPHS, Condition, Photograph, moved_points, photo_clip
from tests.support.reference_data import MODELS, image_px, torso_px
from webapp.pose.body import LANDMARK_NAMES, landmark_index
from webapp.pose.engine import NO_STATE, RgbImage, TrackerOptions

# What a movement may cost, as a percentage of the torso: the network is not exactly equivariant, and the photographs
# end at the hips, so where the body goes on is a guess. Measured 3.9 to 5.7 (moved) and 4.3 to 9.5 (mirrored).
EQUIVARIANCE_PERCENT = 8.0
MIRROR_PERCENT = 12.0
STILL_PX = 1.5  # the median step, a second after the start; measured up to 1.2 (camera, lite)
CLEARLY_VISIBLE = 0.8  # visibility
# The stooping man is cut off by the frame where he is large; MediaPipe itself finds him in 10 to 20 of 30 frames then.
FOUND_SHARE = {"astronaut": 1.0, "camera": 0.6}
_UPPER_BODY = [index for index, name in enumerate(LANDMARK_NAMES) if index < landmark_index("left_hip")]


def _follow(frames: list[RgbImage], model: str = "full") -> NDArray[np.float32]:
    """(frames, 33, 4) in pixels, NaN where the person was lost."""
    engine, state, found = blazepose_engine(), NO_STATE, []
    for index, frame in enumerate(frames):
        tracked = engine.track(frame, state, index / 30, TrackerOptions(model=model))
        state = tracked.state
        found.append(image_px(tracked.people, frame))
    return np.stack(found)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("photo", PHOTOGRAPHS)
def test_a_still_scene_keeps_a_still_skeleton(photo: Photograph, model: str) -> None:
    found = _follow([frame.image for frame in photo_clip(photo, "still", frames=50)], model)
    assert np.isfinite(found).all()
    seen = found[-1, :, 3] > CLEARLY_VISIBLE
    step_px = np.linalg.norm(np.diff(found[30:, seen, :2], axis=0), axis=2)
    assert np.median(step_px) < STILL_PX


@pytest.mark.parametrize("condition", [condition for condition in CONDITIONS if condition != "still"])
@pytest.mark.parametrize("photo", PHOTOGRAPHS)
def test_landmarks_move_with_the_person(photo: Photograph, condition: Condition) -> None:
    """Where the first frame has the landmarks, carried along by the known movement, is where they are found."""
    clip = list(photo_clip(photo, condition))
    found = _follow([frame.image for frame in clip])
    to_photo = np.linalg.inv(np.vstack([clip[0].photo_to_frame, [0, 0, 1]]))[:2]
    on_photo = moved_points(to_photo, found[0, :, :2])
    expected = np.stack([moved_points(frame.photo_to_frame, on_photo) for frame in clip])
    seen = [index for index in _UPPER_BODY if found[0, index, 3] > CLEARLY_VISIBLE]
    assert len(seen) >= 11
    there = np.isfinite(found[:, 0, 0])
    assert there.mean() >= FOUND_SHARE[photo]
    apart = np.linalg.norm(found[there][:, seen, :2] - expected[there][:, seen], axis=2).mean(axis=1)
    assert np.median(100 * apart / torso_px(expected[there])) < EQUIVARIANCE_PERCENT


@pytest.mark.parametrize("model", MODELS)
def test_a_mirrored_person_has_left_and_right_exchanged(model: str) -> None:
    frame = next(photo_clip("astronaut", "still")).image
    found = _follow([frame], model)
    mirrored = _follow([np.ascontiguousarray(frame[:, ::-1])], model)
    exchanged = [landmark_index(_other_side(name)) for name in LANDMARK_NAMES]
    back = mirrored[:, exchanged].copy()
    back[:, :, 0] = frame.shape[1] - back[:, :, 0]
    seen = found[0, :, 3] > CLEARLY_VISIBLE
    apart = np.linalg.norm(back[0, seen, :2] - found[0, seen, :2], axis=1).mean()
    assert 100 * apart / torso_px(found)[0] < MIRROR_PERCENT


def _other_side(name: str) -> str:
    return name.replace("left", "?").replace("right", "left").replace("?", "right")
