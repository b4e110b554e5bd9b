"""Matches people from frame to frame by distance, since MediaPipe returns no ids."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from webapp.pose.body import landmark_index

MAX_STEP: Final = 1.0
"""In lengths of the torso: a person further from everyone in the last frame is a new one."""

_SHOULDERS: Final = [landmark_index("left_shoulder"), landmark_index("right_shoulder")]
_HIPS: Final = [landmark_index("left_hip"), landmark_index("right_hip")]


class PersonMatcher:
    """Assigns ids: a person keeps the id as long as they are found in every frame."""

    def __init__(self) -> None:
        self._next_id = 1
        self._present: dict[int, NDArray[np.float32]] = {}

    def assign(self, images: Sequence[NDArray[np.float32]]) -> list[int]:
        """Return the id of each person of a frame, (33, 2 or more), x and y in the same unit."""
        ids: list[int | None] = [None] * len(images)
        for _, index, known in sorted(self._candidates(images)):
            if ids[index] is None and known not in ids:
                ids[index] = known
        assigned = [self._new_id() if known is None else known for known in ids]
        self._present = dict(zip(assigned, images, strict=True))
        return assigned

    def _candidates(self, images: Sequence[NDArray[np.float32]]) -> list[tuple[float, int, int]]:
        """Return distance, index and known id of every pair that is near enough to be one person."""
        pairs = [
            (_distance(image, before), index, known)
            for index, image in enumerate(images)
            for known, before in self._present.items()
        ]
        return [pair for pair in pairs if pair[0] <= MAX_STEP * _torso_length(self._present[pair[2]])]

    def _new_id(self) -> int:
        self._next_id += 1
        return self._next_id - 1


def _distance(image: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(_torso_centre(image) - _torso_centre(other)))


def _torso_centre(image: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the middle of shoulders and hips, which move less than hands and feet."""
    return np.asarray(image[_SHOULDERS + _HIPS, :2].mean(axis=0), np.float32)


def _torso_length(image: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(image[_SHOULDERS, :2].mean(axis=0) - image[_HIPS, :2].mean(axis=0)))
