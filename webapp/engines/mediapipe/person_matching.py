"""Who is who from frame to frame, which MediaPipe does not say: the nearest one of the frame before."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from webapp.pose.body import landmark_index

FARTHEST_STEP: Final = 1.0
"""In torsos: who is farther than this from everyone in the frame before is somebody new."""

_SHOULDERS: Final = [landmark_index("left_shoulder"), landmark_index("right_shoulder")]
_HIPS: Final = [landmark_index("left_hip"), landmark_index("right_hip")]


class PersonIds:
    """Gives each person an id, and the same id again as long as they are found in every frame."""

    def __init__(self) -> None:
        self._next_id = 1
        self._present: dict[int, NDArray[np.float32]] = {}

    def assign(self, images: Sequence[NDArray[np.float32]]) -> list[int]:
        """The id of each person of a frame, (33, 2 or more) in a square unit (x and y at the same scale)."""
        ids: list[int | None] = [None] * len(images)
        for _, index, known in sorted(self._steps(images)):
            if ids[index] is None and known not in ids:
                ids[index] = known
        assigned = [self._new_id() if known is None else known for known in ids]
        self._present = dict(zip(assigned, images, strict=True))
        return assigned

    def _steps(self, images: Sequence[NDArray[np.float32]]) -> list[tuple[float, int, int]]:
        """How far each person of the frame would have stepped to be each known one, where that is near enough."""
        steps = [
            (_distance(image, before), index, known)
            for index, image in enumerate(images)
            for known, before in self._present.items()
        ]
        return [step for step in steps if step[0] <= FARTHEST_STEP * _torso(self._present[step[2]])]

    def _new_id(self) -> int:
        self._next_id += 1
        return self._next_id - 1


def _distance(image: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(_trunk(image) - _trunk(other)))


def _trunk(image: NDArray[np.float32]) -> NDArray[np.float32]:
    """The middle of shoulders and hips, which wave less than hands and feet."""
    return np.asarray(image[_SHOULDERS + _HIPS, :2].mean(axis=0), np.float32)


def _torso(image: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(image[_SHOULDERS, :2].mean(axis=0) - image[_HIPS, :2].mean(axis=0)))
