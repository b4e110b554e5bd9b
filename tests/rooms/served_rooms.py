"""Rooms and a broadcaster without a server, and members who join and leave."""

from typing import Any

import pytest

from tests.rooms.recording_member import RecordingMember, pose
from webapp.protocol.message_error import MessageError
from webapp.protocol.wire import ProblemCode
from webapp.rooms.broadcaster import Broadcaster, send_to_joined
from webapp.rooms.member import Entrance
from webapp.rooms.room import STATE_PAUSE_S, Room
from webapp.rooms.rooms import EndedMembership, Rooms

ADDRESS = "192.0.2.7"


class ServedRooms:
    """Rooms with a broadcaster that is served by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.rooms = Rooms()
        self.ended: list[EndedMembership] = []
        self.broadcaster = Broadcaster(self.rooms)
        self._names = 0

    def new_member(self, entrance: Entrance) -> RecordingMember:
        self._names += 1
        return RecordingMember(f"{entrance.name.lower()}-{self._names}", entrance)

    def open(self) -> tuple[RecordingMember, Room]:
        owner = self.new_member(Entrance.OPENED)
        room = self.rooms.open(owner.member)
        send_to_joined(room, owner.member, self.now_s)
        return owner, room

    def join(self, link: str, role: Any) -> RecordingMember:
        room_id, token = link.split(".")
        room, entrance = self.rooms.check_link(room_id, token, role, ADDRESS, self.now_s)
        guest = self.new_member(entrance)
        self.rooms.join(room, guest.member)
        send_to_joined(room, guest.member, self.now_s)
        return guest

    def leave(self, guest: RecordingMember) -> None:
        guest.lose_connection()
        self.rooms.disconnect(guest.member, self.now_s)

    def resume(self, guest: RecordingMember) -> None:
        member = self.rooms.check_resume(guest.member.resume_token, ADDRESS, self.now_s)
        assert member is guest.member
        room = self.rooms.resume(member, self.now_s)
        guest.reconnect()
        send_to_joined(room, member, self.now_s)

    def end_away(self) -> None:
        """End the memberships of those who were away for too long."""
        self.ended += self.rooms.end_away_too_long(self.now_s)

    def settle(self) -> None:
        """Let the time pass in which everyone is told."""
        self.now_s += 2 * STATE_PAUSE_S  # one alone may be a little less in floating point
        for room in self.rooms.all():
            self.broadcaster.serve(room, self.now_s)

    def give_pose(self, room: Room, guest: RecordingMember, seq: int, jpeg: bytes = b"jpeg") -> None:
        room.note_pose(guest.member, pose(seq), jpeg, self.now_s)
        self.broadcaster.serve(room, self.now_s)


def refused(served: ServedRooms, room_id: str, token: str, role: Any) -> ProblemCode:
    with pytest.raises(MessageError) as caught:
        served.rooms.check_link(room_id, token, role, ADDRESS, served.now_s)
    return caught.value.code
