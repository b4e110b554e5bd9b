"""Cuts a region out of the frame, upright and at the landmark network's size, and maps points back.

The mapping is corner to corner: u = 0 is the square's edge and also the centre of the crop's first pixel, without a
half-pixel shift, and what lies outside the frame repeats its border. Both are what the network was trained with:
the usual shift moves landmarks by 3 to 5 pixels. Source: image_to_tensor_converter_opencv.cc of MediaPipe.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from webapp.pose.engine import RgbImage
from webapp.pose.region_of_interest import Region
from webapp.pose.tuning import LANDMARKS_SIZE


def crop_to_frame(region: Region, size: int = LANDMARKS_SIZE) -> NDArray[np.float32]:
    """(2, 3) affine: crop pixel (x, y, 1) to frame pixel."""
    (xx, xy), (yx, yy) = region.axes
    half, step = region.side_px / 2, region.side_px / size
    return np.array(
        [
            [xx * step, xy * step, region.x_px - (xx + xy) * half],
            [yx * step, yy * step, region.y_px - (yx + yy) * half],
        ],
        np.float32,
    )


def crop(frame: RgbImage, region: Region, size: int = LANDMARKS_SIZE) -> RgbImage:
    """The region as uint8 (size, size, 3)."""
    return cv2.warpAffine(  # type: ignore[no-any-return,unused-ignore]
        frame,
        crop_to_frame(region, size),
        (size, size),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )


def project_to_frame(points_roi: NDArray[np.float32], region: Region) -> NDArray[np.float32]:
    """(n, 3) points in the region (x, y from 0 to 1, z in x's scale) to pixels of the frame, z in pixels too."""
    (xx, xy), (yx, yy) = region.axes
    half, side = region.side_px / 2, region.side_px
    to_frame = np.array([[xx * side, yx * side, 0], [xy * side, yy * side, 0], [0, 0, side]], np.float32)
    corner = np.array((region.x_px - (xx + xy) * half, region.y_px - (yx + yy) * half, 0), np.float32)
    points_px: NDArray[np.float32] = points_roi @ to_frame + corner
    return points_px


def rotate_to_frame(world_roi: NDArray[np.float32], region: Region) -> NDArray[np.float32]:
    """(n, 3) world landmarks (metres) seen by the upright crop, turned back as the person stands in the frame."""
    (xx, xy), (yx, yy) = region.axes
    world: NDArray[np.float32] = world_roi @ np.array([[xx, yx, 0], [xy, yy, 0], [0, 0, 1]], np.float32)
    return world
