"""A person's label is at the head; tests/js/view/label_place.test.js has the same places for the browser."""

import pytest

from webapp.media.drawing.label import label_place
from webapp.media.drawing.shapes import Joint
from webapp.pose.body import LANDMARK_NAMES, landmark_index

UNSEEN = Joint(0, 0, is_guess=True, is_shown=False)


def joints(**points: tuple[float, float]) -> list[Joint]:
    found = [UNSEEN] * len(LANDMARK_NAMES)
    for name, (x, y) in points.items():
        found[landmark_index(name)] = Joint(x, y, is_guess=False, is_shown=True)
    return found


def test_the_label_is_above_the_head_wherever_the_hands_are() -> None:
    face = {"left_eye": (110.0, 200.0), "right_eye": (90.0, 204.0)}
    still = label_place(joints(**face), 80, 500, 1.0)
    waving = label_place(joints(**face, left_wrist=(300, 20)), 80, 500, 1.0)
    assert still == waving == (100, 200 - 20 - 16)


def test_in_a_larger_picture_the_label_is_farther_above() -> None:
    assert label_place(joints(nose=(100, 200)), 80, 500, 2.0) == (100, 200 - 20 - 32)


@pytest.mark.parametrize(("x", "beside"), [(100, 100 + 36), (480, 480 - 36)])
def test_without_room_above_the_head_the_label_is_beside_it(x: float, beside: float) -> None:
    assert label_place(joints(nose=(x, 24)), 80, 500, 1.0) == (beside, 24)


def test_near_the_edge_the_label_may_cover_hair() -> None:
    assert label_place(joints(nose=(100, 40)), 80, 500, 1.0) == (100, 16)


def test_without_a_face_the_label_is_above_the_highest_point() -> None:
    assert label_place(joints(left_elbow=(60, 100), left_wrist=(70, 80)), 80, 500, 1.0) == (70, 64)


def test_a_person_who_is_not_shown_has_no_label() -> None:
    assert label_place(joints(), 80, 500, 1.0) is None
