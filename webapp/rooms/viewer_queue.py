"""What waits for one listener: of poses, pictures and the room's state only the newest, of all else everything.

A connection's own queue would take every pose and, for one who reads slowly, hand each over minutes late. So the
queue gets tickets, one for each message that waits here; what a ticket stands for is decided when the connection is
ready to send it. A pose that comes meanwhile takes the place of the one that waits.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock

from webapp.protocol.socketio_packet import EncodedEvent

Ring = Callable[[], None]
"""Puts a ticket into the connection's queue; must neither block nor raise."""


class ViewerQueue:
    def __init__(self) -> None:
        self._lock = Lock()  # guards all below
        self._ring: Ring | None = None
        self._letters: deque[EncodedEvent] = deque()
        self._room: EncodedEvent | None = None
        self._pair: tuple[EncodedEvent | None, EncodedEvent] | None = None  # a picture and its pose
        self._second_half: EncodedEvent | None = None  # the pose whose picture was the last to be taken
        self._in_hand: EncodedEvent | None = None  # taken, perhaps not yet sent
        self._last_pose: EncodedEvent | None = None  # put in last; the same one is never said twice
        self._tickets = 0
        self._moved_s = 0.0

    def connect(self, ring: Ring, now_s: float) -> None:
        """From now on there is a connection, which knows nothing of what was said before."""
        with self._lock:
            self._forget()
            self._ring = ring
            self._moved_s = now_s

    def disconnect(self) -> None:
        with self._lock:
            self._forget()
            self._ring = None

    def put_letter(self, letter: EncodedEvent, now_s: float) -> None:
        """Something that must be said, however late."""
        with self._lock:
            if self._ring is not None:
                self._letters.append(letter)
        self._ring_for_more(now_s)

    def put_room(self, room: EncodedEvent, now_s: float) -> None:
        """The room's state, in place of one that still waits."""
        with self._lock:
            if self._ring is not None:
                self._room = room
        self._ring_for_more(now_s)

    def put_pose(self, pose: EncodedEvent, picture: EncodedEvent | None, now_s: float) -> None:
        """The newest pose and its picture, in place of those that still wait."""
        with self._lock:
            if self._ring is not None and pose is not self._last_pose:
                self._pair = (picture, pose)
                self._last_pose = pose
        self._ring_for_more(now_s)

    def forget_poses(self) -> None:
        """Drop a pose that waits: it is another camera's, or its picture must not be shown any more."""
        with self._lock:
            self._pair = None

    def forget_last_pose(self) -> None:
        """Let the newest pose be said again, to a page that was reloaded."""
        with self._lock:
            self._last_pose = None

    def take(self, ring: Ring, now_s: float) -> EncodedEvent | None:
        """What a ticket of that ring stands for, now that it can be sent; None where that is gone.

        A writer that was stuck may come with tickets of the connection before; they stand for nothing any more.
        """
        with self._lock:
            if ring is not self._ring:
                return None
            self._tickets = max(0, self._tickets - 1)
            self._moved_s = now_s
            self._in_hand = self._next()
            return self._in_hand

    @property
    def waiting_bytes(self) -> int:
        """Bytes that wait, with those that are just being sent."""
        with self._lock:
            alone = (self._room, self._second_half, self._in_hand, *(self._pair or ()), *self._letters)
            return sum(event.size for event in alone if event is not None)

    def stalled_s(self, now_s: float) -> float:
        """Seconds since something moved, while something waits; 0 where nothing does."""
        with self._lock:
            return now_s - self._moved_s if self._tickets else 0.0

    def _next(self) -> EncodedEvent | None:
        """The second half of a pair first, since nothing may come between; then the room, which says whose pose follows."""
        if self._second_half is not None:
            pose, self._second_half = self._second_half, None
            return pose
        if self._letters:
            return self._letters.popleft()
        if self._room is not None:
            room, self._room = self._room, None
            return room
        if self._pair is None:
            return None
        (picture, pose), self._pair = self._pair, None
        if picture is None:
            return pose
        self._second_half = pose
        return picture

    def _ring_for_more(self, now_s: float) -> None:
        with self._lock:
            ring, missing = self._ring, self._waiting - self._tickets
            if ring is None or missing <= 0:
                return
            if self._tickets == 0:
                self._moved_s = now_s  # nothing waited until now
            self._tickets += missing
        for _ in range(missing):
            ring()

    @property
    def _waiting(self) -> int:
        pair = 0 if self._pair is None else 1 if self._pair[0] is None else 2
        return len(self._letters) + (self._room is not None) + (self._second_half is not None) + pair

    def _forget(self) -> None:
        self._letters.clear()
        self._room = self._pair = self._second_half = self._in_hand = None
        self._tickets = 0
