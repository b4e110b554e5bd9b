"""Letterboxes a frame into the detector's square input: aspect ratio kept, centred, black around it.

Sampled corner to corner as in crop.py. Source: image_to_tensor_calculator.cc of MediaPipe (keep_aspect_ratio,
BORDER_ZERO).
"""

import cv2
import numpy as np

from webapp.pose.engine import RgbImage
from webapp.pose.region_of_interest import Region
from webapp.pose.tuning import DETECTOR_SIZE


def letterbox_region(height: int, width: int) -> Region:
    """Return the smallest square around a frame of that size, centred on it: what the detector sees."""
    return Region(width / 2, height / 2, float(max(height, width)), 0.0)


def letterbox(frame: RgbImage) -> RgbImage:
    """Return the letterboxed frame as uint8 (224, 224, 3)."""
    height, width = frame.shape[:2]
    seen = letterbox_region(height, width)
    scale = seen.side_px / DETECTOR_SIZE
    affine = np.array(
        [[scale, 0, seen.x_px - seen.side_px / 2], [0, scale, seen.y_px - seen.side_px / 2]], np.float32
    )
    return cv2.warpAffine(  # type: ignore[no-any-return,unused-ignore]
        frame,
        affine,
        (DETECTOR_SIZE, DETECTOR_SIZE),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(0, 0, 0),
    )
