"""Reads OpenPose files as Pose2Sim does, in the steps of its own code.

Source: perfanalytics/pose2sim (BSD-3-Clause), Pose2Sim/triangulation.py (extract_files_frame_f, triangulate_all,
count_persons_in_json), Pose2Sim/personAssociation.py (read_json, persons_combinations), Pose2Sim/common.py
(sort_stringlist_by_last_number), and the skeletons BODY_25 and COCO of Pose2Sim/skeletons.py. What it does:
folders with "json" in their name, files *.json, sorted by the last number in the name, and that number is the frame;
keypoint k of person n is at 3 k of people[n].pose_keypoints_2d; below a likelihood (0.3 by default) it is missing.
"""

import fnmatch
import json
import os
import re
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LIKELIHOOD_THRESHOLD: Final = 0.3

SKELETONS: Final = {
    "BODY_25": {
        "CHip": 8,
        "RHip": 9,
        "RKnee": 10,
        "RAnkle": 11,
        "RBigToe": 22,
        "RSmallToe": 23,
        "RHeel": 24,
        "LHip": 12,
        "LKnee": 13,
        "LAnkle": 14,
        "LBigToe": 19,
        "LSmallToe": 20,
        "LHeel": 21,
        "Neck": 1,
        "Nose": 0,
        "RShoulder": 2,
        "RElbow": 3,
        "RWrist": 4,
        "LShoulder": 5,
        "LElbow": 6,
        "LWrist": 7,
    },
    "COCO": {
        "RHip": 8,
        "RKnee": 9,
        "RAnkle": 10,
        "LHip": 11,
        "LKnee": 12,
        "LAnkle": 13,
        "Neck": 1,
        "Nose": 0,
        "RShoulder": 2,
        "RElbow": 3,
        "RWrist": 4,
        "LShoulder": 5,
        "LElbow": 6,
        "LWrist": 7,
    },
}


class CameraFolder:
    """One camera's folder of files, as `triangulate_all` finds it beneath the folder of poses."""

    def __init__(self, poses: Path) -> None:
        folders = sorted(
            (name for name in next(os.walk(poses))[1] if "json" in name), key=_last_number_or_name
        )
        self.folder = poses / folders[0]
        names = [path.name for path in self.folder.iterdir() if fnmatch.fnmatch(path.name, "*.json")]
        self.names = sorted(names, key=lambda name: int(re.findall(r"\d+", name)[-1]))

    def files_of_frame(self, frame: int) -> list[str]:
        return [name for name in self.names if int(re.split(r"(\d+)", name)[-2]) == frame]

    def people(self, frame: int) -> list[list[float]]:
        """`read_json`: the keypoints of all who have any."""
        (name,) = self.files_of_frame(frame)
        content = self._content(name)
        found = [content["people"][n]["pose_keypoints_2d"] for n in range(len(content["people"]))]
        return [keypoints for keypoints in found if len(keypoints) >= 3]

    def most_people(self) -> int:
        return max(len(self._content(name).get("people", [])) for name in self.names)

    def coordinates(
        self, skeleton: str, frame: int, person: int
    ) -> dict[str, tuple[NDArray[np.float64], float]]:
        """`extract_files_frame_f` and the threshold after it: x, y and likelihood, NaN where the point is missing."""
        (name,) = self.files_of_frame(frame)
        keypoints = self._content(name)["people"][person]["pose_keypoints_2d"]
        found = {}
        for joint, index in SKELETONS[skeleton].items():
            x, y, likelihood = (keypoints[index * 3 + offset] for offset in range(3))
            missing = likelihood < LIKELIHOOD_THRESHOLD
            found[joint] = (np.array([np.nan, np.nan] if missing else [x, y]), likelihood)
        return found

    def _content(self, name: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.folder / name).read_text(encoding="utf-8"))
        return content


def _last_number_or_name(name: str) -> tuple[bool, int, str]:
    numbers = re.findall(r"\d+", name)
    return (False, int(numbers[-1]), "") if numbers else (True, 0, name)
