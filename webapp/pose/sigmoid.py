"""From a network's logits to probabilities."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_MAX_LOGIT: Final = 80.0  # exp stays finite in float32; the sigmoid is 0 or 1 there for every purpose


def sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities 0..1 of any shape of logits."""
    one = np.float32(1)
    return one / (one + np.exp(-np.clip(logits, -_MAX_LOGIT, _MAX_LOGIT)))
