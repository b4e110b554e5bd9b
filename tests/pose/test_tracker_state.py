import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pose.bodies import random_body
from webapp.pose.region_of_interest import Region
from webapp.pose.smoothing import smooth
from webapp.pose.tracker_state import StateError, TrackedPerson, TrackerState, pack, unpack


def _person(person_id: int, smoothed: bool = True) -> TrackedPerson:
    memory = smooth(None, random_body(person_id), 1.5, 200)
    if smoothed:
        memory = smooth(memory, random_body(person_id + 1), 1.6, 200)
    return TrackedPerson(person_id, Region(10, 20, 200, -0.5), memory if smoothed else None)


@given(st.integers(0, 8), st.booleans())
def test_a_state_survives_its_journey(people: int, smoothed: bool) -> None:
    state = TrackerState(
        640, 480, people + 1, 3.25, tuple(_person(index, smoothed) for index in range(people))
    )
    packed = pack(state)
    assert pack(unpack(packed)) == packed
    back = unpack(packed)
    assert (back.width, back.height, back.next_id, back.searched_s) == (640, 480, people + 1, 3.25)
    for before, after in zip(state.people, back.people, strict=True):
        assert (after.id, after.region) == (before.id, before.region)
        assert (after.memory is None) == (before.memory is None)
        if before.memory and after.memory:
            for filters in ("raw", "smoothed", "derivative"):
                np.testing.assert_array_equal(
                    getattr(after.memory.points, filters), getattr(before.memory.points, filters)
                )
            np.testing.assert_array_equal(after.memory.visibility, before.memory.visibility)
            assert after.memory.time_s == before.memory.time_s


def test_a_state_of_one_person_is_a_few_kilobytes() -> None:
    assert len(pack(TrackerState(640, 480, people=(_person(1),)))) < 4096


@pytest.mark.parametrize("packed", [b"x", b"\x63\x00" + bytes(18), pack(TrackerState(1, 1)) + b"more"])
def test_foreign_bytes_are_refused(packed: bytes) -> None:
    with pytest.raises(StateError):
        unpack(packed)


def test_a_smaller_frame_of_the_same_shape_keeps_its_people() -> None:
    state = TrackerState(640, 480, people=(_person(1),)).for_frame(320, 240)
    assert state.people[0].region == Region(5, 10, 100, -0.5)
    assert (state.width, state.height) == (320, 240)


def test_a_phone_that_was_turned_starts_anew_without_reusing_ids() -> None:
    state = TrackerState(640, 480, next_id=7, people=(_person(6),)).for_frame(480, 640)
    assert state.people == ()
    assert state.next_id == 7
