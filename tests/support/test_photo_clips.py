import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.photo_clips import (
    AROUND,
    CONDITIONS,
    FRAME_HEIGHT_PX,
    FRAME_WIDTH_PX,
    PHOTOGRAPHS,
    REST_SCALE,
    SWAY_SCALE,
    SWAY_TURN_DEG,
    SWAY_X_PX,
    SWAY_Y_PX,
    Condition,
    PhotoFrame,
    Photograph,
    _between_pixel_middles,
    moved_points,
    photo_clip,
    photograph,
    placement,
)
from webapp.pose.engine import RgbImage

PATCH_PX = 15  # side of the square over which pictures are compared: one pixel alone is mostly noise


@pytest.fixture(params=PHOTOGRAPHS)
def photo_name(request: pytest.FixtureRequest) -> Photograph:
    name: Photograph = request.param
    return name


@pytest.fixture(params=CONDITIONS)
def condition(request: pytest.FixtureRequest) -> Condition:
    name: Condition = request.param
    return name


def test_photographs_are_rgb_bytes_that_nobody_can_change(photo_name: Photograph) -> None:
    photo = photograph(photo_name)
    assert photo.shape == (512, 512, 3)
    assert photo.dtype == np.uint8
    assert not photo.flags.writeable


def test_a_clip_has_the_frames_asked_for(photo_name: Photograph, condition: Condition) -> None:
    clip = list(photo_clip(photo_name, condition, frames=3))
    assert [frame.image.shape for frame in clip] == [(FRAME_HEIGHT_PX, FRAME_WIDTH_PX, 3)] * 3
    assert {frame.image.dtype for frame in clip} == {np.dtype(np.uint8)}


def test_a_clip_is_the_same_every_time(condition: Condition) -> None:
    first, second = (list(photo_clip("astronaut", condition, frames=4)) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.image, other.image)
        np.testing.assert_array_equal(one.photo_to_frame, other.photo_to_frame)


def test_every_clip_starts_at_rest(condition: Condition) -> None:
    np.testing.assert_array_equal(placement(condition, 0), placement("still", 0))


def test_the_photographs_middle_rests_in_the_frames_middle() -> None:
    np.testing.assert_allclose(moved_points(placement("still", 5), np.array([256, 256])), [320, 240])


def test_still_does_not_move() -> None:
    first, *others = photo_clip("camera", "still", frames=5)
    for frame in others:
        np.testing.assert_array_equal(frame.image, first.image)


def test_moved_moves_as_far_as_it_says() -> None:
    far = placement("moved", 7) - placement("moved", 22)
    widest = 2 * np.sin(2 * np.pi * 7 / 30)
    np.testing.assert_allclose(far[:, 2], [SWAY_X_PX * widest, SWAY_Y_PX * widest], rtol=0.02)
    np.testing.assert_allclose(far[:, :2], 0)


def test_scaled_and_turned_do_as_they_say_and_leave_the_middle() -> None:
    sway = np.sin(2 * np.pi * 7 / 30)
    scaled, turned = placement("scaled", 7), placement("turned", 7)
    assert np.linalg.norm(scaled[:, 0]) == pytest.approx(REST_SCALE * (1 + SWAY_SCALE * sway))
    assert np.degrees(np.arctan2(turned[1, 0], turned[0, 0])) == pytest.approx(SWAY_TURN_DEG * sway)
    for affine in (scaled, turned):
        np.testing.assert_allclose(moved_points(affine, np.array([256, 256])), [320, 240])


def test_the_person_stays_in_the_frame(condition: Condition) -> None:
    heads = {"astronaut": (225, 15), "camera": (210, 65)}
    for head_px in heads.values():
        for index in range(30):
            x, y = moved_points(placement(condition, index), np.array(head_px))
            assert 0 < x < FRAME_WIDTH_PX
            assert 0 < y < FRAME_HEIGHT_PX


# Points with something to see around them: an eye, the patch, the flag; the hand on the camera, the tripod's head.
SIGHTS = {
    "astronaut": [(200.5, 101.5), (172.5, 385.5), (301.5, 353.5)],
    "camera": [(290.5, 190.5), (180.5, 140.5), (294.5, 325.5)],
}
SHIFTS_PX = range(-2, 3)  # how far off the best match may be looked for


def test_what_the_photograph_shows_at_a_point_the_frame_shows_where_the_affine_says(
    photo_name: Photograph, condition: Condition
) -> None:
    photo = photograph(photo_name)
    for frame in list(photo_clip(photo_name, condition))[::7]:
        for sight_px in SIGHTS[photo_name]:
            shown = _patch_in_the_frame(frame, sight_px)
            differences = {
                (right, down): np.abs(shown - _patch(photo, (sight_px[0] + right, sight_px[1] + down))).mean()
                for right in SHIFTS_PX
                for down in SHIFTS_PX
            }
            assert min(differences, key=differences.__getitem__) == (0, 0)


def _patch(photo: RgbImage, middle_px: tuple[float, float]) -> NDArray[np.float64]:
    column, row = (int(value) - PATCH_PX // 2 for value in middle_px)
    return photo[row : row + PATCH_PX, column : column + PATCH_PX].astype(np.float64)


def _patch_in_the_frame(frame: PhotoFrame, middle_px: tuple[float, float]) -> NDArray[np.float64]:
    """The photograph's patch as the frame shows it: for each of its pixels the frame's nearest."""
    offsets = np.arange(PATCH_PX) - PATCH_PX // 2
    points = np.stack(np.meshgrid(middle_px[0] + offsets, middle_px[1] + offsets), axis=-1)
    columns, rows = np.moveaxis(np.floor(moved_points(frame.photo_to_frame, points)).astype(int), -1, 0)
    return np.asarray(frame.image[rows, columns], np.float64)


def test_around_the_photograph_the_frame_is_grey() -> None:
    (frame,) = photo_clip("astronaut", "still", frames=1)
    np.testing.assert_array_equal(frame.image[0, 0], AROUND)


def test_opencv_counts_from_the_middle_of_the_first_pixel() -> None:
    twice = np.array([[2.0, 0, 0], [0, 2, 0]])  # the first pixel's middle, 0.5, goes to 1: between two pixels
    np.testing.assert_allclose(_between_pixel_middles(twice), [[2, 0, 0.5], [0, 2, 0.5]])
