"""Sends poses and the room's state to the members of each room, on a thread of its own.

So a camera's answer never waits for its viewers. What the thread does not get to in time it leaves out: it takes a
room's newest pose, however many came since the last.
"""

import logging
import time
from queue import Empty, Queue
from threading import Lock, Thread
from typing import Final

from webapp.camera.session import PoseListener
from webapp.protocol.socketio_packet import EncodedEvent
from webapp.protocol.wire import Event, Pose
from webapp.rooms.member import Member
from webapp.rooms.room import STATE_PAUSE_S, LatestPose, Room
from webapp.rooms.rooms import Rooms

log = logging.getLogger("posecast.rooms")

_RECEIVERS_AT_ONCE: Final = 8
"""Receivers served before other threads run. Under eventlet each costs the hub some 50 µs of writing; so no client's
frame waits for more than half a millisecond."""

_ERROR_PAUSE_S: Final = 1.0
"""Seconds after an unexpected error, so that it does not fill the log."""


class Broadcaster:
    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._queue: Queue[Room | None] = Queue()  # None: stop
        self._queued: set[str] = set()  # ids of the rooms in the queue
        self._queued_lock = Lock()
        self._postponed: set[Room] = set()  # whose state was sent a moment ago and has changed since

    def start(self) -> None:
        Thread(target=self._run, name="broadcaster", daemon=True).start()

    def stop(self) -> None:
        self._queue.put(None)

    def notify(self, room: Room) -> None:
        """Serve a room soon: it has a new pose or a new state."""
        with self._queued_lock:
            if room.id in self._queued:
                return
            self._queued.add(room.id)
        self._queue.put(room)

    def serve(self, room: Room, now_s: float) -> None:
        """Send everyone in a room its state, if that is due, and its newest pose."""
        with self._queued_lock:
            self._queued.discard(room.id)
        with self._rooms.held():
            if room.take_due_state(now_s):
                self._send_state(room, now_s)
            elif room.has_unsent_state():
                self._postponed.add(room)
            latest, camera = room.latest, room.camera
            is_new = latest is not room.broadcast
            room.broadcast = latest
        if latest is not None and is_new:
            self._send_pose(room, latest, camera, now_s)

    def _run(self) -> None:
        while True:
            try:
                room = self._queue.get(timeout=STATE_PAUSE_S if self._postponed else None)
                if room is None:
                    return
                self.serve(room, time.monotonic())
            except Empty:
                pass
            except Exception:
                log.exception("a room could not be served")
                time.sleep(_ERROR_PAUSE_S)
            self._serve_postponed(time.monotonic())

    def _serve_postponed(self, now_s: float) -> None:
        for room in list(self._postponed):
            self._postponed.discard(room)
            try:
                self.serve(room, now_s)
            except Exception:
                log.exception("a room could not be served")

    def _send_pose(self, room: Room, latest: LatestPose, camera: Member | None, now_s: float) -> None:
        """Queue a pose for each receiver, as long as the camera that it is from is the room's."""
        receivers = room.receivers
        for start in range(0, len(receivers), _RECEIVERS_AT_ONCE):
            if start:
                time.sleep(0)
            with self._rooms.held():  # else video might be turned off between looking and queueing
                if room.camera is not camera:
                    return
                picture = _shared_picture(room, latest)
                for member in receivers[start : start + _RECEIVERS_AT_ONCE]:
                    member.queue.put_pose(latest.pose_event, picture, now_s)

    def _send_state(self, room: Room, now_s: float) -> None:
        for_others = EncodedEvent(str(Event.ROOM), room.state_for(is_camera=False))
        for member in room.receivers:
            member.queue.put_room(for_others, now_s)
        camera = room.camera
        if camera is not None and camera.is_here:
            for_camera = EncodedEvent(str(Event.ROOM), room.state_for(is_camera=True))
            camera.queue.put_room(for_camera, now_s)


class RoomPublisher(PoseListener):
    """Keeps the poses of one session in its room and has the broadcaster send them."""

    def __init__(self, rooms: Rooms, broadcaster: Broadcaster, session_id: str) -> None:
        self._rooms = rooms
        self._broadcaster = broadcaster
        self._session_id = session_id

    def on_pose(self, pose: Pose, jpeg: bytes, now_s: float) -> None:
        room = self._rooms.note_pose(self._session_id, pose, jpeg, now_s)
        if room is not None:
            self._broadcaster.notify(room)


def send_to_joined(room: Room, member: Member, now_s: float) -> None:
    """Queue what a member needs that has just joined or resumed: the room's state, and a pose to begin with.

    Called under the rooms' lock.
    """
    is_camera = member is room.camera
    member.queue.put_room(EncodedEvent(str(Event.ROOM), room.state_for(is_camera)), now_s)
    latest = None if is_camera else room.pose_for_late_joiner(now_s)
    if latest is None:
        return
    if room.presence == "paused":  # no other pose comes soon, and a page that was reloaded has lost this one
        member.queue.forget_last_pose()
    member.queue.put_pose(latest.pose_event, _shared_picture(room, latest), now_s)


def _shared_picture(room: Room, latest: LatestPose) -> EncodedEvent | None:
    return latest.picture_event if room.video else None
