import numpy as np
from numpy.typing import NDArray

from webapp.engines.mediapipe.person_matching import MAX_STEP, PersonMatcher

TORSO = 0.2


def body(x: float, y: float = 0.3) -> NDArray[np.float32]:
    """All landmarks at x; shoulders at y, hips a torso below."""
    image = np.full((33, 2), (x, y), np.float32)
    image[[23, 24], 1] += TORSO
    return image


def test_one_person_keeps_the_id_while_found() -> None:
    matcher = PersonMatcher()
    assert [matcher.assign([body(x)]) for x in (0.1, 0.15, 0.2, 0.3)] == [[1]] * 4


def test_after_a_loss_the_id_is_a_new_one() -> None:
    matcher = PersonMatcher()
    assert [matcher.assign(found) for found in ([body(0.1)], [], [body(0.1)])] == [[1], [], [2]]


def test_people_keep_their_ids_in_whatever_order_they_come() -> None:
    matcher = PersonMatcher()
    assert matcher.assign([body(0.1), body(0.8)]) == [1, 2]
    assert matcher.assign([body(0.78), body(0.12)]) == [2, 1]


def test_the_nearest_person_gets_the_id() -> None:
    matcher = PersonMatcher()
    matcher.assign([body(0.5)])
    assert matcher.assign([body(0.55), body(0.51)]) == [2, 1]


def test_a_person_far_from_everyone_is_new() -> None:
    matcher = PersonMatcher()
    matcher.assign([body(0.1)])
    assert matcher.assign([body(0.1 + 0.99 * MAX_STEP * TORSO)]) == [1]
    assert matcher.assign([body(0.1 + 2.1 * MAX_STEP * TORSO)]) == [2]
