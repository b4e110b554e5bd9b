import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pose.bodies import random_body
from webapp.pose.region_of_interest import Region
from webapp.pose.smoothing import smooth
from webapp.pose.tracker_state import StateError, Track, TrackerState, pack, unpack


def _track(track_id: int, smoothed: bool = True) -> Track:
    filters = smooth(None, random_body(track_id), 1.5, 200)
    if smoothed:
        filters = smooth(filters, random_body(track_id + 1), 1.6, 200)
    return Track(track_id, Region(10, 20, 200, -0.5), filters if smoothed else None)


@given(st.integers(0, 8), st.booleans())
def test_an_unpacked_state_is_the_packed_one(people: int, smoothed: bool) -> None:
    state = TrackerState(
        640, 480, people + 1, 3.25, tuple(_track(index, smoothed) for index in range(people))
    )
    packed = pack(state)
    assert pack(unpack(packed)) == packed
    back = unpack(packed)
    assert (back.width, back.height, back.next_id, back.detected_s) == (640, 480, people + 1, 3.25)
    for before, after in zip(state.tracks, back.tracks, strict=True):
        assert (after.id, after.region) == (before.id, before.region)
        assert (after.filters is None) == (before.filters is None)
        if before.filters and after.filters:
            for filters in ("raw", "smoothed", "derivative"):
                np.testing.assert_array_equal(
                    getattr(after.filters.points, filters), getattr(before.filters.points, filters)
                )
            np.testing.assert_array_equal(after.filters.visibility, before.filters.visibility)
            assert after.filters.time_s == before.filters.time_s


def test_a_state_of_one_person_is_a_few_kilobytes() -> None:
    assert len(pack(TrackerState(640, 480, tracks=(_track(1),)))) < 4096


@pytest.mark.parametrize("packed", [b"x", b"\x63\x00" + bytes(18), pack(TrackerState(1, 1)) + b"more"])
def test_foreign_bytes_are_refused(packed: bytes) -> None:
    with pytest.raises(StateError):
        unpack(packed)


def test_a_smaller_frame_of_the_same_aspect_ratio_keeps_the_tracks() -> None:
    state = TrackerState(640, 480, tracks=(_track(1),)).for_frame(320, 240)
    assert state.tracks[0].region == Region(5, 10, 100, -0.5)
    assert (state.width, state.height) == (320, 240)


def test_a_rotated_phone_ends_the_tracks_and_reuses_no_id() -> None:
    state = TrackerState(640, 480, next_id=7, tracks=(_track(6),)).for_frame(480, 640)
    assert state.tracks == ()
    assert state.next_id == 7
