"""A skeleton's pixels: the right colours on its edges, nothing elsewhere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.media.drawn_people import person_with
from tests.support.photo_clips import photograph
from webapp.formats.pose_document import PersonPose
from webapp.media.drawing.shapes import Shape, capsules, limb_width
from webapp.media.drawing.skeleton import Drawn, draw_people
from webapp.media.drawing.style import (
    GUESS_OPACITY,
    OUTLINE_COLOUR,
    SIDE_COLOURS,
    THICKEST_PX,
    THINNEST_PX,
    WIDTH_OF_TORSO,
    rgb,
)
from webapp.media.media_options import MediaOptions
from webapp.pose.engine import RgbImage

GREY = 120
LEFT, RIGHT, MIDDLE = (rgb(SIDE_COLOURS[side]) for side in ("left", "right", "middle"))
BLACK_GROUND = MediaOptions(ground="black")


def grey(height: int = 200, width: int = 300) -> RgbImage:
    return np.full((height, width, 3), GREY, np.uint8)


def arm(visibility: float = 1.0) -> PersonPose:
    """Return a left forearm across the picture, from 50, 100 to 250, 100."""
    return person_with(visibility, left_elbow=(50, 100), left_wrist=(250, 100))


def pixel(drawn: Drawn, x: int, y: int) -> tuple[int, ...]:
    return tuple(drawn[y, x].tolist())


def changed(drawn: Drawn) -> int:
    return int((drawn != GREY).any(axis=2).sum())


def test_an_edge_has_the_colour_of_its_side_and_a_dark_outline() -> None:
    drawn = draw_people(grey(), [arm()], MediaOptions())
    assert pixel(drawn, 150, 100) == LEFT
    assert max(pixel(drawn, 150, 96)) < 60
    assert max(pixel(drawn, 150, 103)) < 60
    assert pixel(drawn, 150, 92) == (GREY, GREY, GREY)


def test_left_and_right_have_their_colours() -> None:
    person = person_with(
        left_shoulder=(220, 40), right_shoulder=(80, 40), left_hip=(220, 160), right_hip=(80, 160)
    )
    drawn = draw_people(grey(), [person], MediaOptions())
    assert pixel(drawn, 220, 100) == LEFT
    assert pixel(drawn, 80, 100) == RIGHT
    assert pixel(drawn, 150, 40) == MIDDLE


def test_the_given_picture_is_not_changed() -> None:
    pixels = grey()
    draw_people(pixels, [arm()], MediaOptions())
    assert (pixels == GREY).all()


def test_without_people_the_ground_is_unchanged() -> None:
    assert (draw_people(grey(), [], MediaOptions()) == GREY).all()
    assert not draw_people(grey(), [], BLACK_GROUND).any()
    assert draw_people(grey(), [], MediaOptions(ground="transparent")).shape == (200, 300, 4)


def test_landmarks_below_the_visibility_limit_are_not_drawn() -> None:
    assert changed(draw_people(grey(), [arm(0.29)], MediaOptions(min_visibility=0.3))) == 0
    assert changed(draw_people(grey(), [arm(0.31)], MediaOptions(min_visibility=0.3))) > 0


def test_an_edge_to_a_hidden_landmark_is_not_drawn_but_its_other_end_is() -> None:
    person = arm()
    person.image[15, 3] = 0.2  # the wrist
    drawn = draw_people(grey(), [person], MediaOptions(min_visibility=0.3))
    assert pixel(drawn, 50, 100) == rgb(OUTLINE_COLOUR)  # the elbow's dark middle
    assert pixel(drawn, 150, 100) == pixel(drawn, 250, 100) == (GREY, GREY, GREY)


def test_a_guess_is_dashed_and_translucent() -> None:
    row = draw_people(grey(), [arm(0.3)], MediaOptions())[100, 70:230].astype(int)
    faded = [round(GUESS_OPACITY * one + (1 - GUESS_OPACITY) * GREY) for one in LEFT]
    assert (abs(row - faded).max(axis=1) <= 1).sum() > 30  # dashes
    assert (row == GREY).all(axis=1).sum() > 10  # and between them
    assert not (row == LEFT).all(axis=1).any()


def test_a_landmark_outside_the_picture_is_a_guess_and_its_line_stops_at_the_edge() -> None:
    person = person_with(left_elbow=(50, 100), left_wrist=(1e6, 100))
    drawn = draw_people(grey(), [person], MediaOptions())
    assert not (drawn[100, 70:] == LEFT).all(axis=1).any()
    assert changed(drawn[90:110]) == changed(drawn)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30])
def test_landmarks_that_are_not_finite_are_left_out(bad: float) -> None:
    person = person_with(left_elbow=(50, 100), left_wrist=(bad, bad))
    drawn = draw_people(grey(), [person], MediaOptions())
    assert pixel(drawn, 50, 100) == rgb(OUTLINE_COLOUR)


def test_on_transparent_ground_the_middle_of_a_line_is_opaque_and_its_edge_is_not() -> None:
    drawn = draw_people(grey(), [arm()], MediaOptions(ground="transparent"))
    assert pixel(drawn, 150, 100) == (*LEFT, 255)
    assert pixel(drawn, 10, 10) == (0, 0, 0, 0)
    opacity = drawn[80:120, 150, 3]
    assert ((opacity > 0) & (opacity < 255)).any()


def test_a_guess_on_transparent_ground_has_its_opacity() -> None:
    drawn = draw_people(grey(), [arm(0.3)], MediaOptions(ground="transparent"))
    assert abs(int(drawn[..., 3].max()) - 255 * GUESS_OPACITY) <= 1


@given(level=st.integers(0, 255))
def test_a_transparent_drawing_blended_on_a_ground_equals_the_direct_one(level: int) -> None:
    """Otherwise edges would have dark or light fringes."""
    people = [arm(), person_with(0.3, right_hip=(40, 30), right_knee=(260, 170))]
    ground = np.full((200, 300, 3), level, np.uint8)
    direct = draw_people(ground, people, MediaOptions(), with_ids=True).astype(float)
    drawn = draw_people(ground, people, MediaOptions(ground="transparent"), with_ids=True).astype(float)
    opacity = drawn[..., 3:] / 255
    laid = drawn[..., :3] * opacity + ground * (1 - opacity)
    assert abs(laid - direct).max() <= 4  # roundings of layer upon layer


@pytest.mark.parametrize("width", [2.0, 3.3, 5.0, 9.0])
@pytest.mark.parametrize("turn", [0.0, 0.3, np.pi / 4])
def test_lines_have_the_width_asked_for(width: float, turn: float) -> None:
    from webapp.media.drawing.skeleton import _fill

    drawn = np.zeros((300, 300, 3), np.uint8)
    middle, reach = np.array([150.3, 150.2]), 100 * np.array([np.cos(turn), np.sin(turn)])
    (points,) = capsules((middle - reach)[None], (middle + reach)[None], np.array([width / 2]))
    _fill(drawn, [Shape(points, (255, 255, 255))])
    area = drawn[..., 0].sum() / 255
    assert (area - np.pi * width**2 / 4) / 200 == pytest.approx(width, abs=0.35)


def test_a_line_moves_by_less_than_a_pixel_when_its_ends_do() -> None:
    def centre(y: float) -> float:
        column = draw_people(
            np.zeros((200, 300, 3), np.uint8),
            [person_with(left_elbow=(50, y), left_wrist=(250, y))],
            BLACK_GROUND,
        )[:, 150, 0].astype(float)
        return float((column * (np.arange(200) + 0.5)).sum() / column.sum())

    assert centre(100.0) == pytest.approx(100.0, abs=0.15)
    assert centre(100.25) == pytest.approx(100.25, abs=0.15)
    assert centre(100.5) == pytest.approx(100.5, abs=0.15)


def test_limb_width_is_a_share_of_the_torso_within_limits() -> None:
    def torso(length: float) -> PersonPose:
        return person_with(
            left_shoulder=(90, 0), right_shoulder=(10, 0), left_hip=(80, length), right_hip=(20, length)
        )

    assert limb_width(torso(100), 1.0) == pytest.approx(100 * WIDTH_OF_TORSO, rel=1e-5)
    assert limb_width(torso(1), 1.0) == THINNEST_PX
    assert limb_width(torso(1000), 1.0) == THICKEST_PX
    assert limb_width(torso(1000), 2.0) == 2 * THICKEST_PX


def test_several_people_are_numbered_and_one_alone_is_not() -> None:
    one = person_with(number=1, left_elbow=(60, 100), left_wrist=(60, 180))
    other = person_with(number=2, left_elbow=(240, 100), left_wrist=(240, 180))
    above = (slice(81, 92), slice(45, 75))
    assert (draw_people(grey(), [one], MediaOptions())[above] == GREY).all()
    both = draw_people(grey(), [one, other], MediaOptions())[above]
    assert (both > 180).all(axis=2).any()  # the number
    assert (both == rgb(OUTLINE_COLOUR)).all(axis=2).any()  # its disc
    assert (draw_people(grey(), [one], MediaOptions(), with_ids=True)[above] == both).all()


@given(
    image=arrays(np.float32, (33, 4), elements=st.floats(width=32)),
    ground=st.sampled_from(["picture", "black", "transparent"]),
)
def test_arbitrary_landmarks_raise_no_error(image: np.ndarray, ground: str) -> None:
    person = PersonPose(12345, 0.5, image, np.zeros((33, 3), np.float32))
    options = MediaOptions(ground=ground)  # type: ignore[arg-type]
    drawn = draw_people(grey(40, 30), [person, person], options)
    assert drawn.shape == (40, 30, 4 if ground == "transparent" else 3)


def test_a_photograph_is_unchanged_away_from_the_skeleton() -> None:
    photo = photograph("astronaut")
    person = person_with(left_elbow=(100, 400), left_wrist=(200, 400))
    drawn = draw_people(photo, [person], MediaOptions())
    assert (drawn[:380] == photo[:380]).all()
    assert (drawn[400, 150] == LEFT).all()
