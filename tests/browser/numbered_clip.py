"""Clips that carry the number of each frame in the picture, so that a test can tell which frame a page shows.

Along the top edge stand 16 blocks, black or white: one white, one black (a check), then seven bits of the number,
lowest first, then the same bits inverted (a check again). Blocks survive JPEG, scaling and a mirror.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from tests.pose.engines import blazepose_engine
from tests.support import reference_data
from tests.support.photo_clips import photo_clip
from webapp.pose.engine import NO_STATE, RgbImage, TrackerOptions

BITS: Final = 7
BLOCKS: Final = 2 + 2 * BITS
STRIP_HEIGHT_PX: Final = 16
JPEG_QUALITY: Final = 92
GYM_FRAMES: Final = 100
CAMERA_FPS: Final = 30
# Each frame of the moving photograph stands this long: the tracker smooths, and must not be asked to be a prophet.
PHOTO_REPEATS: Final = 3
PHOTO_FRAMES: Final = 30

FACE: Final = slice(0, 11)  # rows of the landmarks
PHOTO_TORSO_PX: Final = 220.0  # shoulders to where the hips must be, in the clip's frame; by hand

ConcurrencyLimit = NDArray[np.float64]  # (n, 33, 2), pixels of the frame


@dataclass(frozen=True)
class NumberedClip:
    """A clip and what is known of it.

    distance_percent(numbers, joints): for drawn joints (n, 33, 2) in pixels on the frames with these numbers, each
    one's mean distance from where they belong, in percent of the torso's length; NaN where nothing is known.
    """

    name: str
    size: tuple[int, int]
    frames: Callable[[], Iterator[RgbImage]]
    distance_percent: Callable[[list[int], ConcurrencyLimit], NDArray[np.float64]]


def best_clip() -> NumberedClip:
    """The gym clip with MediaPipe's answers where it is there, else a photograph that is moved to and fro."""
    if reference_data.missing_reference() is None:
        return NumberedClip("gym", (360, 640), _gym_frames, _gym_distance)
    return NumberedClip("astronaut", (640, 480), _photo_frames, _photo_distance)


def write_mjpeg(clip: NumberedClip, path: Path) -> Path:
    """The numbered frames as JPEGs one after the other, which Chromium plays as a camera."""
    with path.open("wb") as file:
        for number, frame in enumerate(clip.frames()):
            numbered = with_number(frame, number)
            file.write(simplejpeg.encode_jpeg(numbered, JPEG_QUALITY, "RGB", "420"))
    return path


def with_number(frame: RgbImage, number: int) -> RgbImage:
    """The frame, uint8 (H, W, 3), with its number written along the top edge."""
    bits = [number >> bit & 1 for bit in range(BITS)]
    blocks = [1, 0, *bits, *(1 - bit for bit in bits)]
    block_px = frame.shape[1] // BLOCKS
    numbered = frame.copy()
    strip = np.repeat(np.array(blocks, np.uint8) * 255, block_px)
    numbered[:STRIP_HEIGHT_PX, : strip.size] = strip[None, :, None]
    return numbered


def _gym_frames() -> Iterator[RgbImage]:
    return islice(reference_data.clip_frames("gym"), GYM_FRAMES)


def _gym_distance(numbers: list[int], joints: ConcurrencyLimit) -> NDArray[np.float64]:
    expected = reference_data.reference("gym", "full").image[numbers]
    return reference_data.distance_percent(joints, expected)


def _photo_frames() -> Iterator[RgbImage]:
    for frame in photo_clip("astronaut", "moved", PHOTO_FRAMES):
        for _ in range(PHOTO_REPEATS):
            yield frame.image


def _photo_distance(numbers: list[int], joints: ConcurrencyLimit) -> NDArray[np.float64]:
    """The face's distances from where the pipeline, asked without browser and server, sees it on the same frames.

    Only the face: the body, in its space suit and cut off at the hips, is a guess that no two looks make alike.
    """
    distances_px = np.linalg.norm(joints[:, FACE] - _photo_places()[numbers, FACE], axis=-1).mean(axis=1)
    return np.asarray(100 * distances_px / PHOTO_TORSO_PX, np.float64)


@cache
def _photo_places() -> ConcurrencyLimit:
    """Where the pipeline sees the landmarks on each frame, in the second round: the camera plays the clip in a loop."""
    engine, state, options = blazepose_engine(), NO_STATE, TrackerOptions()
    frames = [with_number(frame, number) for number, frame in enumerate(_photo_frames())]
    found = []
    for index, frame in enumerate(frames * 2):
        tracked = engine.track(frame, state, index / CAMERA_FPS, options)
        state = tracked.state
        height_px, width_px = frame.shape[:2]
        found.append(tracked.people[0].image[:, :2] * (width_px, height_px))
    return np.stack(found[len(frames) :]).astype(np.float64)
