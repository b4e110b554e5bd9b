"""Measures how far two bodies are apart, to tell whether they are one person.

The regions of two people who stand side by side overlap, so the landmarks are compared instead. Distances are fractions
of the larger region's side, which is about 2.4 m for a standing adult. Ours: MediaPipe compares the regions.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from webapp.pose.body import landmark_index
from webapp.pose.non_max_suppression import intersection_over_union
from webapp.pose.region_of_interest import Region

Floats = NDArray[np.float32]

_FACE: Final = slice(landmark_index("nose"), landmark_index("mouth_right") + 1)
_FACE_AND_SHOULDERS: Final = slice(landmark_index("nose"), landmark_index("right_shoulder") + 1)
_TORSO: Final = [
    landmark_index(f"{side}_{joint}") for side in ("left", "right") for joint in ("shoulder", "hip")
]


def region_distance(a: Region, b: Region) -> float:
    """Return the distance between the centres of two regions, which are the middles of the hips."""
    return math.hypot(a.x_px - b.x_px, a.y_px - b.y_px) / max(a.side_px, b.side_px)


def body_distance(a: Floats, b: Floats, side_px: float) -> float:
    """Return the distance between two bodies, (33, 2 or more) pixels: of their torsos or faces, whichever is smaller.

    The distance of the torsos is the mean over shoulders and hips. Faces are compared because a false detection often
    has the right face and a body of another size. side_px: the side of the larger region.
    """
    torsos = np.linalg.norm(a[_TORSO, :2] - b[_TORSO, :2], axis=1).mean()
    faces = np.linalg.norm(a[_FACE, :2].mean(axis=0) - b[_FACE, :2].mean(axis=0))
    return float(min(torsos, faces)) / side_px


def body_overlap(a: Floats, b: Floats) -> float:
    """Return the intersection over union of the boxes around two bodies' landmarks, 0..1."""
    return float(intersection_over_union(_box(a), _box(b)[None])[0])


def is_in_frame(body: Floats, width: int, height: int) -> bool:
    """Return whether the torso's mean x and the mean y of face and shoulders lie in a frame of that size.

    Pictures often end at people's hips, but seldom between their left and right side.
    """
    x, y = body[_TORSO, 0].mean(), body[_FACE_AND_SHOULDERS, 1].mean()
    return bool(0 <= x < width and 0 <= y < height)


def _box(body: Floats) -> Floats:
    return np.concatenate((body[:, :2].min(axis=0), body[:, :2].max(axis=0)))
