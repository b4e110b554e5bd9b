"""The poses of one picture or video: the document from which every file format is written.

Coordinates are those of the upright picture, after the rotation that a phone records in the file.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from webapp.pose.engine import Person

FORMAT: Final = "posecast-poses"  # the format's name in the files
VERSION: Final = 1  # the format's version

SourceKind = Literal["image", "video"]
Smoothing = Literal["none", "live", "offline"]


@dataclass(frozen=True)
class Source:
    """The picture or video in which the poses were found."""

    name: str  # the file's name without folders
    kind: SourceKind
    width: int  # pixels, upright
    height: int
    frame_rate: float | None = None  # frames a second on average; None for a picture
    duration_s: float | None = (
        None  # from the first frame to the end of the last; None for a picture, or if unknown
    )


@dataclass(frozen=True)
class PersonPose:
    """One person in one frame.

    image: float32 (33, 4): x, y in pixels from the upright picture's top left corner, z in pixels at x's scale (towards
    the camera is negative, 0 is between the hips), visibility 0..1.
    world: float32 (33, 3): metres, origin between the hips, x right, y down, z away from the camera.
    """

    id: int
    score: float
    image: NDArray[np.float32]
    world: NDArray[np.float32]


@dataclass(frozen=True)
class FramePoses:
    """The people of one frame."""

    index: int  # 0 is the first frame
    time_s: float  # since the first frame, as the file says
    people: tuple[PersonPose, ...]


@dataclass(frozen=True)
class PoseDocument:
    """All poses of one picture or video, and how they were found."""

    source: Source
    model: str
    smoothing: Smoothing
    frames: tuple[FramePoses, ...]  # all frames, also those without people; one for a picture


def pose_in_pixels(person: Person, width: int, height: int) -> PersonPose:
    """Convert a tracked person's landmarks from fractions to pixels of a frame of that size."""
    scale = np.array((width, height, width, 1), np.float32)
    return PersonPose(person.id, person.score, person.image * scale, person.world)
