"""OpenPose files: readable as Pose2Sim reads them, with OpenPose's keys and order."""

import json
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given

from tests.formats.documents import DOCUMENTS, NAMES, NASTY_NAMES, person, picture, video
from tests.formats.pose2sim_reader import SKELETONS, CameraFolder
from webapp.formats.openpose_format import (
    MISSING_BELOW,
    OpenPoseBody,
    file_name_of,
    openpose_files,
    write_openpose_zip,
)
from webapp.formats.pose_document import PersonPose, PoseDocument
from webapp.pose.body import landmark_index

BODIES: tuple[OpenPoseBody, ...] = ("body25", "coco18")
SKELETON_OF: dict[OpenPoseBody, str] = {"body25": "BODY_25", "coco18": "COCO"}
COUNTS: dict[OpenPoseBody, int] = {"body25": 25, "coco18": 18}

BLAZEPOSE_OF = {
    "Nose": ["nose"],
    "Neck": ["left_shoulder", "right_shoulder"],
    "CHip": ["left_hip", "right_hip"],
    **{
        f"{letter}{joint}": [f"{side}_{name}"]
        for letter, side in (("L", "left"), ("R", "right"))
        for joint, name in {
            "Shoulder": "shoulder",
            "Elbow": "elbow",
            "Wrist": "wrist",
            "Hip": "hip",
            "Knee": "knee",
            "Ankle": "ankle",
            "Heel": "heel",
            "BigToe": "foot_index",
        }.items()
    },
}
"""Pose2Sim's joints by BlazePose's names, listed independently of the code."""

# The whole of a file that OpenPose itself wrote; the numbers of the keypoints left out.
OPENPOSE_KEYS = [
    *(
        "person_id",
        "pose_keypoints_2d",
        "face_keypoints_2d",
        "hand_left_keypoints_2d",
        "hand_right_keypoints_2d",
    ),
    *("pose_keypoints_3d", "face_keypoints_3d", "hand_left_keypoints_3d", "hand_right_keypoints_3d"),
]


def folder_of(document: PoseDocument, body: OpenPoseBody, poses: Path) -> CameraFolder:
    stream = BytesIO()
    write_openpose_zip(document, body, stream)
    with ZipFile(stream) as archive:
        archive.extractall(poses)
    return CameraFolder(poses)


def keypoints_of(
    one: PersonPose, body: OpenPoseBody = "body25"
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    ((_, text),) = openpose_files(picture(one), body)
    (found,) = json.loads(text)["people"]
    return np.array(found["pose_keypoints_2d"]).reshape(-1, 3)


@pytest.mark.parametrize("body", BODIES)
def test_pose2sim_finds_every_joint_of_every_person_in_every_frame(
    body: OpenPoseBody, tmp_path: Path
) -> None:
    one, other = person(3, at_px=20), person(8, at_px=150, visibility=0.5)
    frames = [[one], [], [one, other], *([[other]] * 9)]
    camera = folder_of(video(*frames, name="cam 2.run 10.mp4"), body, tmp_path)
    assert len(camera.names) == len(frames)
    assert camera.most_people() == 2
    for index, people in enumerate(frames):
        assert len(camera.people(index)) == len(people)
        for number, expected in enumerate(people):
            assert len(camera.people(index)[number]) == 3 * COUNTS[body]
            found = camera.coordinates(SKELETON_OF[body], index, number)
            for joint, (place, likelihood) in found.items():
                if joint.endswith("SmallToe"):
                    assert likelihood == 0
                    assert np.isnan(place).all()
                    continue
                rows = [landmark_index(name) for name in BLAZEPOSE_OF[joint]]
                np.testing.assert_allclose(place, expected.image[rows, :2].mean(axis=0), err_msg=joint)
                assert likelihood == pytest.approx(expected.image[0, 3])


def test_file_names_sort_by_frame() -> None:
    names = [name for name, _ in openpose_files(video(*[[]] * 12, name="a_7.mp4"), "body25")]
    assert names[:2] == ["a_7_000000000000_keypoints.json", "a_7_000000000001_keypoints.json"]
    assert names == sorted(names)


@pytest.mark.parametrize("body", BODIES)
def test_a_file_has_openposes_keys_in_openposes_order(body: OpenPoseBody) -> None:
    ((_, text),) = openpose_files(picture(person(4)), body)
    content = json.loads(text)
    assert list(content) == ["version", "people"]
    assert content["version"] == 1.3
    (found,) = content["people"]
    assert list(found) == OPENPOSE_KEYS
    assert found["person_id"] == [4]
    assert all(found[key] == [] for key in OPENPOSE_KEYS[2:])


def test_eyes_and_ears_are_where_each_body_has_them() -> None:
    names = ("right_eye", "left_eye", "right_ear", "left_ear")
    expected = person().image[[landmark_index(name) for name in names], :2]
    np.testing.assert_allclose(keypoints_of(person(), "body25")[15:19, :2], expected)
    np.testing.assert_allclose(keypoints_of(person(), "coco18")[14:18, :2], expected)


@pytest.mark.parametrize(
    ("x", "y", "visibility", "is_missing"),
    [
        (10, 10, MISSING_BELOW, False),
        (10, 10, MISSING_BELOW - 0.01, True),
        (-0.1, 10, 1, True),
        (10, -0.1, 1, True),
        (640.1, 10, 1, True),
        (10, 480.1, 1, True),
        (640, 480, 1, False),
        (0, 0, 1, False),  # the corner itself, seen: told apart from a missing point by its confidence
    ],
)
def test_hidden_points_and_points_outside_are_missing(
    x: float, y: float, visibility: float, is_missing: bool
) -> None:
    one = person()
    one.image[landmark_index("right_shoulder")] = (x, y, 0, visibility)
    keypoints = keypoints_of(one)
    shoulder, neck = keypoints[2], keypoints[1]
    if is_missing:
        assert shoulder.tolist() == neck.tolist() == [0, 0, 0]
    else:
        np.testing.assert_allclose(shoulder, [x, y, visibility], atol=1e-4)
        assert neck[2] == pytest.approx(visibility, abs=1e-4)  # a middle is as sure as its less sure end
    assert keypoints[5, 2] == 1  # the other shoulder stays


@given(DOCUMENTS)
def test_every_frame_has_a_file_and_every_point_is_missing_or_inside(document: PoseDocument) -> None:
    for body in BODIES:
        files = list(openpose_files(document, body))
        assert len({name for name, _ in files}) == len(document.frames)
        for frame, (_, text) in zip(document.frames, files, strict=True):
            people = json.loads(text)["people"]
            assert [found["person_id"] for found in people] == [[one.id] for one in frame.people]
            for found in people:
                points = np.array(found["pose_keypoints_2d"]).reshape(COUNTS[body], 3)
                assert (points[points[:, 2] == 0] == 0).all()
                assert (points >= 0).all()
                assert (points <= (document.source.width, document.source.height, 1)).all()


@given(NAMES)
@pytest.mark.parametrize("nasty", [None, *NASTY_NAMES])
def test_any_source_name_gives_a_valid_file_name(nasty: str | None, name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", file_name_of(nasty or name))


def test_ordinary_names_are_kept() -> None:
    assert file_name_of("jump 2.final.mp4") == "jump_2.final"
    assert file_name_of("C:\\clips\\run.mov") == "run"
    assert file_name_of("跳.mp4") == "poses"


def test_the_zip_is_the_same_for_the_same_document() -> None:
    one, other = BytesIO(), BytesIO()
    for stream in (one, other):
        write_openpose_zip(video([person()], []), "coco18", stream)
    assert one.getvalue() == other.getvalue()
    with ZipFile(one) as archive:
        assert archive.namelist()[0] == "jump_json/jump_000000000000_keypoints.json"


def test_the_readers_skeletons_are_within_the_bodies() -> None:
    for body in BODIES:
        assert max(SKELETONS[SKELETON_OF[body]].values()) < COUNTS[body]
