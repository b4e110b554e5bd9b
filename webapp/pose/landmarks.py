"""Decodes the landmark network's output: 33 landmarks and the two auxiliary ones, in coordinates of the region.

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
_USED_ROWS: Final = LANDMARK_COUNT + AUXILIARY_COUNT


@dataclass(frozen=True)
class LandmarkOutput:
    """The landmark network's raw outputs, without the batch dimension.

    landmarks: (195,). presence: 0..1. heatmaps: (64, 64, 39) logits. world: (117,) metres.
    """

    landmarks: Floats
    presence: float
    heatmaps: Floats
    world: Floats


@dataclass(frozen=True)
class RegionLandmarks:
    """Landmarks in a region: x, y from 0 to 1 of its square, z in x's scale; world landmarks along the square's axes.

    points: (35, 3), the last two auxiliary. visibility: (33,), 0..1. world: (33, 3), metres from between the hips.
    """

    points: Floats
    visibility: Floats
    world: Floats


def decode_landmarks(output: LandmarkOutput) -> RegionLandmarks:
    """Return the landmarks, their x and y refined by the heatmaps. `world` is a view of the output."""
    rows = output.landmarks.reshape(NETWORK_LANDMARKS, 5)
    points = rows[:_USED_ROWS, :3] / np.float32(LANDMARKS_SIZE)
    points[:, :2] = refine(points[:, :2], output.heatmaps)
    visibility = sigmoid(rows[:LANDMARK_COUNT, 3])
    world = output.world.reshape(NETWORK_LANDMARKS, 3)[:LANDMARK_COUNT]
    return RegionLandmarks(points, visibility, world)
