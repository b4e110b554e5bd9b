"""The region of interest: a rotated square around one person, in pixels of the frame.

Source: alignment_points_to_rects_calculator.cc and rect_transformation_calculator.cc of MediaPipe.
"""

import math
from dataclasses import dataclass

from webapp.pose.tuning import REGION_SCALE

Axes = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Region:
    """A square: centre and side in pixels of the frame (x right, y down), rotated clockwise by rotation_rad."""

    x_px: float
    y_px: float
    side_px: float
    rotation_rad: float

    @property
    def axes(self) -> Axes:
        """The (2, 2) rotation matrix: column 0 is the square's x axis in the frame, column 1 its y axis."""
        sin, cos = math.sin(self.rotation_rad), math.cos(self.rotation_rad)
        return (cos, -sin), (sin, cos)

    def scaled(self, factor: float) -> "Region":
        """Return the same square in a frame that is `factor` times as large."""
        return Region(self.x_px * factor, self.y_px * factor, self.side_px * factor, self.rotation_rad)


def region_from_points(x0: float, y0: float, x1: float, y1: float) -> Region:
    """Return the square centred on point 0, with point 1 straight up from it (pixels), and the margin added.

    Point 0 is the middle of the hips; point 1 lies on the circle around the body.
    """
    side = 2.0 * math.hypot(x1 - x0, y1 - y0) * REGION_SCALE
    rotation = math.pi / 2 - math.atan2(-(y1 - y0), x1 - x0)
    return Region(x0, y0, side, wrapped(rotation))


def wrapped(angle_rad: float) -> float:
    """Return the same angle in [-pi, pi)."""
    return angle_rad - 2 * math.pi * math.floor((angle_rad + math.pi) / (2 * math.pi))


def overlap(a: Region, b: Region) -> float:
    """Return the intersection over union of two squares, 0..1, ignoring rotation as MediaPipe's association does."""
    reach = (a.side_px + b.side_px) / 2
    width = min(reach - abs(a.x_px - b.x_px), a.side_px, b.side_px)
    height = min(reach - abs(a.y_px - b.y_px), a.side_px, b.side_px)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (a.side_px**2 + b.side_px**2 - shared)
