"""The detector's anchors: the points that its boxes are offsets from.

Source: ssd_anchors_calculator.cc of MediaPipe with the options of pose_detection_cpu.pbtxt (fixed anchor size 1).
"""

from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from webapp.pose.tuning import ANCHORS_PER_LAYER, DETECTOR_SIZE, DETECTOR_STRIDES


def anchor_centres() -> NDArray[np.float32]:
    """(2254, 2): x, y of each anchor, 0..1 of the detector's input, in the order of its answer's rows."""
    layers = [_layer(stride, len(list(group))) for stride, group in groupby(DETECTOR_STRIDES)]
    return np.concatenate(layers)


def _layer(stride: int, repeats: int) -> NDArray[np.float32]:
    cells = DETECTOR_SIZE // stride
    centres = (np.arange(cells, dtype=np.float32) + 0.5) / cells
    y, x = np.meshgrid(centres, centres, indexing="ij")
    return np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), ANCHORS_PER_LAYER * repeats, axis=0)
