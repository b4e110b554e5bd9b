"""Statistics: medians with their spread, percentiles, ratios, fairness, slopes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np


@dataclass(frozen=True)
class Spread:
    """The median of some rounds, and the lowest and highest of them; NaN without rounds.

    A round that is NaN measured nothing and does not count.
    """

    median: float
    low: float
    high: float
    rounds: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        known = [value for value in values if not math.isnan(value)]
        if not known:
            return cls(math.nan, math.nan, math.nan, 0)
        return cls(float(np.median(known)), min(known), max(known), len(known))


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value below which `percent` of the values are, interpolated; NaN without values."""
    return float(np.percentile(values, percent)) if len(values) else math.nan


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Return ours over theirs, round by round, so that disturbances of the machine affect both."""
    return Spread.of([a / b for a, b in zip(ours, theirs, strict=True) if b])


def jain_index(shares: Sequence[float]) -> float:
    """Return Jain's fairness index: 1 for equal shares, 1/n if one has everything; NaN if all are 0."""
    squares = sum(share * share for share in shares)
    return sum(shares) ** 2 / (len(shares) * squares) if squares else math.nan


def slope(x: Sequence[float], y: Sequence[float]) -> float:
    """Return the slope of the least-squares line through at least two points."""
    return float(np.polynomial.Polynomial.fit(x, y, 1).convert().coef[1])
