"""Rooms and a broadcaster without a server, and people who come and go in them."""

from typing import Any

import pytest

from tests.rooms.listening import Listener, pose
from webapp.protocol.message_error import MessageError
from webapp.protocol.wire import ProblemCode
from webapp.rooms.broadcaster import Broadcaster, tell_newcomer
from webapp.rooms.member import Entrance, Member
from webapp.rooms.room import TELL_PAUSE_S, Room
from webapp.rooms.rooms import Ended, Rooms

ADDRESS = "192.0.2.7"


class House:
    """Rooms with a broadcaster that is served by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.rooms = Rooms()
        self.ended: list[Ended] = []
        self.cut: list[Member] = []
        self.broadcaster = Broadcaster(self.rooms, self.ended.extend, self.cut.append, lambda _now_s: None)
        self._names = 0

    def newcomer(self, entrance: Entrance) -> Listener:
        self._names += 1
        return Listener(f"{entrance.name.lower()}-{self._names}", entrance)

    def open(self) -> tuple[Listener, Room]:
        owner = self.newcomer(Entrance.OPENED)
        room = self.rooms.open(owner.member)
        tell_newcomer(room, owner.member, self.now_s)
        return owner, room

    def join(self, link: str, role: Any) -> Listener:
        room_id, token = link.split(".")
        room, entrance = self.rooms.check_link(room_id, token, role, ADDRESS, self.now_s)
        guest = self.newcomer(entrance)
        self.rooms.join(room, guest.member)
        tell_newcomer(room, guest.member, self.now_s)
        return guest

    def leave(self, guest: Listener) -> None:
        guest.lose_connection()
        self.rooms.leave_for_now(guest.member, self.now_s)

    def resume(self, guest: Listener) -> None:
        member = self.rooms.check_resume(guest.member.resume_token, ADDRESS, self.now_s)
        assert member is guest.member
        room = self.rooms.come_back(member, self.now_s)
        guest.reconnect()
        tell_newcomer(room, member, self.now_s)

    def settle(self) -> None:
        """Let the time pass in which everyone is told."""
        self.now_s += 2 * TELL_PAUSE_S  # one alone may be a little less in floating point
        for room in self.rooms.all():
            self.broadcaster.serve(room, self.now_s)

    def give_pose(self, room: Room, guest: Listener, seq: int, jpeg: bytes = b"jpeg") -> None:
        room.note_pose(guest.member, pose(seq), jpeg, self.now_s)
        self.broadcaster.serve(room, self.now_s)


def refused(house: House, room_id: str, token: str, role: Any) -> ProblemCode:
    with pytest.raises(MessageError) as caught:
        house.rooms.check_link(room_id, token, role, ADDRESS, house.now_s)
    return caught.value.code
