"""A stream of frames to a server, and of poses back."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Condition
from types import TracebackType
from typing import Any, Final, NamedTuple, Self, cast

import numpy as np
from numpy.typing import NDArray

from posecast.errors import ConnectionLostError, FrameError
from posecast.frame_feed import FrameFeed, TimedFrame
from posecast.live_connection import LiveConnection
from posecast.pictures import LIVE_QUALITY, RgbPixels, jpeg_bytes
from webapp.formats.pose_document import PersonPose, pose_in_pixels
from webapp.pose.body import LANDMARK_COUNT
from webapp.pose.engine import Person
from webapp.protocol.wire import Event, Milliseconds, Settings
from webapp.protocol.wire import Person as WirePerson

REPLY_LIMIT_S: Final = 60.0
"""A server answers every frame, within the 30 s that a model's first frame may take; later it never will."""


@dataclass(frozen=True)
class LivePose:
    """Who was found in one frame.

    size: the frame's width and height in pixels. people: `image` is float32 (33, 4), x and y as fractions of the frame, z
    in x's scale, visibility 0..1; `world` float32 (33, 3), metres from between the hips, x right, y down, z away from the
    camera. ms: how long the frame waited, was decoded, searched and measured on the server. delay_ms: from the frame sent
    to the pose received, the network included.
    """

    seq: int
    t_ms: float
    size: tuple[int, int]
    people: tuple[Person, ...]
    ms: Milliseconds
    delay_ms: float

    def in_pixels(self) -> tuple[PersonPose, ...]:
        """The people with their image landmarks in pixels of the frame."""
        return tuple(pose_in_pixels(person, *self.size) for person in self.people)


@dataclass(frozen=True)
class DroppedFrame:
    """A frame that the server did not look at; reason is one of webapp.protocol.wire.DropReason."""

    seq: int
    reason: str


class _Answer(NamedTuple):
    event: Event
    payload: dict[str, Any]
    came_s: float


class LivePoses:
    """An iterator over poses, connected on construction; `live` makes it and describes it."""

    def __init__(
        self,
        url: str,
        frames: Iterable[bytes | RgbPixels | TimedFrame],
        settings: Settings,
        every_frame: bool = False,
        on_dropped: Callable[[DroppedFrame], None] | None = None,
        name: str = "",
        verify: bool | str = True,
        transports: Sequence[str] | None = None,
    ) -> None:
        self.dropped = 0
        self._url = url
        self._on_dropped = on_dropped
        self._changed = Condition()
        self._answers: deque[_Answer] = deque()
        self._connection_ended = False
        self._closed = False
        self._next_seq = 0
        self._in_flight: int | None = None
        self._may_send_s = 0.0
        self._sent_s = 0.0
        self._late_error: Exception | None = None  # of a frame sent before its turn
        self._connection = LiveConnection(url, self._note_answer, self._note_end, verify, transports, name)
        try:
            if settings:
                self._connection.change_settings(settings)
            self._feed = FrameFeed(frames, every_frame, self._changed)
        except BaseException:
            self._connection.close()
            raise

    @property
    def models(self) -> list[str]:
        """The models that this server can run."""
        return list(self._connection.welcome["models"])

    @property
    def watch_url(self) -> str:
        """The page on which people see these poses, as long as the stream lasts."""
        return f"{self._url}/#watch={self._connection.welcome['links']['watch']}"

    @property
    def skipped(self) -> int:
        """Frames never sent, because a newer one was there before their turn."""
        return self._feed.skipped

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> LivePose:
        """The next pose.

        Raises FrameError for a frame without one (and may be called again), ConnectionLostError, what the source of
        frames raises, and StopIteration after the last frame's answer.
        """
        while not self._closed:
            self._raise_late_error()
            if not self._send_frame(waits=True):
                self.close()
                break
            answer = self._next_answer()
            if answer.event == Event.POSE:
                pose = _pose(answer.payload, (answer.came_s - self._sent_s) * 1e3)
                self._send_ahead()
                return pose
            self._tell(answer.event, answer.payload)
        raise StopIteration

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the stream. What was sent but not answered is of no use any more."""
        self._closed = True
        self._feed.stop()
        self._connection.close()

    def _send_frame(self, *, waits: bool) -> bool:
        """See that a frame is in flight; False where none is and, having waited for one, none comes."""
        if self._in_flight is not None:
            return True
        with self._changed:
            if waits:
                self._changed.wait_for(lambda: self._feed.has_frame or self._feed.is_over or self._has_news)
            frame = self._feed.take() if self._feed.has_frame else None
        if frame is not None:
            self._send(frame)
        elif waits and self._feed.error is not None:
            self.close()
            raise self._feed.error
        return frame is not None or (waits and self._has_news)

    def _send_ahead(self) -> None:
        """Let the server work on the next frame, if it is there, while the caller looks at a pose."""
        if time.perf_counter() < self._may_send_s:
            return
        try:
            self._send_frame(waits=False)
        except Exception as error:
            self._late_error = error

    def _raise_late_error(self) -> None:
        error, self._late_error = self._late_error, None
        if error is not None:
            raise error

    @property
    def _has_news(self) -> bool:
        return bool(self._answers) or self._connection_ended

    def _send(self, frame: TimedFrame) -> None:
        jpeg = jpeg_bytes(frame.picture, LIVE_QUALITY)
        # The server drops what comes faster than it announced.
        time.sleep(max(0.0, self._may_send_s - time.perf_counter()))
        self._sent_s = time.perf_counter()
        self._may_send_s = self._sent_s + 1 / self._connection.welcome["limits"]["fps"]
        self._in_flight = self._next_seq
        self._next_seq += 1
        self._connection.send(self._in_flight, frame.t_ms, jpeg)

    def _next_answer(self) -> "_Answer":
        with self._changed:
            came = self._changed.wait_for(lambda: self._has_news, REPLY_LIMIT_S)
            answer = self._answers.popleft() if self._answers else None
        if answer is None:
            what = "was lost" if came else f"gave no answer for {REPLY_LIMIT_S:g} s and was given up"
            self.close()
            raise ConnectionLostError(f"the connection to {self._url} {what}; connect again")
        if answer.payload["seq"] is not None:
            self._in_flight = None
        return answer

    def _tell(self, event: Event, payload: dict[str, Any]) -> None:
        if event == Event.PROBLEM:
            raise FrameError(payload["code"], payload["message"], payload["seq"])
        self.dropped += 1
        if self._on_dropped is not None:
            self._on_dropped(DroppedFrame(payload["seq"], payload["reason"]))

    def _note_answer(self, event: Event, payload: dict[str, Any]) -> None:
        with self._changed:
            self._answers.append(_Answer(event, payload, time.perf_counter()))
            self._changed.notify_all()

    def _note_end(self) -> None:
        with self._changed:
            self._connection_ended = True
            self._changed.notify_all()


def _pose(payload: dict[str, Any], delay_ms: float) -> LivePose:
    width, height = payload["size"]
    return LivePose(
        seq=payload["seq"],
        t_ms=payload["t"],
        size=(width, height),
        people=tuple(_person(person) for person in payload["people"]),
        ms=cast("Milliseconds", payload["ms"]),
        delay_ms=delay_ms,
    )


def _person(person: WirePerson) -> Person:
    image, world = _landmarks(person["image"]), _landmarks(person["world"])
    return Person(person["id"], person["score"], image, world)


def _landmarks(packed: bytes) -> NDArray[np.float32]:
    return np.frombuffer(packed, "<f4").reshape(LANDMARK_COUNT, -1).astype(np.float32)
