"""Against MediaPipe itself on photographs of scikit-image, moved, scaled and turned: no reference data needed.

Single pictures are compared, a fresh state against MediaPipe's IMAGE mode: there both do the same, so the bar is
tight. (Tracked, the two differ on purpose: docs/decisions/0004.)
"""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.pose.engines import blazepose_engine
from tests.support.mediapipe_here import mediapipe_or_skip
from tests.support.photo_clips import CONDITIONS, PHOTOGRAPHS, Condition, Photograph, photo_clip
from tests.support.reference_data import MODELS, distance_percent, image_px
from webapp.pose.engine import NO_STATE, PoseEngine, TrackerOptions

PICTURE_PERCENT = 1.0  # of the torso
PICTURE_WORLD_M = 0.01
EVERY = 6  # frames of a clip between those compared


@pytest.fixture(scope="module")
def mediapipe() -> Iterator[PoseEngine]:
    with mediapipe_or_skip() as engine:
        yield engine


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("photo", PHOTOGRAPHS)
def test_a_picture_gives_what_mediapipe_gives(
    photo: Photograph, condition: Condition, model: str, mediapipe: PoseEngine
) -> None:
    options = TrackerOptions(model=model, smoothing=False)  # MediaPipe's IMAGE mode
    compared, landmarker = (
        0,
        NO_STATE,
    )  # the state is the key of a landmarker: one for all pictures is quicker
    for index, (frame, _) in enumerate(list(photo_clip(photo, condition))[::EVERY]):
        ours = blazepose_engine().track(frame, NO_STATE, 0.0, options).people
        answer = mediapipe.track(frame, landmarker, float(index), options)
        theirs, landmarker = answer.people, answer.state
        assert len(ours) == len(theirs)
        if not theirs:
            continue
        distance = distance_percent(image_px(ours, frame)[None], image_px(theirs, frame)[None])[0]
        assert distance < PICTURE_PERCENT
        assert np.linalg.norm(ours[0].world - theirs[0].world, axis=1).mean() < PICTURE_WORLD_M
        compared += 1
    assert compared >= 1
