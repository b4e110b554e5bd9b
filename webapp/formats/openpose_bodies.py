"""OpenPose's two bodies in BlazePose's landmarks.

Order: CMU-Perceptual-Computing-Lab/openpose, src/openpose/pose/poseParameters.cpp (POSE_BODY_25_BODY_PARTS,
POSE_COCO_BODY_PARTS). A keypoint is the middle of its landmarks; none means that BlazePose does not know it (the small toes).
"""

from typing import Final, Literal

from webapp.pose.body import landmark_index

OpenPoseBody = Literal["body25", "coco18"]

_UPPER: Final = (
    ("nose",),
    ("left_shoulder", "right_shoulder"),  # neck
    ("right_shoulder",),
    ("right_elbow",),
    ("right_wrist",),
    ("left_shoulder",),
    ("left_elbow",),
    ("left_wrist",),
)
_LEGS: Final = (
    ("right_hip",),
    ("right_knee",),
    ("right_ankle",),
    ("left_hip",),
    ("left_knee",),
    ("left_ankle",),
)
_FACE: Final = (("right_eye",), ("left_eye",), ("right_ear",), ("left_ear",))
_MID_HIP: Final = ("left_hip", "right_hip")
_FEET: Final[tuple[tuple[str, ...], ...]] = (
    ("left_foot_index",),  # big toe
    (),  # small toe
    ("left_heel",),
    ("right_foot_index",),
    (),
    ("right_heel",),
)


def _indices(keypoints: tuple[tuple[str, ...], ...]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(map(landmark_index, landmarks)) for landmarks in keypoints)


OPENPOSE_KEYPOINTS: Final[dict[OpenPoseBody, tuple[tuple[int, ...], ...]]] = {
    "body25": _indices((*_UPPER, _MID_HIP, *_LEGS, *_FACE, *_FEET)),
    "coco18": _indices((*_UPPER, *_LEGS, *_FACE)),
}
"""For each keypoint in OpenPose's order, the rows of the landmarks whose middle it is."""
