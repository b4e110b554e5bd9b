"""A polynomial through each value's neighbours in time, near ones counting more: its value and its slope there.

Source: Cleveland, "Robust locally weighted regression", 1979, with Gaussian weights; at even times it is the filter of
Savitzky and Golay. It has no lag, takes uneven times as they are, and needs no padding at the ends.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REACH: Final = 3.0  # standard deviations beyond which neighbours do not count
AT_ONCE: Final = (
    32  # points; more take more memory, fewer more time: a broken clock has 1800 neighbours for each
)


class Neighbours:
    """Who counts how much for whom among n rising times (seconds), with weights of a standard deviation in seconds."""

    def __init__(self, times_s: Floats, deviation_s: float) -> None:
        reach_s = REACH * deviation_s
        self._times = times_s / deviation_s
        self._deviation_s = deviation_s
        self._first = np.searchsorted(times_s, times_s - reach_s, side="left")
        self._behind = np.searchsorted(times_s, times_s + reach_s, side="right")

    def value(self, values: Floats, degree: int) -> Floats:
        """Of the polynomials through `values` (n, …), where they are; as many points as coefficients change nothing."""
        return self._coefficients(values, 0, degree)

    def slope(self, values: Floats) -> Floats:
        """Of the lines through `values` (n, …), a second; 0 where there is one point only."""
        return self._coefficients(values, 1, degree=1) / self._deviation_s

    def _coefficients(self, values: Floats, power: int, degree: int) -> Floats:
        """Of that power, like values."""
        found = np.empty_like(values)
        for start in range(0, len(values), AT_ONCE):
            here = slice(start, start + AT_ONCE)
            near = slice(self._first[here][0], self._behind[here][-1])
            shares = _shares(self._times[near] - self._times[here, None], power, degree)
            found[here] = np.tensordot(shares, values[near], axes=1)
        return found


def _shares(distances: Floats, power: int, degree: int) -> Floats:
    """(n, neighbours): what each neighbour at these distances (standard deviations) adds to the coefficient."""
    bell = np.exp(-(distances**2) / 2) - np.exp(-(REACH**2) / 2)  # 0 at the reach: nobody enters with a jump
    powers = np.cumprod(np.stack([np.ones_like(distances), *[distances] * degree], axis=2), axis=2)
    weighted = powers * np.maximum(bell, 0)[:, :, None]
    inverse = np.linalg.pinv(powers.swapaxes(1, 2) @ weighted, rcond=1e-10, hermitian=True)
    shares: Floats = (weighted @ inverse[:, :, power, None])[:, :, 0]
    return shares
