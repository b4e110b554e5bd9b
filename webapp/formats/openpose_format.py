"""Writes a pose document in OpenPose's format (JSON version 1.3): a file for each frame, keypoints in pixels.

OpenPose writes 0, 0, 0 for a keypoint that it does not see, and readers skip such keypoints. BlazePose estimates every
point, so points of low visibility and points outside the picture are written as 0, 0, 0 as well.
Source of names and keys: CMU-Perceptual-Computing-Lab/openpose, doc/02_output.md.
"""

import json
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO, Final, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from webapp.formats.decimals import FRACTION_DECIMALS, rounded_image
from webapp.formats.pose_document import FramePoses, PersonPose, PoseDocument, Source
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


_LANDMARKS_OF_KEYPOINTS: Final[dict[OpenPoseBody, tuple[tuple[str, ...], ...]]] = {
    "body25": (*_UPPER, _MID_HIP, *_LEGS, *_FACE, *_FEET),
    "coco18": (*_UPPER, *_LEGS, *_FACE),
}
OPENPOSE_KEYPOINTS: Final[dict[OpenPoseBody, tuple[tuple[int, ...], ...]]] = {
    body: tuple(tuple(map(landmark_index, landmarks)) for landmarks in keypoints)
    for body, keypoints in _LANDMARKS_OF_KEYPOINTS.items()
}
"""For each keypoint in OpenPose's order, the rows of the landmarks of which it is the middle."""

OPENPOSE_VERSION: Final = 1.3

MISSING_BELOW: Final = 0.05
"""Visibility below which a keypoint is written as missing; OpenPose's threshold for drawing (--render_threshold)."""

NAME_LENGTH: Final = 80  # characters of the source's name in the names of files
_UNFIT_FOR_NAMES: Final = re.compile(r"[^\w.-]+", re.ASCII)
_EMPTY_LISTS: Final = (
    "face_keypoints_2d",
    "hand_left_keypoints_2d",
    "hand_right_keypoints_2d",
    "pose_keypoints_3d",
    "face_keypoints_3d",
    "hand_left_keypoints_3d",
    "hand_right_keypoints_3d",
)
# For each keypoint the first and the last row of its landmarks; keypoints without a landmark have (0, 0).
_ENDS: Final = {
    body: np.array([(rows[0], rows[-1]) if rows else (0, 0) for rows in keypoints])
    for body, keypoints in OPENPOSE_KEYPOINTS.items()
}
_KNOWN: Final = {
    body: np.array([bool(rows) for rows in keypoints]) for body, keypoints in OPENPOSE_KEYPOINTS.items()
}


def openpose_files(document: PoseDocument, body: OpenPoseBody) -> Iterator[tuple[str, str]]:
    """Yield name and text of each file, also for frames without people. Raises ValueError if a number is not finite."""
    name = file_name_of(document.source.name)
    for frame in document.frames:
        yield f"{name}_{frame.index:012d}_keypoints.json", _frame_text(frame, document.source, body)


def write_openpose_zip(document: PoseDocument, body: OpenPoseBody, stream: BinaryIO) -> None:
    """Write all files in one folder, `<name>_json`, the name that Pose2Sim expects for a camera's folder.

    Raises ValueError if a number is not finite.
    """
    folder = f"{file_name_of(document.source.name)}_json"
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, text in openpose_files(document, body):
            # A ZipInfo has a fixed date, so that the same document gives the same bytes.
            entry = ZipInfo(f"{folder}/{name}")
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, text)


def file_name_of(source_name: str) -> str:
    """Return the source's name without its extension, reduced to characters that every system allows in file names."""
    stem = PurePath(source_name.replace("\\", "/")).stem
    return _UNFIT_FOR_NAMES.sub("_", stem)[:NAME_LENGTH].strip("._-") or "poses"


def is_frame_of(source_name: str, name: str) -> bool:
    """Return whether openpose_files gives this name to a frame of that source."""
    return re.fullmatch(rf"{re.escape(file_name_of(source_name))}_\d{{12}}_keypoints\.json", name) is not None


def _frame_text(frame: FramePoses, source: Source, body: OpenPoseBody) -> str:
    people = [_person(person, source, body) for person in frame.people]
    return json.dumps({"version": OPENPOSE_VERSION, "people": people}, separators=(",", ":"), allow_nan=False)


def _person(person: PersonPose, source: Source, body: OpenPoseBody) -> dict[str, Any]:
    return {
        "person_id": [person.id],
        "pose_keypoints_2d": _keypoints(rounded_image(person), source, body).ravel().tolist(),
        **{name: [] for name in _EMPTY_LISTS},
    }


def _keypoints(landmarks: NDArray[np.float64], source: Source, body: OpenPoseBody) -> NDArray[np.float64]:
    """Return (keypoints, 3): x, y in pixels and confidence, for a middle the lower one of its two ends."""
    ends = landmarks[_ENDS[body]]
    x, y, visibility = ends[..., 0], ends[..., 1], ends[..., 3]
    seen = (visibility >= MISSING_BELOW) & (x >= 0) & (x <= source.width) & (y >= 0) & (y <= source.height)
    keypoints = np.column_stack([ends[..., :2].mean(axis=1), visibility.min(axis=1)])
    keypoints[~(seen.all(axis=1) & _KNOWN[body])] = 0
    return keypoints.round(FRACTION_DECIMALS)
