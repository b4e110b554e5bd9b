"""Local polynomial regression over time: fits a polynomial to the neighbours of each value, near ones weighing more.

Source: Cleveland, "Robust locally weighted regression", 1979, with Gaussian weights; at even times it is the filter of
Savitzky and Golay. It has no lag, handles uneven times, and needs no padding at the ends.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CUTOFF: Final = 3.0
"""Neighbours further away in time have weight 0; in standard deviations of the weights."""

BATCH: Final = 32
"""Points computed at once: more take more memory, fewer more time. With a broken clock a point has 1800 neighbours."""


class LocalRegression:
    """The regression at n rising times (seconds), with Gaussian weights of a standard deviation (bandwidth) in seconds."""

    def __init__(self, times_s: Floats, bandwidth_s: float) -> None:
        cutoff_s = CUTOFF * bandwidth_s
        self._times = times_s / bandwidth_s
        self._bandwidth_s = bandwidth_s
        self._first = np.searchsorted(times_s, times_s - cutoff_s, side="left")
        self._end = np.searchsorted(times_s, times_s + cutoff_s, side="right")

    def value(self, values: Floats, degree: int) -> Floats:
        """Return the fitted polynomials at the times, shaped like values (n, …).

        Where a point has no more neighbours than the polynomial has coefficients, its value is returned unchanged.
        """
        return self._coefficients(values, 0, degree)

    def slope(self, values: Floats) -> Floats:
        """Return the slope of the fitted lines, per second, shaped like values (n, …); 0 for a point without neighbours."""
        return self._coefficients(values, 1, degree=1) / self._bandwidth_s

    def _coefficients(self, values: Floats, power: int, degree: int) -> Floats:
        """Return the fitted coefficients of that power, shaped like values."""
        found = np.empty_like(values)
        for start in range(0, len(values), BATCH):
            here = slice(start, start + BATCH)
            near = slice(self._first[here][0], self._end[here][-1])
            kernel = _kernel(self._times[near] - self._times[here, None], power, degree)
            found[here] = np.tensordot(kernel, values[near], axes=1)
        return found


def _kernel(distances: Floats, power: int, degree: int) -> Floats:
    """Return (n, neighbours): the factor of each neighbour at these distances (standard deviations) in the coefficient."""
    bell = np.exp(-(distances**2) / 2) - np.exp(
        -(CUTOFF**2) / 2
    )  # 0 at the cutoff, so weights have no step there
    powers = np.cumprod(np.stack([np.ones_like(distances), *[distances] * degree], axis=2), axis=2)
    weighted = powers * np.maximum(bell, 0)[:, :, None]
    inverse = np.linalg.pinv(powers.swapaxes(1, 2) @ weighted, rcond=1e-10, hermitian=True)
    kernel: Floats = (weighted @ inverse[:, :, power, None])[:, :, 0]
    return kernel
