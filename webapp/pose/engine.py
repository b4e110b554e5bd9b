"""The interface of a pose engine, which makes OpenVINO and MediaPipe interchangeable.

A worker calls `track` for every frame. The tracker's state is a value: bytes that come back with the result and
are passed in with that client's next frame, so any worker can serve any client.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

RgbImage = NDArray[np.uint8]  # (height, width, 3), RGB
NO_STATE = b""  # a client's state before its first frame


@dataclass(frozen=True)
class TrackerOptions:
    """What a client may set; fractions are 0..1."""

    model: str = "full"
    smoothing: bool = True
    min_detection: float = 0.5  # score below which a detection is ignored
    min_presence: float = 0.5  # presence below which a tracked person is lost
    min_tracking: float = 0.5  # overlap (IoU) above which a detection is a person already tracked
    people: int = 1  # the most people to track
    raw_landmarks: bool = False  # smooth the regions only: the landmarks are smoothed offline afterwards
    is_still: bool = False  # a picture: there is time to search for a single person in windows, too


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
    """The result for one frame: the people, the state for the client's next frame, and the time of each step."""

    people: tuple[Person, ...]
    state: bytes
    detect_ms: float
    landmarks_ms: float


class EngineError(Exception):
    """The engine cannot run on this machine; the message says what to install or change."""


class FrameTracker(Protocol):
    """Tracks people from frame to frame: a PoseEngine, or a stand-in that sends frames to one."""

    def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:
        """Find the people of one frame; time_s is the camera's clock and must rise from frame to frame."""


class PoseEngine(FrameTracker, Protocol):
    """Detects and tracks people. Not thread-safe: one engine belongs to one worker."""

    keeps_state_in_worker: bool
    """True if all frames of a client must go to the same worker, because the state cannot travel."""

    def load(self, model: str) -> None:
        """Load the model, so that its first frame is not slow. Raises ModelError, EngineError."""
