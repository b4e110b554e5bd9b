"""Takes frames from their source on a thread, and keeps one: the newest, or each until it is sent."""

import time
from collections.abc import Iterable
from threading import Condition, Thread
from typing import NamedTuple

from posecast.pictures import RgbPixels


class TimedFrame(NamedTuple):
    """A frame with its own time, such as that of a recorded video. Times must rise."""

    picture: bytes | RgbPixels
    t_ms: float


class FrameFeed:
    """The waiting frame. Hold the condition `changed` to use `take`, `is_over` and `error`."""

    def __init__(
        self, frames: Iterable[bytes | RgbPixels | TimedFrame], every_frame: bool, changed: Condition
    ) -> None:
        self.error: BaseException | None = None
        self.is_over = False  # the source has ended; its last frame may still wait
        self.skipped = 0  # frames replaced by a newer one before they were sent
        self._waiting: TimedFrame | None = None
        self._stopped = False
        self._every_frame = every_frame
        self._changed = changed
        self._thread = Thread(target=self._pull, args=(frames,), name="posecast frames", daemon=True)
        self._thread.start()

    @property
    def has_frame(self) -> bool:
        return self._waiting is not None

    def take(self) -> TimedFrame | None:
        """Remove and return the waiting frame."""
        frame, self._waiting = self._waiting, None
        self._changed.notify_all()
        return frame

    def stop(self) -> None:
        """Take no further frame. A source that blocks keeps its thread until it gives its next frame."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _pull(self, frames: Iterable[bytes | RgbPixels | TimedFrame]) -> None:
        error: BaseException | None = None
        try:
            for frame in frames:
                timed = frame if isinstance(frame, TimedFrame) else TimedFrame(frame, _now_ms())
                if not self._put(timed):
                    return
        except BaseException as raised:
            error = raised  # raised again on the thread that iterates over poses
        with self._changed:
            self.error = error
            self.is_over = True
            self._changed.notify_all()

    def _put(self, frame: TimedFrame) -> bool:
        """Let the frame wait, after the one before if every frame counts; return False once stopped."""
        with self._changed:
            if self._every_frame:
                self._changed.wait_for(lambda: self._waiting is None or self._stopped)
            self.skipped += self._waiting is not None
            self._waiting = frame
            self._changed.notify_all()
            return not self._stopped


def _now_ms() -> float:
    return time.perf_counter() * 1e3
