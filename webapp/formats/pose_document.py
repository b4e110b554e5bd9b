"""What was found in one picture or one video: the document that every file format is written from.

Coordinates are those of the picture as people see it (upright, after the rotation that a phone notes in the file).
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from webapp.pose.engine import Person

FORMAT: Final = "posecast-poses"  # what files say they are
VERSION: Final = 1  # of the files' layout

SourceKind = Literal["image", "video"]
Smoothing = Literal["none", "live", "offline"]


@dataclass(frozen=True)
class Source:
    """What the poses were found in."""

    name: str  # the file's name without folders
    kind: SourceKind
    width: int  # pixels, upright
    height: int
    frame_rate: float | None = None  # frames a second on average; None for a picture


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
    index: int  # 0 is the first frame
    time_s: float  # as the file says, from the first frame on
    people: tuple[PersonPose, ...]


@dataclass(frozen=True)
class PoseDocument:
    source: Source
    model: str
    smoothing: Smoothing
    frames: tuple[FramePoses, ...]  # every frame, those without people too; one frame for a picture


def pose_in_pixels(person: Person, width: int, height: int) -> PersonPose:
    """A tracked person with its landmarks in pixels of a frame of that size."""
    scale = np.array((width, height, width, 1), np.float32)
    return PersonPose(person.id, person.score, person.image * scale, person.world)
