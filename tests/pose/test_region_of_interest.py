import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from webapp.pose.region_of_interest import Region, overlap, region_from_points, wrapped

pixels = st.floats(-2000, 2000)
sides = st.floats(1, 2000)
angles = st.floats(-20, 20)
regions = st.builds(Region, pixels, pixels, sides, angles)


def test_a_person_who_stands_upright_has_a_region_that_is_not_turned() -> None:
    region = region_from_points(100, 200, 100, 120)  # the circle's point straight above the hips
    assert (region.x_px, region.y_px, region.side_px) == (100, 200, 2 * 80 * 1.25)
    assert region.rotation_rad == pytest.approx(0)


def test_a_person_who_lies_with_the_head_to_the_right_has_a_region_turned_clockwise_by_a_quarter() -> None:
    assert region_from_points(100, 200, 180, 200).rotation_rad == pytest.approx(math.pi / 2)


@given(pixels, pixels, pixels, pixels, pixels, pixels)
def test_a_region_moves_with_its_points(
    x0: float, y0: float, x1: float, y1: float, dx: float, dy: float
) -> None:
    assume(math.hypot(x1 - x0, y1 - y0) > 1)
    region, moved = region_from_points(x0, y0, x1, y1), region_from_points(x0 + dx, y0 + dy, x1 + dx, y1 + dy)
    assert (moved.x_px, moved.y_px) == (x0 + dx, y0 + dy)
    assert moved.side_px == pytest.approx(region.side_px)
    assert wrapped(moved.rotation_rad - region.rotation_rad) == pytest.approx(0, abs=1e-6)


@given(st.floats(-3, 3), st.floats(10, 500))
def test_a_region_turns_with_its_points(turn: float, reach: float) -> None:
    region = region_from_points(0, 0, reach * math.sin(turn), -reach * math.cos(turn))
    assert region.rotation_rad == pytest.approx(turn)
    assert region.side_px == pytest.approx(2.5 * reach)


@given(angles)
def test_wrapped_angles_are_the_same_direction_in_one_turn(angle: float) -> None:
    assert -math.pi <= wrapped(angle) < math.pi
    assert math.cos(wrapped(angle)) == pytest.approx(math.cos(angle), abs=1e-9)


@given(regions)
def test_axes_are_a_rotation(region: Region) -> None:
    axes = np.array(region.axes)
    np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-6)
    assert np.linalg.det(axes) == pytest.approx(1, abs=1e-6)


@given(regions, regions)
def test_overlap_is_symmetric_and_a_fraction(a: Region, b: Region) -> None:
    assert overlap(a, b) == pytest.approx(overlap(b, a))
    assert 0 <= overlap(a, b) <= 1 + 1e-9


@given(regions)
def test_a_region_overlaps_itself_wholly(region: Region) -> None:
    assert overlap(region, region) == pytest.approx(1)


def test_overlap_of_squares_that_share_half() -> None:
    assert overlap(Region(0, 0, 10, 0), Region(5, 0, 10, 0)) == pytest.approx(50 / 150)
    assert overlap(Region(0, 0, 10, 0), Region(10, 0, 10, 0)) == 0
    assert overlap(Region(0, 0, 10, 0), Region(0, 0, 5, 0)) == pytest.approx(25 / 100)
