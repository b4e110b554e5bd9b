"""Ends what has timed out, once a second: members away for too long, viewers that read too slowly, connections without
a client.
"""

import logging
import time
from threading import Event, Thread
from typing import Final

from webapp.protocol import limits
from webapp.realtime.lobby import Lobby
from webapp.realtime.socket_connections import SocketConnections
from webapp.rooms.member import Entrance, Member
from webapp.rooms.rooms import Rooms

log = logging.getLogger("posecast.clients")

_CHECK_S: Final = 1.0
"""Seconds between two checks."""


class Timeouts:
    def __init__(self, rooms: Rooms, lobby: Lobby, connections: SocketConnections) -> None:
        self._rooms = rooms
        self._lobby = lobby
        self._connections = connections
        self._stopping = Event()

    def start(self) -> None:
        Thread(target=self._run, name="timeouts", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()

    def check(self, now_s: float) -> None:
        """End what has timed out by now."""
        self._lobby.end_memberships(self._rooms.end_away_too_long(now_s))
        self._connections.close_pending(now_s)
        for member in self._rooms.members():
            if _is_too_slow(member, now_s):
                self._lobby.end_slow_viewer(member)
            if member.is_here and member.session is not None and member.session.breaks_workers:
                self._lobby.end_for_broken_workers(member)

    def _run(self) -> None:
        while not self._stopping.wait(_CHECK_S):
            try:
                self.check(time.monotonic())
            except Exception:
                log.exception("what has timed out could not be ended")


def _is_too_slow(member: Member, now_s: float) -> bool:
    if member.entrance is not Entrance.WATCH_LINK or not member.is_here:
        return False
    queue = member.queue
    return queue.waiting_bytes > limits.VIEWER_BYTES or queue.stalled_s(now_s) > limits.VIEWER_STALL_S
