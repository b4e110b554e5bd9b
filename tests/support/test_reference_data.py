from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.reference_data import (
    CLIPS,
    MODELS,
    OLD_SOLUTION,
    SHARED_ENV,
    STILLS,
    ReferenceMissingError,
    clip_frames,
    frame_time_ms,
    image_px,
    missing_reference,
    needs_reference,
    parity_percent,
    reference,
    still_picture,
    torso_px,
)
from webapp.pose.engine import Person

# How far MediaPipe's old solution is from its Tasks API, measured when the reference was made.
OLD_SOLUTION_PERCENT = {
    ("gym", "lite"): 2.24,
    ("gym", "full"): 1.6,
    ("gym", "heavy"): 1.45,
    ("park", "lite"): 6.2,
    ("park", "full"): 3.15,
    ("park", "heavy"): 1.97,
    ("dress", "lite"): 5.05,
    ("dress", "full"): 4.29,
    ("dress", "heavy"): 3.33,
    ("pair", "lite"): 3.64,
    ("pair", "full"): 3.22,
    ("pair", "heavy"): 1.9,
}


def body(torso: float, frames: int = 3) -> NDArray[np.float32]:
    """Shoulders at y = 0, hips at y = torso, everything else at 0, 0."""
    image = np.zeros((frames, 33, 5), np.float32)
    image[:, [23, 24], 1] = torso
    return image


def test_the_torso_reaches_from_the_shoulders_to_the_hips() -> None:
    np.testing.assert_allclose(torso_px(body(torso=50)), 50)


def test_parity_is_a_percentage_of_the_expected_torso() -> None:
    expected = body(torso=50)
    assert parity_percent(expected, expected) == 0
    assert parity_percent(expected + np.array([3, 4, 99, 99, 99], np.float32), expected) == pytest.approx(10)


def test_parity_leaves_out_the_frames_in_which_one_has_nobody() -> None:
    expected, found = body(torso=50), body(torso=50)
    expected[0] = np.nan
    found[1] = np.nan
    found[2, :, 0] += 5
    assert parity_percent(found, expected) == pytest.approx(10)


def test_a_tracker_that_finds_nobody_is_not_at_parity() -> None:
    with pytest.raises(ValueError, match="no frame"):
        parity_percent(np.full((3, 33, 4), np.nan), body(torso=50))


def test_fractions_become_pixels_of_the_frame() -> None:
    image = np.full((33, 4), 0.5, np.float32)
    person = Person(id=1, score=1.0, image=image, world=np.zeros((33, 3), np.float32))
    frame = np.zeros((40, 60, 3), np.uint8)
    np.testing.assert_allclose(image_px((person,), frame), np.tile([30, 20, 30, 0.5], (33, 1)))
    assert np.isnan(image_px((), frame)).all()


def test_frames_are_a_thirtieth_of_a_second_apart_in_whole_milliseconds() -> None:
    assert [frame_time_ms(index) for index in range(4)] == [0, 33, 67, 100]


def test_what_is_missing_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SHARED_ENV, str(tmp_path))
    reason = missing_reference()
    assert reason is not None
    assert str(tmp_path / "media" / "gym.mp4") in reason
    assert SHARED_ENV in reason
    with pytest.raises(ReferenceMissingError):
        next(clip_frames("gym"))
    with pytest.raises(ReferenceMissingError):
        still_picture("stand")
    with pytest.raises(ReferenceMissingError):
        reference("gym", "full")


@needs_reference
@pytest.mark.parametrize("clip", CLIPS)
def test_the_reference_has_an_answer_for_every_frame_in_the_frames_pixels(clip: str) -> None:
    frames = list(clip_frames(clip))
    for model in MODELS:
        image, world = reference(clip, model)
        assert image.shape == (len(frames), 33, 5)
        assert world.shape == (len(frames), 33, 3)
        height_px, width_px = frames[0].shape[:2]
        nose_x, nose_y = np.nanmedian(
            image[:, 0, :2], axis=0
        )  # a jump may leave the picture, the clip does not
        assert 0 < nose_x < width_px
        assert 0 < nose_y < height_px


@needs_reference
@pytest.mark.parametrize("still", STILLS)
def test_the_reference_has_one_answer_for_a_still(still: str) -> None:
    assert still_picture(still).shape[2] == 3
    assert reference(still, "full").image.shape == (1, 33, 5)


@needs_reference
@pytest.mark.parametrize(("name", "percent"), OLD_SOLUTION_PERCENT.items())
def test_the_measure_is_the_one_that_the_bar_was_measured_with(name: tuple[str, str], percent: float) -> None:
    old, new = reference(*name, version=OLD_SOLUTION), reference(*name)
    assert parity_percent(old.image, new.image) == pytest.approx(percent, abs=0.006)
