"""A PoseEngine for tests of the server: fast, and told by the picture's colour to crash, hang or fail.

Its state is the number of frames it has seen of a client, which is also the id of the person it finds; so a test
sees whether the state travelled.
"""

import os
import signal
import time
from enum import IntEnum

import numpy as np

from webapp.pose.body import LANDMARK_COUNT
from webapp.pose.engine import EngineError, Person, RgbImage, Tracked, TrackerOptions

HANG_S = 3600.0
_TOLERANCE = (
    5  # grey levels by which an encoder may change a picture; what tests draw must not come so near by chance
)


class Mark(IntEnum):
    """The gray level of a picture that makes the engine misbehave; any other one gets a pose."""

    CRASH = 10
    FAULT = 30
    HANG = 50
    FAIL = 90
    SLOW = 150


class FakeEngine:
    keeps_state_in_worker = False

    def load(self, model: str) -> None:
        """Nothing to load."""

    def track(
        self,
        frame: RgbImage,
        state: bytes,
        time_s: float,
        options: TrackerOptions,  # noqa: ARG002 - the engine's interface
    ) -> Tracked:
        _misbehave(int(frame.mean()))
        seen = int(state or b"0") + 1
        image = np.full((LANDMARK_COUNT, 4), time_s, np.float32)
        world = np.full((LANDMARK_COUNT, 3), seen, np.float32)
        person = Person(id=seen, score=0.9, image=image, world=world)
        return Tracked(people=(person,), state=str(seen).encode(), detect_ms=1.0, landmarks_ms=2.0)


class StatefulFakeEngine(FakeEngine):
    """Says the process that it runs in by its score, and keeps its clients."""

    keeps_state_in_worker = True

    def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:
        tracked = super().track(frame, state, time_s, options)
        found = tracked.people[0]
        person = Person(found.id, float(os.getpid()), found.image, found.world)
        return Tracked((person,), tracked.state, tracked.detect_ms, tracked.landmarks_ms)


class EndlesslyLoadingEngine(FakeEngine):
    def load(self, model: str) -> None:  # noqa: ARG002 - the engine's interface
        time.sleep(HANG_S)


class BrokenEngine(FakeEngine):
    def load(self, model: str) -> None:  # noqa: ARG002 - the engine's interface
        raise EngineError("the weights are at the cleaner's; fetch them")


def crash_at_start() -> FakeEngine:
    os._exit(7)


def _misbehave(level: int) -> None:
    if abs(level - Mark.CRASH) < _TOLERANCE:
        os.kill(os.getpid(), signal.SIGKILL)
    if abs(level - Mark.HANG) < _TOLERANCE:
        time.sleep(HANG_S)
    if abs(level - Mark.FAIL) < _TOLERANCE:
        raise ValueError("this picture was marked to fail")
    if abs(level - Mark.FAULT) < _TOLERANCE:
        os._exit(3)
    if abs(level - Mark.SLOW) < _TOLERANCE:
        time.sleep(0.2)
