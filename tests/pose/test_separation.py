"""Who stays where two tracks meet; bodies are moved copies of one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pose.bodies import random_body
from webapp.pose.body_distance import bodies_apart, body_overlap, is_in_picture, regions_apart
from webapp.pose.engine import Person
from webapp.pose.region_of_interest import Region
from webapp.pose.track_association import Followed, apart, without_doubles
from webapp.pose.tracker_state import TrackedPerson

SIDE_PX = 800
BODY = random_body(1).image


def _followed(person_id: int, x_px: float, moved: float = 0.0) -> Followed:
    body = BODY + np.array([x_px, 0, 0], np.float32)
    person = Person(person_id, 1.0, np.zeros((33, 4), np.float32), np.zeros((33, 3), np.float32))
    return Followed(person, TrackedPerson(person_id, Region(x_px, 0, SIDE_PX, 0), None), body, moved)


def _ids(*found: Followed) -> list[int]:
    return [one.person.id for one in without_doubles(list(found))]


def test_people_apart_all_stay() -> None:
    assert _ids(_followed(1, 0), _followed(2, 200), _followed(3, 400)) == [1, 2, 3]


def test_of_two_tracks_on_one_body_the_older_stays() -> None:
    assert _ids(_followed(1, 0), _followed(2, 20)) == [1]


def test_the_track_that_came_over_to_another_body_ends_even_if_it_is_older() -> None:
    assert _ids(_followed(1, 20, moved=0.2), _followed(2, 0, moved=0.01)) == [2]


def test_a_leap_to_a_place_where_nobody_was_known_ends_the_track() -> None:
    assert _ids(_followed(1, 0, moved=0.3), _followed(2, 400)) == [2]


def test_a_quick_move_alone_ends_nothing() -> None:
    assert _ids(_followed(1, 0, moved=0.2), _followed(2, 400, moved=0.2)) == [1, 2]


def test_ids_come_oldest_first_again() -> None:
    assert _ids(_followed(1, 0, moved=0.2), _followed(2, 400)) == [1, 2]


@given(st.floats(-500, 500), st.floats(0.25, 4))
def test_distances_are_symmetric_and_do_not_depend_on_size(x_px: float, scale: float) -> None:
    here, there = _followed(1, 0), _followed(2, x_px)
    assert apart(here, there) == pytest.approx(apart(there, here), rel=1e-5, abs=1e-6)
    assert apart(here, there) == pytest.approx(abs(x_px) / SIDE_PX, rel=1e-3, abs=1e-4)
    larger = bodies_apart(here.body * np.float32(scale), there.body * np.float32(scale), SIDE_PX * scale)
    assert larger == pytest.approx(apart(here, there), rel=1e-3, abs=1e-4)
    assert regions_apart(here.track.region, there.track.region) == pytest.approx(abs(x_px) / SIDE_PX)


def test_bodies_with_one_face_are_one_however_large() -> None:
    face = BODY[:11, :2].mean(axis=0)
    smaller = BODY.copy()
    smaller[:, :2] = face + (BODY[:, :2] - face) / 3
    assert bodies_apart(BODY, smaller, SIDE_PX) < 1e-3


def test_a_body_overlaps_itself_wholly_and_one_beside_it_not_at_all() -> None:
    assert body_overlap(BODY, BODY) == pytest.approx(1)
    assert body_overlap(BODY, _followed(1, 501).body) == 0


def test_cut_off_at_the_hips_is_in_the_picture_cut_in_half_is_not() -> None:
    body = np.zeros((33, 3), np.float32)
    body[:13, 1], body[23:, 1] = 400, 700
    assert is_in_picture(body, 640, 480)
    body[:, 0] = -5
    assert not is_in_picture(body, 640, 480)


def test_a_person_is_told_apart_by_the_larger_region() -> None:
    here, there = _followed(1, 0), _followed(2, 100)
    small = there._replace(track=replace(there.track, region=Region(100, 0, 10, 0)))
    assert apart(here, small) == pytest.approx(100 / SIDE_PX, rel=1e-3)
