"""What the timeouts end: memberships, slow viewers, connections without a client."""

from types import SimpleNamespace
from typing import Any, cast

from tests.rooms.served_rooms import ServedRooms
from webapp.camera.session import Session
from webapp.protocol import limits
from webapp.protocol.socketio_packet import EncodedEvent
from webapp.realtime.lobby import Lobby
from webapp.realtime.socket_connections import SocketConnections
from webapp.realtime.timeouts import Timeouts
from webapp.rooms.member import Member
from webapp.rooms.rooms import EndedMembership


class RecordingLobby:
    """Records what it is asked to end."""

    def __init__(self) -> None:
        self.ended: list[EndedMembership] = []
        self.slow: list[Member] = []
        self.breakers: list[Member] = []

    def end_memberships(self, ended: list[EndedMembership]) -> None:
        self.ended += ended

    def end_slow_viewer(self, member: Member) -> None:
        self.slow.append(member)

    def end_for_broken_workers(self, member: Member) -> None:
        self.breakers.append(member)


def checked(served: ServedRooms) -> tuple[RecordingLobby, list[float]]:
    """Check the timeouts once; return what the lobby was asked for, and when pending connections were looked at."""
    lobby = RecordingLobby()
    looked: list[float] = []
    connections: Any = SimpleNamespace(close_pending=looked.append)
    timeouts = Timeouts(served.rooms, cast("Lobby", lobby), cast("SocketConnections", connections))
    timeouts.check(served.now_s)
    return lobby, looked


def ended_as_slow(served: ServedRooms) -> list[Member]:
    return checked(served)[0].slow


def test_one_who_was_away_for_too_long_is_no_member_any_more() -> None:
    served = ServedRooms()
    _, room = served.open()
    viewer = served.join(room.links["watch"], "viewer")
    served.leave(viewer)
    served.now_s += limits.AWAY_S
    lobby, looked = checked(served)
    assert [one.member for one in lobby.ended] == [viewer.member]
    assert looked == [served.now_s]


def test_a_viewer_that_takes_nothing_for_too_long_is_cut() -> None:
    served = ServedRooms()
    owner, room = served.open()
    stuck, slow = (served.join(room.links["watch"], "viewer") for _ in range(2))
    served.settle()
    stuck.reads = slow.reads = False
    for second in range(int(limits.VIEWER_STALL_S) + 2):
        served.now_s += 1
        served.give_pose(room, owner, second)
        slow.member.queue.take(slow, served.now_s)
    assert ended_as_slow(served) == [stuck.member]


def test_a_viewer_for_whom_too_much_waits_is_cut() -> None:
    served = ServedRooms()
    _, room = served.open()
    viewer = served.join(room.links["watch"], "viewer")
    viewer.reads = False
    half = EncodedEvent("problem", bytes(limits.VIEWER_BYTES // 2))
    viewer.member.queue.put_message(half, served.now_s)
    assert ended_as_slow(served) == []
    viewer.member.queue.put_message(half, served.now_s)
    assert ended_as_slow(served) == [viewer.member]


def test_a_camera_whose_frames_break_workers_is_ended_while_it_is_here() -> None:
    served = ServedRooms()
    owner, _ = served.open()
    owner.member.session = cast("Session", SimpleNamespace(breaks_workers=True))
    assert checked(served)[0].breakers == [owner.member]
    served.leave(owner)
    assert checked(served)[0].breakers == []
