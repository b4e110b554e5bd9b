"""Streams frames to a server and yields their poses."""

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
"""A server replies to every frame, at the latest after the 30 s that a model's first frame may take."""


@dataclass(frozen=True)
class LivePose:
    """The people found in one frame.

    size: the frame's width and height in pixels. people: `image` is float32 (33, 4), x and y as fractions of the frame, z
    in x's scale, visibility 0..1; `world` float32 (33, 3), metres from between the hips, x right, y down, z away from the
    camera. ms: the time of each step on the server. delay_ms: from the frame sent to the pose received, network included.
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
    """A frame that the server dropped; reason is one of webapp.protocol.wire.DropReason.

    retry_s: seconds until the server should have a worker; None where it has one.
    """

    seq: int
    reason: str
    retry_s: float | None = None


class _Reply(NamedTuple):
    event: Event
    payload: dict[str, Any]
    received_s: float


class LivePoses:
    """An iterator over poses, connected on construction; `live` creates and documents it."""

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
        self._replies: deque[_Reply] = deque()
        self._connection_ended = False
        self._closed = False
        self._next_seq = 0
        self._in_flight: int | None = None
        self._may_send_s = 0.0
        self._sent_s = 0.0
        self._late_error: Exception | None = None  # of a frame sent ahead, raised by the next call
        self._connection = LiveConnection(url, self._note_reply, self._note_end, verify, transports, name)
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
        """The address of the page that shows these poses, as long as the stream lasts."""
        return f"{self._url}/#watch={self._connection.welcome['links']['watch']}"

    @property
    def skipped(self) -> int:
        """Frames that were never sent, because a newer one replaced them."""
        return self._feed.skipped

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> LivePose:
        """Return the next pose.

        Raises FrameError for a frame without one (and may be called again), ConnectionLostError, what the source of
        frames raises, and StopIteration after the reply to the last frame.
        """
        while not self._closed:
            self._raise_late_error()
            if not self._send_frame(waits=True):
                self.close()
                break
            reply = self._next_reply()
            if reply.event == Event.POSE:
                pose = _pose(reply.payload, (reply.received_s - self._sent_s) * 1e3)
                self._send_ahead()
                return pose
            self._handle_other(reply.event, reply.payload)
        raise StopIteration

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the stream; replies that are still to come are discarded."""
        self._closed = True
        self._feed.stop()
        self._connection.close()

    def _send_frame(self, *, waits: bool) -> bool:
        """Send a frame unless one is in flight; return False if there is none to send.

        waits: wait for a frame or a reply, and return False only at the end of the stream.
        """
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
        """Send the next frame, if there is one, so that the server works on it while the caller uses a pose."""
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
        return bool(self._replies) or self._connection_ended

    def _send(self, frame: TimedFrame) -> None:
        jpeg = jpeg_bytes(frame.picture, LIVE_QUALITY)
        # The server drops frames that come faster than the rate that it announced.
        time.sleep(max(0.0, self._may_send_s - time.perf_counter()))
        self._sent_s = time.perf_counter()
        self._may_send_s = self._sent_s + 1 / self._connection.welcome["limits"]["fps"]
        self._in_flight = self._next_seq
        self._next_seq += 1
        self._connection.send(self._in_flight, frame.t_ms, jpeg)

    def _next_reply(self) -> "_Reply":
        with self._changed:
            came = self._changed.wait_for(lambda: self._has_news, REPLY_LIMIT_S)
            reply = self._replies.popleft() if self._replies else None
        if reply is None:
            what = "was lost" if came else f"gave no answer for {REPLY_LIMIT_S:g} s and was closed"
            self.close()
            raise ConnectionLostError(f"the connection to {self._url} {what}; connect again")
        if reply.payload["seq"] is not None:
            self._in_flight = None
        return reply

    def _handle_other(self, event: Event, payload: dict[str, Any]) -> None:
        if event == Event.PROBLEM:
            raise FrameError(payload["code"], payload["message"], payload["seq"])
        self.dropped += 1
        if self._on_dropped is not None:
            retry_ms = payload.get("retry_ms")
            retry_s = None if retry_ms is None else retry_ms / 1000
            self._on_dropped(DroppedFrame(payload["seq"], payload["reason"], retry_s))

    def _note_reply(self, event: Event, payload: dict[str, Any]) -> None:
        with self._changed:
            self._replies.append(_Reply(event, payload, time.perf_counter()))
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
