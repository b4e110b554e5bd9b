"""Builds people whose landmarks are where a test needs them."""

import numpy as np

from webapp.formats.pose_document import PersonPose
from webapp.media.drawing.style import TORSO_ROWS
from webapp.pose.body import LANDMARK_COUNT, landmark_index

TORSO_PX = 100.0  # which gives limbs of 5.5 pixels, or less where the picture is small
FAR = (-5000.0, -5000.0)  # where nothing of it reaches into the picture


def person_with(visibility: float = 1.0, number: int = 1, **places: tuple[float, float]) -> PersonPose:
    """Return a person with the named landmarks at these pixels and all others invisible."""
    image = np.zeros((LANDMARK_COUNT, 4), np.float32)
    image[:, :2] = FAR
    image[list(TORSO_ROWS[2:]), 1] += TORSO_PX
    image[:, 3] = -1  # below every threshold: not drawn at all
    for name, place in places.items():
        image[landmark_index(name)] = (*place, 0, visibility)
    return PersonPose(number, 0.9, image, np.zeros((LANDMARK_COUNT, 3), np.float32))
