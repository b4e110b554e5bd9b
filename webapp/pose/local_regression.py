"""A polynomial through each value's neighbours in time, near ones counting more: its value and its slope there.

Source: Cleveland, "Robust locally weighted regression", 1979, with Gaussian weights; at even times it is the filter of
Savitzky and Golay. It has no lag, takes uneven times as they are, and needs no padding at the ends.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REACH: Final = 3.0  # standard deviations beyond which neighbours do not count


class Neighbours:
    """Who counts how much for whom among n rising times (seconds), with weights of a standard deviation in seconds."""

    def __init__(self, times_s: Floats, deviation_s: float) -> None:
        reach_s = REACH * deviation_s
        first = np.searchsorted(times_s, times_s - reach_s, side="left")
        last = np.searchsorted(times_s, times_s + reach_s, side="right") - 1
        here = np.arange(len(times_s))
        widest = int(max((here - first).max(initial=0), (last - here).max(initial=0)))
        indices = here[:, None] + np.arange(-widest, widest + 1)
        counts = (indices >= first[:, None]) & (indices <= last[:, None])
        self._indices = np.clip(indices, 0, len(times_s) - 1)
        self._deviation_s = deviation_s
        self._distances = (times_s[self._indices] - times_s[:, None]) / deviation_s
        bell = np.exp(-(self._distances**2) / 2) - np.exp(
            -(REACH**2) / 2
        )  # 0 at the reach: nobody enters with a jump
        self._weights = np.maximum(bell, 0) * counts

    def value(self, values: Floats, degree: int) -> Floats:
        """Of the polynomials through `values` (n, …), where they are; as many points as coefficients change nothing."""
        return self._weighted(values, self._coefficient(0, degree))

    def slope(self, values: Floats) -> Floats:
        """Of the lines through `values` (n, …), a second; 0 where there is one point only."""
        return self._weighted(values, self._coefficient(1, degree=1) / self._deviation_s)

    def _coefficient(self, power: int, degree: int) -> Floats:
        """(n, window): what each neighbour adds to the coefficient of that power."""
        powers = self._distances[:, :, None] ** np.arange(degree + 1)
        weighted = powers * self._weights[:, :, None]
        inverse = np.linalg.pinv(np.einsum("nwi,nwj->nij", weighted, powers), rcond=1e-10, hermitian=True)
        coefficients: Floats = np.einsum("ni,nwi->nw", inverse[:, power], weighted)
        return coefficients

    def _weighted(self, values: Floats, weights: Floats) -> Floats:
        total = np.zeros_like(values)
        shape = (-1,) + (1,) * (values.ndim - 1)
        for column in range(
            weights.shape[1]
        ):  # not at once: that would take memory for every neighbour's copy
            total += weights[:, column].reshape(shape) * values[self._indices[:, column]]
        return total
