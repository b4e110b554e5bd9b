"""Rounds the numbers of the text formats: far finer than the networks resolve, half as long as a float32 in full."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from webapp.formats.pose_document import PersonPose

PIXEL_DECIMALS: Final = 3
METRE_DECIMALS: Final = 5
FRACTION_DECIMALS: Final = 4  # visibility and score
SECOND_DECIMALS: Final = 6


def rounded_image(person: PersonPose) -> NDArray[np.float64]:
    """Return image landmarks (33, 4), rounded. Raises ValueError if a number is not finite."""
    rounded = np.empty(person.image.shape)
    rounded[:, :3] = _rounded(person.image[:, :3], PIXEL_DECIMALS)
    rounded[:, 3] = _rounded(person.image[:, 3], FRACTION_DECIMALS)
    return rounded


def rounded_world(person: PersonPose) -> NDArray[np.float64]:
    """Return world landmarks (33, 3), rounded. Raises ValueError if a number is not finite."""
    return _rounded(person.world, METRE_DECIMALS)


def rounded_score(person: PersonPose) -> float:
    return round(float(person.score), FRACTION_DECIMALS)


def rounded_time_s(time_s: float) -> float:
    return round(float(time_s), SECOND_DECIMALS)


def _rounded(values: NDArray[np.float32], decimals: int) -> NDArray[np.float64]:
    # As float64, since a rounded float32 would still be written with nine digits.
    rounded = np.asarray(np.round(values.astype(np.float64), decimals), np.float64)
    if not np.isfinite(rounded).all():
        raise ValueError("a landmark is not a finite number, which no text format can hold")
    rounded += 0.0  # turns -0.0 into 0.0
    return rounded
