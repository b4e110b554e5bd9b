"""The reference: clips and stills, and what MediaPipe itself answers for them.

They are test data of other projects and stay outside this one, in a folder `shared` beside the checkout or
wherever $POSECAST_SHARED says: `media/CLIP.mp4`, `media/STILL.jpg`, `reference/VERSION/NAME.MODEL.npz`. A test that
needs them carries `needs_reference`, which skips it with the reason where they are not there.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from webapp.models import MODEL_NAMES
from webapp.pose.body import landmark_index
from webapp.pose.engine import Person, RgbImage

SHARED_ENV: Final = "POSECAST_SHARED"
CLIPS: Final = ("gym", "park", "dress", "pair")
STILLS: Final = ("sample", "sample2", "stand")
SRGB_STILLS: Final = ("sample", "stand")  # sample2 is in Adobe RGB, which MediaPipe's answers took for sRGB
MODELS: Final = MODEL_NAMES
TASKS_API: Final = "mediapipe-1.2.2"  # what we want to equal
OLD_SOLUTION: Final = "mediapipe-0.10.21"  # how far MediaPipe is from itself: our bar
REFERENCE_FPS: Final = 30  # the times that MediaPipe was given, whatever the clip's own rate

Test = TypeVar("Test", bound=Callable[..., Any])

_SHOULDERS: Final = [landmark_index("left_shoulder"), landmark_index("right_shoulder")]
_HIPS: Final = [landmark_index("left_hip"), landmark_index("right_hip")]


class ReferenceMissingError(FileNotFoundError):
    """A file of the reference is not there or cannot be read."""


class Landmarks(NamedTuple):
    """One person over a clip, NaN in the frames in which nobody was found.

    image: float32 (frames, 33, 5): x, y in pixels of the frame, z at x's scale, visibility, presence.
    world: float32 (frames, 33, 3): metres, origin between the hips.
    """

    image: NDArray[np.float32]
    world: NDArray[np.float32]


def shared_folder() -> Path:
    """$POSECAST_SHARED, else the folder `shared` beside the checkout."""
    return Path(os.environ.get(SHARED_ENV) or Path(__file__).resolve().parents[3] / "shared")


def missing_reference() -> str | None:
    """What is not there, in words for a skipped test; None where all is there."""
    absent = [path for path in _all_files() if not path.is_file()]
    if not absent:
        return None
    return (
        f"the reference is not there: {len(absent)} files are missing, {absent[0]} first; "
        f"set {SHARED_ENV} to the folder with media/ and reference/"
    )


def needs_reference(test: Test) -> Test:
    """Marks a test that needs the clips and MediaPipe's answers, and skips it where they are not there."""
    reason = missing_reference()
    skipped = pytest.mark.skipif(reason is not None, reason=reason or "")
    marked: Test = pytest.mark.reference(skipped(test))
    return marked


def clip_path(clip: str) -> Path:
    return shared_folder() / "media" / f"{clip}.mp4"


def still_path(still: str) -> Path:
    return shared_folder() / "media" / f"{still}.jpg"


def fault_path(name: str) -> Path:
    """The path of a file on which an earlier version erred, by its name with extension."""
    return shared_folder() / "media" / "faults" / name


def clip_frames(clip: str) -> Iterator[RgbImage]:
    """The clip's frames in file order, upright as OpenCV makes them. Raises ReferenceMissingError."""
    video = cv2.VideoCapture(str(clip_path(clip)))
    if not video.isOpened():
        raise ReferenceMissingError(f"no readable video at {clip_path(clip)}")
    try:
        while (read := video.read())[0]:
            yield _rgb(read[1])
    finally:
        video.release()


def still_picture(still: str) -> RgbImage:
    """Raises ReferenceMissingError."""
    picture = cv2.imread(str(still_path(still)))
    if picture is None:
        raise ReferenceMissingError(f"no readable picture at {still_path(still)}")
    return _rgb(picture)


def frame_time_ms(index: int) -> int:
    """The time that MediaPipe was given with the frame of that index."""
    return round(index * 1000 / REFERENCE_FPS)


def reference(name: str, model: str, version: str = TASKS_API) -> Landmarks:
    """What MediaPipe answers for a clip or still. Raises ReferenceMissingError."""
    path = _reference_path(name, model, version)
    if not path.is_file():
        raise ReferenceMissingError(f"no reference at {path}")
    with np.load(path) as answer:
        return Landmarks(answer["image"], answer["world"])


def image_px(people: tuple[Person, ...], frame: RgbImage) -> NDArray[np.float32]:
    """The first person's landmarks, float32 (33, 4), x, y, z in pixels as the reference has them; NaN for nobody."""
    if not people:
        return np.full((33, 4), np.nan, np.float32)
    height_px, width_px = frame.shape[:2]
    return people[0].image * np.array([width_px, height_px, width_px, 1], np.float32)


def both_found(found: NDArray[np.floating], expected: NDArray[np.floating]) -> NDArray[np.bool_]:
    """The frames (n,) in which both have somebody."""
    return np.asarray(np.isfinite(found[:, 0, 0]) & np.isfinite(expected[:, 0, 0]), np.bool_)


def torso_px(image: NDArray[np.floating]) -> NDArray[np.float64]:
    """From the middle of the shoulders to the middle of the hips, (n,), in the unit of x and y."""
    trunk = image[:, _SHOULDERS, :2].mean(axis=1) - image[:, _HIPS, :2].mean(axis=1)
    return np.asarray(np.linalg.norm(trunk, axis=-1), np.float64)


def distance_percent(found: NDArray[np.floating], expected: NDArray[np.floating]) -> NDArray[np.float64]:
    """Per frame the landmarks' mean distance in the picture as a percentage of the expected torso.

    Both are (n, 33, 2 or more), x, y in pixels; NaN in the frames in which either has nobody.
    """
    distances = np.linalg.norm(found[..., :2] - expected[..., :2], axis=-1)
    return np.asarray(100 * distances.mean(axis=1) / torso_px(expected), np.float64)


def parity_percent(found: NDArray[np.floating], expected: NDArray[np.floating]) -> float:
    """The median of distance_percent over the frames in which both have somebody.

    Raises ValueError where there is no such frame: a tracker that finds nobody is not at parity.
    """
    frames = both_found(found, expected)
    if not frames.any():
        raise ValueError("in no frame did both find somebody")
    return float(np.median(distance_percent(found[frames], expected[frames])))


def _reference_path(name: str, model: str, version: str) -> Path:
    return shared_folder() / "reference" / version / f"{name}.{model}.npz"


def _all_files() -> Iterator[Path]:
    yield from map(clip_path, CLIPS)
    yield from map(still_path, STILLS)
    for version in (TASKS_API, OLD_SOLUTION):
        for name in (*CLIPS, *STILLS):
            yield from (_reference_path(name, model, version) for model in MODELS)


def _rgb(bgr: NDArray[np.uint8]) -> RgbImage:
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
