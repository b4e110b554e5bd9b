"""Distances between bodies, which are shifted copies of one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pose.bodies import random_body
from webapp.pose.body_distance import Floats, body_distance, body_overlap, is_in_frame, region_distance
from webapp.pose.region_of_interest import Region

SIDE_PX = 800
BODY = random_body(1).image


def _shifted(x_px: float) -> Floats:
    return BODY + np.array([x_px, 0, 0], np.float32)


@given(st.floats(-500, 500), st.floats(0.25, 4))
def test_distances_are_symmetric_and_do_not_depend_on_size(x_px: float, scale: float) -> None:
    other = _shifted(x_px)
    distance = body_distance(BODY, other, SIDE_PX)
    assert distance == pytest.approx(body_distance(other, BODY, SIDE_PX), rel=1e-5, abs=1e-6)
    assert distance == pytest.approx(abs(x_px) / SIDE_PX, rel=1e-3, abs=1e-4)
    larger = body_distance(BODY * np.float32(scale), other * np.float32(scale), SIDE_PX * scale)
    assert larger == pytest.approx(distance, rel=1e-3, abs=1e-4)
    regions = Region(0, 0, SIDE_PX, 0), Region(x_px, 0, SIDE_PX, 0)
    assert region_distance(*regions) == pytest.approx(abs(x_px) / SIDE_PX)


def test_bodies_of_different_size_with_the_same_face_have_no_distance() -> None:
    face = BODY[:11, :2].mean(axis=0)
    smaller = BODY.copy()
    smaller[:, :2] = face + (BODY[:, :2] - face) / 3
    assert body_distance(BODY, smaller, SIDE_PX) < 1e-3


def test_a_body_overlaps_itself_wholly_and_one_beside_it_not_at_all() -> None:
    assert body_overlap(BODY, BODY) == pytest.approx(1)
    assert body_overlap(BODY, _shifted(501)) == 0


def test_a_body_cut_off_at_the_hips_is_in_the_frame_and_one_cut_in_half_is_not() -> None:
    body = np.zeros((33, 3), np.float32)
    body[:13, 1], body[23:, 1] = 400, 700
    assert is_in_frame(body, 640, 480)
    body[:, 0] = -5
    assert not is_in_frame(body, 640, 480)
