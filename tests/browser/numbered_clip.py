"""Clips that carry the number of each frame in the picture, so that a test can tell which frame a page shows.

Along the top edge stand 16 blocks, black or white: one white, one black (a check), then seven bits of the number,
lowest first, then the same bits inverted (a check again). Blocks survive JPEG, scaling and a mirror.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from tests import reference_data
from tests.photo_clips import moved_points, photo_clip, placement
from webapp.pose.engine import RgbImage

BITS: Final = 7
BLOCKS: Final = 2 + 2 * BITS
STRIP_HEIGHT_PX: Final = 16
JPEG_QUALITY: Final = 92
GYM_FRAMES: Final = 100
# Each frame of the moving photograph stands this long: the tracker smooths, and must not be asked to be a prophet.
PHOTO_REPEATS: Final = 3
PHOTO_FRAMES: Final = 30

FACE: Final = slice(0, 11)  # rows of the landmarks
PHOTO_TORSO_PX: Final = 220.0  # shoulders to where the hips must be, in the clip's frame; by hand

Places = NDArray[np.float64]  # (n, 33, 2), pixels of the frame


@dataclass(frozen=True)
class NumberedClip:
    """A clip and what is known of it.

    distance_percent(numbers, joints): for drawn joints (n, 33, 2) in pixels on the frames with these numbers, each
    one's mean distance from where they belong, in percent of the torso's length; NaN where nothing is known.
    """

    name: str
    size: tuple[int, int]
    frames: Callable[[], Iterator[RgbImage]]
    distance_percent: Callable[[list[int], Places], NDArray[np.float64]]


def best_clip() -> NumberedClip:
    """The gym clip with MediaPipe's answers where it is there, else a photograph that is moved by known amounts."""
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


def _gym_distance(numbers: list[int], joints: Places) -> NDArray[np.float64]:
    expected = reference_data.reference("gym", "full").image[numbers]
    return reference_data.distance_percent(joints, expected)


def _photo_frames() -> Iterator[RgbImage]:
    for frame in photo_clip("astronaut", "moved", PHOTO_FRAMES):
        for _ in range(PHOTO_REPEATS):
            yield frame.image


def _photo_distance(numbers: list[int], joints: Places) -> NDArray[np.float64]:
    """The face's distances from the place where most poses see it on the photograph itself.

    Only the face: of the body in its space suit, cut off at the hips, no two poses think the same.
    """
    maps = [placement("moved", number // PHOTO_REPEATS) for number in numbers]
    faces = joints[:, FACE]
    usual = np.median([_unmoved(each, face) for each, face in zip(maps, faces, strict=True)], axis=0)
    expected = np.stack([moved_points(each, usual) for each in maps])
    distances_px = np.linalg.norm(faces - expected, axis=-1).mean(axis=1)
    return np.asarray(100 * distances_px / PHOTO_TORSO_PX, np.float64)


def _unmoved(photo_to_frame: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of the frame where the photograph has them."""
    moved = points - photo_to_frame[:, 2]
    return np.asarray(moved @ np.linalg.inv(photo_to_frame[:, :2]).T, np.float64)
