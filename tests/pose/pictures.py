"""Small pictures in which every pixel is known."""

import numpy as np

from webapp.pose.engine import RgbImage


def gradient(height: int, width: int) -> RgbImage:
    """Red rises with x, green with y, blue with both; no two neighbours alike."""
    y, x = np.mgrid[:height, :width]
    return np.stack([x % 256, y % 256, (x + y) % 256], axis=2).astype(np.uint8)
