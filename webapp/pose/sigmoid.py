"""Converts a network's logits to probabilities."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_HALF: Final = np.float32(0.5)


def sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return probabilities 0..1 in the shape of the logits; computed with tanh, which unlike exp cannot overflow."""
    probabilities: NDArray[np.float32] = _HALF + _HALF * np.tanh(_HALF * logits)
    return probabilities
