"""From the detector's raw answer to the regions of the people it found.

Source: tensors_to_detections_calculator.cc and pose_detection_to_roi.pbtxt of MediaPipe.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from webapp.pose.anchors import anchor_centres
from webapp.pose.non_max_suppression import weighted_suppression
from webapp.pose.region_of_interest import Region, region_from_points
from webapp.pose.sigmoid import sigmoid
from webapp.pose.tuning import DETECTOR_KEY_POINTS, DETECTOR_SIZE

_ANCHORS: Final = anchor_centres()

_LEAST_SCORE: Final = float(np.finfo(np.float32).tiny)
"""Anchors of score 0, as `sigmoid` rounds the unlikely ones, have no weight: people made of them would be nowhere."""


@dataclass(frozen=True)
class Detection:
    """A person that the detector found: where, and how sure it is (0..1)."""

    region: Region
    score: float


def read_detections(
    boxes: NDArray[np.float32], logits: NDArray[np.float32], seen: Region, min_score: float
) -> list[Detection]:
    """People with at least min_score, best first.

    boxes: (2254, 12): x, y, w, h and four key points, in pixels of the detector's input, around the anchors.
    logits: (2254,). seen: the square of the frame that the detector looked at.
    """
    scores = sigmoid(logits)
    kept = np.flatnonzero(scores >= max(min_score, _LEAST_SCORE))
    if kept.size == 0:
        return []
    rows = boxes[kept] / np.float32(DETECTOR_SIZE)
    centres, sizes = rows[:, :2] + _ANCHORS[kept], rows[:, 2:4]
    corners = np.concatenate([centres - sizes / np.float32(2), centres + sizes / np.float32(2)], axis=1)
    key_points = rows[:, 4:] + np.tile(_ANCHORS[kept], DETECTOR_KEY_POINTS)
    return [
        Detection(_region(points, seen), score)
        for points, score in weighted_suppression(corners, key_points, scores[kept])
    ]


def _region(key_points: NDArray[np.float32], seen: Region) -> Region:
    """key_points: x0, y0, x1, y1, … as fractions of the square `seen`."""
    corner = np.array([seen.x_px - seen.side_px / 2, seen.y_px - seen.side_px / 2])
    hips, circle = key_points[:4].reshape(2, 2) * seen.side_px + corner
    return region_from_points(*hips.tolist(), *circle.tolist())
