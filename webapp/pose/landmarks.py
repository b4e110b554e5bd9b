"""Reads the landmark network's answer: 33 landmarks and the two auxiliary ones, still in the region's own terms.

Source: tensors_to_pose_landmarks_and_segmentation.pbtxt of MediaPipe.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from webapp.pose.body import LANDMARK_COUNT
from webapp.pose.heatmap_refinement import refine
from webapp.pose.sigmoid import sigmoid
from webapp.pose.tuning import AUXILIARY_COUNT, LANDMARKS_SIZE, NETWORK_LANDMARKS

Floats = NDArray[np.float32]
_READ: Final = LANDMARK_COUNT + AUXILIARY_COUNT


@dataclass(frozen=True)
class NetworkAnswer:
    """The landmark network's outputs, batch dimension gone.

    landmarks: (195,). presence: 0..1. heatmaps: (64, 64, 39) logits. world: (117,) metres.
    """

    landmarks: Floats
    presence: float
    heatmaps: Floats
    world: Floats


@dataclass(frozen=True)
class RegionLandmarks:
    """Landmarks in a region: x, y from 0 to 1 of its square, z in x's scale; world in metres, the square upright.

    points: (35, 3), the last two auxiliary. visibility: (33,), 0..1. world: (33, 3).
    """

    points: Floats
    visibility: Floats
    world: Floats


def read_landmarks(answer: NetworkAnswer) -> RegionLandmarks:
    """Landmarks refined by their heatmaps."""
    rows = answer.landmarks.reshape(NETWORK_LANDMARKS, 5)
    points = rows[:_READ, :3] / np.float32(LANDMARKS_SIZE)
    points[:, :2] = refine(points[:, :2], answer.heatmaps)
    visibility = sigmoid(rows[:LANDMARK_COUNT, 3])
    world = answer.world.reshape(NETWORK_LANDMARKS, 3)[:LANDMARK_COUNT]
    return RegionLandmarks(points, visibility, world)
