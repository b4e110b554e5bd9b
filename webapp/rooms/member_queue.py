"""What waits to be sent to one member: of poses, pictures and the room's state only the newest, of all else everything.

A connection's own queue would take every pose and, for one who reads slowly, deliver each minutes late. So for each
message that waits here, the connection is asked for one write; what is written is decided when the connection is ready
for it. A pose that comes meanwhile takes the place of the one that waits (docs/decisions/0010).
"""

from collections import deque
from threading import Lock
from typing import NamedTuple, Protocol

from webapp.protocol.latest import Latest
from webapp.protocol.socketio_packet import EncodedEvent


class MemberConnection(Protocol):
    """The connection by which a member is reached just now."""

    def request_write(self, queue: "MemberQueue") -> None:
        """Call `queue.take` when the next message can be written. Must neither block nor raise."""


class _PoseAndPicture(NamedTuple):
    pose: EncodedEvent
    picture: EncodedEvent | None


class MemberQueue:
    """Thread-safe: the broadcaster puts, the connection's writer takes."""

    def __init__(self) -> None:
        self._lock = Lock()  # guards all below
        self._connection: MemberConnection | None = None
        self._messages: deque[EncodedEvent] = deque()
        self._room: Latest[EncodedEvent] = Latest()
        self._pose: Latest[_PoseAndPicture] = Latest()
        self._pose_after_picture: EncodedEvent | None = None  # the picture was the last to be taken
        self._being_written: EncodedEvent | None = None  # taken, perhaps not yet sent
        self._last_pose: EncodedEvent | None = None  # put last; the same one is never sent twice
        self._requested_writes = 0
        self._moved_s = 0.0

    def connect(self, connection: MemberConnection, now_s: float) -> None:
        """Send by this connection from now on; its other end knows nothing of what was sent before."""
        with self._lock:
            self._clear()
            self._connection = connection
            self._moved_s = now_s

    def disconnect(self) -> None:
        """Forget what waits, and let nothing wait until `connect`."""
        with self._lock:
            self._clear()
            self._connection = None

    def put_message(self, message: EncodedEvent, now_s: float) -> None:
        """Let something wait that must be sent, however late."""
        with self._lock:
            if self._connection is not None:
                self._messages.append(message)
        self._request_writes(now_s)

    def put_room(self, room: EncodedEvent, now_s: float) -> None:
        """Let the room's state wait, in place of one that still waits."""
        with self._lock:
            if self._connection is not None:
                self._room.put(room)
        self._request_writes(now_s)

    def put_pose(self, pose: EncodedEvent, picture: EncodedEvent | None, now_s: float) -> None:
        """Let the newest pose and its picture wait, in place of those that still wait."""
        with self._lock:
            if self._connection is not None and pose is not self._last_pose:
                self._pose.put(_PoseAndPicture(pose, picture))
                self._last_pose = pose
        self._request_writes(now_s)

    def forget_poses(self) -> None:
        """Drop a pose that waits: it is another camera's, or its picture must not be shown any more."""
        with self._lock:
            self._pose.take()

    def forget_last_pose(self) -> None:
        """Let the newest pose be sent again, to a page that was reloaded."""
        with self._lock:
            self._last_pose = None

    def take(self, connection: MemberConnection, now_s: float) -> EncodedEvent | None:
        """Return what that connection is to write now; None where it is gone.

        A writer that was stuck may ask for the connection before this one; nothing is left for that.
        """
        with self._lock:
            if connection is not self._connection:
                return None
            self._requested_writes = max(0, self._requested_writes - 1)
            self._moved_s = now_s
            self._being_written = self._next()
            return self._being_written

    @property
    def waiting_bytes(self) -> int:
        """Bytes that wait, with those that are just being written."""
        with self._lock:
            waiting = (
                *(self._room.peek(), self._pose_after_picture, self._being_written),
                *(self._pose.peek() or ()),
                *self._messages,
            )
            return sum(event.size for event in waiting if event is not None)

    def stalled_s(self, now_s: float) -> float:
        """Seconds since something was taken, while something waits; 0 where nothing does."""
        with self._lock:
            return now_s - self._moved_s if self._requested_writes else 0.0

    def _next(self) -> EncodedEvent | None:
        """Return a pose after its picture first, since nothing may come between; the room before the poses of its camera."""
        if self._pose_after_picture is not None:
            pose, self._pose_after_picture = self._pose_after_picture, None
            return pose
        if self._messages:
            return self._messages.popleft()
        room = self._room.take()
        if room is not None:
            return room
        newest = self._pose.take()
        if newest is None or newest.picture is None:
            return newest and newest.pose
        self._pose_after_picture = newest.pose
        return newest.picture

    def _request_writes(self, now_s: float) -> None:
        with self._lock:
            connection, missing = self._connection, self._waiting - self._requested_writes
            if connection is None or missing <= 0:
                return
            if self._requested_writes == 0:
                self._moved_s = now_s  # nothing waited until now
            self._requested_writes += missing
        for _ in range(missing):
            connection.request_write(self)

    @property
    def _waiting(self) -> int:
        newest = self._pose.peek()
        of_pose = 0 if newest is None else 1 if newest.picture is None else 2
        return len(self._messages) + bool(self._room) + (self._pose_after_picture is not None) + of_pose

    def _clear(self) -> None:
        self._messages.clear()
        self._room.take()
        self._pose.take()
        self._pose_after_picture = self._being_written = None
        self._requested_writes = 0
