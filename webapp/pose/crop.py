"""Crops a region of interest, upright and at the landmark network's size, and maps points back to the frame.

The mapping is corner to corner: u = 0 is the square's edge and also the centre of the crop's first pixel, without a
half-pixel shift, and outside the frame its border is repeated. The network was trained with both: the usual half-pixel
shift moves landmarks by 3 to 5 pixels. Source: image_to_tensor_converter_opencv.cc of MediaPipe.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from webapp.pose.engine import RgbImage
from webapp.pose.region_of_interest import Region
from webapp.pose.tuning import LANDMARKS_SIZE


def crop_to_frame(region: Region, size: int = LANDMARKS_SIZE) -> NDArray[np.float32]:
    """Return the (2, 3) affine map from a pixel of the crop (x, y, 1) to a pixel of the frame (x, y)."""
    (xx, xy), (yx, yy) = region.axes
    step = region.side_px / size
    x_px, y_px = _corner(region)
    return np.array([[xx * step, xy * step, x_px], [yx * step, yy * step, y_px]], np.float32)


def crop(frame: RgbImage, region: Region, size: int = LANDMARKS_SIZE) -> RgbImage:
    """Return the region as uint8 (size, size, 3), RGB, upright."""
    return cv2.warpAffine(  # type: ignore[no-any-return,unused-ignore]
        frame,
        crop_to_frame(region, size),
        (size, size),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )


def project_to_frame(points_roi: NDArray[np.float32], region: Region) -> NDArray[np.float32]:
    """Map points (n, 3) of the region (x, y from 0 to 1, z in x's scale) to pixels of the frame, z in pixels too."""
    corner = np.array((*_corner(region), 0), np.float32)
    points_px: NDArray[np.float32] = points_roi @ _rotation(region, region.side_px) + corner
    return points_px


def rotate_to_frame(world_roi: NDArray[np.float32], region: Region) -> NDArray[np.float32]:
    """Rotate world landmarks (n, 3), metres, from the axes of the upright crop to those of the frame."""
    world: NDArray[np.float32] = world_roi @ _rotation(region, 1.0)
    return world


def _corner(region: Region) -> tuple[float, float]:
    """Return the upper left corner of the rotated square, in pixels of the frame."""
    (xx, xy), (yx, yy) = region.axes
    half = region.side_px / 2
    return region.x_px - (xx + xy) * half, region.y_px - (yx + yy) * half


def _rotation(region: Region, scale: float) -> NDArray[np.float32]:
    """Return the (3, 3) matrix that rotates points of the upright square, one a row, with the square and scales them."""
    (xx, xy), (yx, yy) = region.axes
    rows = [[xx * scale, yx * scale, 0], [xy * scale, yy * scale, 0], [0, 0, scale]]
    return np.array(rows, np.float32)
