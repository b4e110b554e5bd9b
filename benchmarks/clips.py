"""Loads the frames that all benchmarks send: JPEGs like the page's, 480x640 or 640x480, quality 75."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import cv2
import numpy as np
import simplejpeg

from tests.support.photo_clips import photo_clip
from tests.support.reference_data import CLIPS, clip_frames, clip_path
from webapp.pose.engine import RgbImage

SHORT_SIDE_PX: Final = 480
LONG_SIDE_PX: Final = 640
JPEG_QUALITY: Final = 75
FRAMES: Final = 100  # used of each clip, again and again
PHOTO_CLIP: Final = "astronaut"


@dataclass(frozen=True)
class Clip:
    name: str
    size: tuple[int, int]
    jpegs: tuple[bytes, ...]

    @property
    def mean_bytes(self) -> int:
        return round(sum(map(len, self.jpegs)) / len(self.jpegs))


def clips(most: int, frames: int = FRAMES) -> list[Clip]:
    """Return the first reference clips that exist; without any, a moving photograph."""
    names = [name for name in CLIPS if clip_path(name).is_file()][:most]
    return [_clip(name, clip_frames(name), frames) for name in names] or [
        _clip(PHOTO_CLIP, _photo_frames(), frames)
    ]


def fitted(frame: RgbImage) -> RgbImage:
    """Letterbox the frame to 480x640, or to 640x480 if it is wider than high."""
    height, width = frame.shape[:2]
    room = (LONG_SIDE_PX, SHORT_SIDE_PX) if width > height else (SHORT_SIDE_PX, LONG_SIDE_PX)
    scale = min(room[0] / width, room[1] / height)
    inner = (round(width * scale), round(height * scale))
    x, y = (room[0] - inner[0]) // 2, (room[1] - inner[1]) // 2
    picture = np.zeros((room[1], room[0], 3), np.uint8)
    picture[y : y + inner[1], x : x + inner[0]] = cv2.resize(frame, inner, interpolation=cv2.INTER_AREA)
    return picture


def _clip(name: str, frames: Iterator[RgbImage], count: int) -> Clip:
    pictures = [fitted(frame) for frame in islice(frames, count)]
    height, width = pictures[0].shape[:2]
    return Clip(name, (width, height), tuple(map(_jpeg, pictures)))


def _photo_frames() -> Iterator[RgbImage]:
    return (frame.image for frame in photo_clip(PHOTO_CLIP, "together", FRAMES))


def _jpeg(picture: RgbImage) -> bytes:
    jpeg: bytes = simplejpeg.encode_jpeg(picture, JPEG_QUALITY, "RGB", "420")  # 4:2:0, as browsers encode
    return jpeg
