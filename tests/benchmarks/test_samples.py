"""Statistics that can be checked by hand."""

import math

import pytest

from benchmarks.samples import Spread, jain_index, percentile, ratios, slope


def test_a_spread_is_the_median_between_the_ends() -> None:
    assert Spread.of([3.0, 1.0, 2.0]) == Spread(2.0, 1.0, 3.0, 3)
    assert Spread.of([1.0, 2.0]).median == 1.5
    assert Spread.of([1.0, math.nan, 3.0]) == Spread(2.0, 1.0, 3.0, 2)  # that round measured nothing
    assert Spread.of([]).rounds == 0
    assert math.isnan(Spread.of([]).median)


def test_percentiles_lie_between_neighbours() -> None:
    values = [float(value) for value in range(101)]
    assert percentile(values, 50) == 50
    assert percentile(values, 99) == 99
    assert percentile([0.0, 10.0], 25) == 2.5
    assert math.isnan(percentile([], 50))


def test_ratios_are_taken_round_by_round() -> None:
    assert ratios([2.0, 9.0, 4.0], [1.0, 3.0, 2.0]) == Spread(2.0, 2.0, 3.0, 3)
    assert ratios([2.0, 9.0], [0.0, 3.0]).rounds == 1  # a round without an answer has no ratio
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        ratios([1.0, 2.0], [1.0])


def test_jain_s_index_is_1_for_equal_shares_and_one_nth_for_a_single_one() -> None:
    assert jain_index([5, 5, 5, 5]) == 1
    assert jain_index([8, 0, 0, 0]) == 0.25
    assert jain_index([1, 3]) == pytest.approx(16 / 20)
    assert math.isnan(jain_index([0, 0]))


def test_a_slope_is_the_growth_per_step() -> None:
    assert slope([1, 2, 4], [103, 105, 109]) == pytest.approx(2)
    assert slope([1, 64], [300, 300]) == pytest.approx(0)
