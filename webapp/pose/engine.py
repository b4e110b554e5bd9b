"""What a pose engine is: the one interface behind which OpenVINO and MediaPipe are interchangeable.

A worker calls `track` for every frame. The tracker's state is a value: bytes that come back with the result and
go in with that client's next frame, so any worker can serve any client.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

RgbImage = NDArray[np.uint8]  # (height, width, 3), RGB
NO_STATE = b""  # a client's state before its first frame


@dataclass(frozen=True)
class TrackerOptions:
    """What a client may turn; fractions are 0..1."""

    model: str = "full"
    smoothing: bool = True
    min_detection: float = 0.5  # score below which the detector's find is ignored
    min_presence: float = 0.5  # presence below which a tracked person counts as lost
    min_tracking: float = 0.5  # overlap (IoU) from which a new find is a person already tracked
    people: int = 1  # how many are looked for at most
    raw_landmarks: bool = False  # smoothing steadies the regions only; for what is smoothed when all is known


@dataclass(frozen=True)
class Person:
    """One person in one frame.

    image: float32 (33, 4): x, y as fractions of the frame, z in x's scale, visibility 0..1.
    world: float32 (33, 3): metres, origin between the hips, x right, y down, z away from the camera.
    """

    id: int
    score: float
    image: NDArray[np.float32]
    world: NDArray[np.float32]


@dataclass(frozen=True)
class Tracked:
    """The answer for one frame: who was found, the state for the client's next frame, and where the time went."""

    people: tuple[Person, ...]
    state: bytes
    detect_ms: float
    landmarks_ms: float


class EngineError(Exception):
    """The engine cannot run here; the message says what to install or change."""


class PoseEngine(Protocol):
    """Finds and follows people. Not thread-safe: one engine belongs to one worker."""

    keeps_state_in_worker: bool
    """True where a client's frames must all go to the same worker, because the state cannot travel."""

    def load(self, model: str) -> None:
        """Make the model ready, so that its first frame is not slow. Raises ModelError, EngineError."""

    def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:
        """Find the people of one frame; time_s is the camera's clock and must rise from frame to frame."""
