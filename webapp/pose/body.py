"""The BlazePose body model: 33 landmarks, the edges between them, and the side of each.

Names and edges are defined here only; the browser's copy (static/js/protocol/wire.js) is generated from this file.
Source: google-ai-edge/mediapipe, tasks/python/vision/pose_landmarker.py (PoseLandmark,
PoseLandmarksConnections).
"""

from typing import Final, Literal

Side = Literal["left", "right", "middle"]

LANDMARK_NAMES: Final[tuple[str, ...]] = (
    "nose",
    "left_eye_inner",
    "left_eye",
    "left_eye_outer",
    "right_eye_inner",
    "right_eye",
    "right_eye_outer",
    "left_ear",
    "right_ear",
    "mouth_left",
    "mouth_right",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_pinky",
    "right_pinky",
    "left_index",
    "right_index",
    "left_thumb",
    "right_thumb",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_foot_index",
    "right_foot_index",
)
LANDMARK_COUNT: Final = len(LANDMARK_NAMES)

_INDEX = {name: index for index, name in enumerate(LANDMARK_NAMES)}


def landmark_index(name: str) -> int:
    """Return the row of a landmark in every array of landmarks. Raises KeyError for an unknown name."""
    return _INDEX[name]


def landmark_side(name: str) -> Side:
    """Return the side of the person's body, not of the picture: their left is left wherever it appears."""
    if "left" in name:
        return "left"
    return "right" if "right" in name else "middle"


def _edge(start: str, end: str) -> tuple[int, int]:
    return landmark_index(start), landmark_index(end)


_HALF_EDGES: Final = (
    ("{}_eye_inner", "{}_eye"),
    ("{}_eye", "{}_eye_outer"),
    ("{}_eye_outer", "{}_ear"),
    ("{}_shoulder", "{}_elbow"),
    ("{}_elbow", "{}_wrist"),
    ("{}_wrist", "{}_pinky"),
    ("{}_wrist", "{}_index"),
    ("{}_wrist", "{}_thumb"),
    ("{}_pinky", "{}_index"),
    ("{}_shoulder", "{}_hip"),
    ("{}_hip", "{}_knee"),
    ("{}_knee", "{}_ankle"),
    ("{}_ankle", "{}_heel"),
    ("{}_heel", "{}_foot_index"),
    ("{}_ankle", "{}_foot_index"),
)

EDGES: Final[tuple[tuple[int, int], ...]] = (
    _edge("nose", "left_eye_inner"),
    _edge("nose", "right_eye_inner"),
    _edge("mouth_left", "mouth_right"),
    _edge("left_shoulder", "right_shoulder"),
    _edge("left_hip", "right_hip"),
    *(_edge(a.format(side), b.format(side)) for side in ("left", "right") for a, b in _HALF_EDGES),
)


def edge_side(edge: tuple[int, int]) -> Side:
    """Return the side that both ends have, or the one end's if the other is in the middle; else the middle."""
    sides = {landmark_side(LANDMARK_NAMES[index]) for index in edge} - {"middle"}
    return sides.pop() if len(sides) == 1 else "middle"
