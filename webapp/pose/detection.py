"""Decodes the detector's output into the regions of the people it found.

Source: ssd_anchors_calculator.cc with the options of pose_detection_cpu.pbtxt (fixed anchor size 1),
tensors_to_detections_calculator.cc and pose_detection_to_roi.pbtxt of MediaPipe.
"""

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from webapp.pose.non_max_suppression import weighted_suppression
from webapp.pose.region_of_interest import Region, region_from_points
from webapp.pose.sigmoid import sigmoid
from webapp.pose.tuning import ANCHORS_PER_LAYER, DETECTOR_KEY_POINTS, DETECTOR_SIZE, DETECTOR_STRIDES

_MIN_SCORE: Final = float(np.finfo(np.float32).tiny)
"""Anchors of score 0, to which `sigmoid` rounds the least likely ones, have no weight in the weighted mean: a person
made of them alone would be at NaN."""


@dataclass(frozen=True)
class Detection:
    """A person that the detector found: the region of interest in pixels of the frame, and the score (0..1)."""

    region: Region
    score: float


def decode_detections(
    boxes: NDArray[np.float32], logits: NDArray[np.float32], seen: Region, min_score: float
) -> list[Detection]:
    """Return the people with at least min_score, best first.

    boxes: (2254, 12): x, y, w, h and four key points, in pixels of the detector's input, relative to the anchors.
    logits: (2254,), one per anchor. seen: the square of the frame that the detector looked at.
    """
    scores = sigmoid(logits)
    kept = np.flatnonzero(scores >= max(min_score, _MIN_SCORE))
    if kept.size == 0:
        return []
    anchors = anchor_centres()[kept]
    rows = boxes[kept] / np.float32(DETECTOR_SIZE)
    centres, sizes = rows[:, :2] + anchors, rows[:, 2:4]
    corners = np.concatenate([centres - sizes / np.float32(2), centres + sizes / np.float32(2)], axis=1)
    key_points = rows[:, 4:] + np.tile(anchors, DETECTOR_KEY_POINTS)
    return [
        Detection(_region(points, seen), score)
        for points, score in weighted_suppression(corners, key_points, scores[kept])
    ]


def _region(key_points: NDArray[np.float32], seen: Region) -> Region:
    """Return the region of one person. key_points: x0, y0, x1, y1, … as fractions of the square `seen`."""
    corner = np.array([seen.x_px - seen.side_px / 2, seen.y_px - seen.side_px / 2])
    hips, circle = key_points[:4].reshape(2, 2) * seen.side_px + corner
    return region_from_points(*hips.tolist(), *circle.tolist())


@cache
def anchor_centres() -> NDArray[np.float32]:
    """Return (2254, 2): x, y of each anchor, 0..1 of the detector's input, in the order of the output's rows."""
    layers = [_layer_centres(stride, len(list(group))) for stride, group in groupby(DETECTOR_STRIDES)]
    return np.concatenate(layers)


def _layer_centres(stride: int, repeats: int) -> NDArray[np.float32]:
    cells = DETECTOR_SIZE // stride
    centres = (np.arange(cells, dtype=np.float32) + 0.5) / cells
    y, x = np.meshgrid(centres, centres, indexing="ij")
    return np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), ANCHORS_PER_LAYER * repeats, axis=0)
