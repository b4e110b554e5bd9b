"""Carries poses and news from the rooms to those who listen, on a thread of its own.

So a camera's answer never waits for its viewers. What the thread does not get to in time it leaves out: it takes a
room's newest pose, however many came since the last.
"""

import logging
import time
from collections.abc import Callable
from threading import Thread
from typing import Final

from webapp.protocol import limits
from webapp.protocol.socketio_packet import EncodedEvent
from webapp.protocol.wire import Event
from webapp.rooms.member import Entrance, Member
from webapp.rooms.room import TELL_PAUSE_S, LatestPose, Room
from webapp.rooms.rooms import Ended, Rooms
from webapp.scheduler.fair_queue import FairQueue, QueueClosedError

log = logging.getLogger("posecast.rooms")

_LISTENERS_A_TURN: Final = 8
"""Listeners served before others get their turn. Under eventlet each costs the hub some 50 µs of writing; so nobody's
frame waits for more than half a millisecond."""

_LOOK_S: Final = 1.0
"""Seconds between looks for those who were away too long, or do not take what waits for them."""


class Broadcaster:
    def __init__(
        self,
        rooms: Rooms,
        end: Callable[[list[Ended]], None],
        cut: Callable[[Member], None],
        end_strangers: Callable[[float], None],
    ) -> None:
        """end: tells those who are members no more. cut: ends the connection of one who is too slow.

        end_strangers: likewise those who have been connected for long and are nobody's.
        """
        self._rooms = rooms
        self._end = end
        self._cut = cut
        self._end_strangers = end_strangers
        self._ready: FairQueue[Room] = FairQueue()
        self._in_line: set[str] = set()
        self._told_too_early: set[Room] = set()
        self._looked_s = 0.0

    def start(self) -> None:
        Thread(target=self._run, name="broadcaster", daemon=True).start()

    def stop(self) -> None:
        self._ready.close()

    def wake(self, room: Room) -> None:
        """There is something new in a room."""
        if room.id not in self._in_line:
            self._in_line.add(room.id)
            self._ready.put(room)

    def serve(self, room: Room, now_s: float) -> None:
        """Tell everyone in a room what is due, and pass its newest pose on."""
        self._in_line.discard(room.id)
        with self._rooms.held():
            if room.news_is_due(now_s):
                self._tell(room, now_s)
            elif room.has_news():
                self._told_too_early.add(room)
            latest, camera = room.latest, room.camera
            is_new = latest is not room.passed_on
            room.passed_on = latest
        if latest is not None and is_new:
            self._pass_on(room, latest, camera, now_s)

    def look(self, now_s: float) -> None:
        """End what has been away or stuck for too long."""
        self._looked_s = now_s
        ended = self._rooms.away_too_long(now_s)
        if ended:
            self._end(ended)
        self._end_strangers(now_s)
        for member in self._rooms.members():
            if _is_too_slow(member, now_s):
                self._cut(member)

    def _run(self) -> None:
        while True:
            try:
                self._turn()
            except QueueClosedError:
                return
            except Exception:
                log.exception("a room could not be served")
                time.sleep(_LOOK_S)  # whatever it was must not fill the log

    def _turn(self) -> None:
        room = self._ready.take(TELL_PAUSE_S if self._told_too_early else _LOOK_S)
        now_s = time.monotonic()
        if room is not None:
            try:
                self.serve(room, now_s)
            finally:
                self._ready.end(room)
        for waiting in list(self._told_too_early):
            self._told_too_early.discard(waiting)
            self.serve(waiting, now_s)
        if now_s - self._looked_s >= _LOOK_S:
            self.look(now_s)

    def _pass_on(self, room: Room, latest: LatestPose, camera: Member | None, now_s: float) -> None:
        """Hand a pose to those who listen, as long as the camera that it is from is the room's."""
        listeners = room.listeners
        for start in range(0, len(listeners), _LISTENERS_A_TURN):
            if start:
                time.sleep(0)
            with self._rooms.held():  # else video might be turned off between the look and the handing over
                if room.camera is not camera:
                    return
                picture = _shared_picture(room, latest)
                for member in listeners[start : start + _LISTENERS_A_TURN]:
                    member.outbox.put_pose(latest.pose_event, picture, now_s)

    def _tell(self, room: Room, now_s: float) -> None:
        others = EncodedEvent(str(Event.ROOM), room.as_told_to(is_camera=False))
        for member in room.listeners:
            member.outbox.put_room(others, now_s)
        camera = room.camera
        if camera is not None and camera.is_here:
            own = EncodedEvent(str(Event.ROOM), room.as_told_to(is_camera=True))
            camera.outbox.put_room(own, now_s)


def tell_newcomer(room: Room, member: Member, now_s: float) -> None:
    """What somebody who just came must know: how the room is, and the pose to begin with. Under the rooms' lock."""
    is_camera = member is room.camera
    member.outbox.put_room(EncodedEvent(str(Event.ROOM), room.as_told_to(is_camera)), now_s)
    latest = None if is_camera else room.pose_for_late_joiner(now_s)
    if latest is None:
        return
    if room.presence == "paused":  # no other pose comes soon, and a page that was reloaded has lost this one
        member.outbox.forget_last_pose()
    member.outbox.put_pose(latest.pose_event, _shared_picture(room, latest), now_s)


def _shared_picture(room: Room, latest: LatestPose) -> EncodedEvent | None:
    return latest.picture_event if room.video else None


def _is_too_slow(member: Member, now_s: float) -> bool:
    if member.entrance is not Entrance.WATCH_LINK or not member.is_here:
        return False
    outbox = member.outbox
    return outbox.waiting_bytes > limits.VIEWER_BYTES or outbox.stalled_s(now_s) > limits.VIEWER_STALL_S
