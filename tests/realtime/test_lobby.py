"""Clients that come, go and come back in an order that only threads bring about."""

from collections.abc import Iterable
from typing import cast

import pytest

from webapp.camera.answers import Client
from webapp.protocol.message_error import MessageError
from webapp.protocol.validation import Arrival
from webapp.protocol.wire import Message, ProblemCode
from webapp.realtime.client_registry import ClientRegistry
from webapp.realtime.lobby import Lobby
from webapp.realtime.socket_connections import SocketConnections
from webapp.rooms.broadcaster import Broadcaster
from webapp.rooms.member import SHORT_OUTAGE_S
from webapp.rooms.member_queue import MemberConnection, MemberQueue
from webapp.rooms.rooms import Rooms
from webapp.scheduler.fair_queue import FairQueue, FrameSource
from webapp.scheduler.worker_pool import WorkerPool

ADDRESS = "192.0.2.7"


class FakeConnection(Client, MemberConnection):
    def __init__(self, connections: "FakeConnections", sid: str) -> None:
        self._connections = connections
        self._sid = sid

    def send(self, messages: Iterable[Message]) -> None:
        self._connections.sent += [
            (self._sid, payload.get("code", str(event))) for event, payload in messages
        ]

    def request_write(self, queue: MemberQueue) -> None:
        """Leave it in the queue."""


class FakeConnections:
    """Records what is sent and which connections are closed."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.closed: list[str] = []

    def of(self, sid: str) -> FakeConnection:
        return FakeConnection(self, sid)

    def close_now(self, sid: str) -> None:
        self.closed.append(sid)

    close_when_sent = close_now


class FakePool:
    def assign_queue(self) -> FairQueue[FrameSource]:
        return FairQueue()

    def release_queue(self, _queue: FairQueue[FrameSource]) -> None:
        pass


@pytest.fixture
def connections() -> FakeConnections:
    return FakeConnections()


@pytest.fixture
def clients() -> ClientRegistry:
    return ClientRegistry(4, 4)


@pytest.fixture
def rooms() -> Rooms:
    return Rooms()


@pytest.fixture
def lobby(clients: ClientRegistry, connections: FakeConnections, rooms: Rooms) -> Lobby:
    return Lobby(
        clients,
        cast("SocketConnections", connections),
        rooms,
        Broadcaster(rooms),
        cast("WorkerPool", FakePool()),
        "full",
    )


def test_an_old_connection_that_ends_while_a_new_one_resumes_takes_nothing_from_it(
    lobby: Lobby, clients: ClientRegistry, connections: FakeConnections
) -> None:
    member = lobby.admit("old", Arrival("camera"), ADDRESS, 0.0)
    assert clients.remove("old") is member  # its end has been noticed, and another thread is quicker
    again = lobby.admit("new", Arrival("camera", resume=member.resume_token), ADDRESS, 1.0)
    lobby.disconnect(member, "old", 1.0)
    assert again is member
    assert (member.sid, member.is_here) == ("new", True)
    assert member.session is not None
    member.session.receive(({"seq": 0, "t": -1},), 1.0)
    assert all(sid != "new" for sid, _ in connections.sent)  # nothing comes before the welcome
    lobby.welcome(member, "new", 1.0)
    member.session.receive(({"seq": 0, "t": -1},), 1.0)
    assert [sent for sent in connections.sent if sent[0] == "new"] == [
        ("new", "welcome"),
        ("new", "bad-message"),
    ]


def test_of_two_that_resume_at_once_the_first_is_ended(lobby: Lobby, connections: FakeConnections) -> None:
    member = lobby.admit("old", Arrival("camera"), ADDRESS, 0.0)
    for sid in ("first", "second"):
        lobby.admit(sid, Arrival("camera", resume=member.resume_token), ADDRESS, 1.0)
    assert connections.closed == ["old", "first"]
    assert member.sid == "second"


def test_one_whose_link_ends_just_while_it_comes_in_is_told(
    lobby: Lobby, rooms: Rooms, connections: FakeConnections
) -> None:
    owner = lobby.admit("owner", Arrival("camera"), ADDRESS, 0.0)
    room = rooms.of(owner)
    assert room is not None
    room_id, token = room.links["watch"].split(".")
    viewer = lobby.admit("viewer", Arrival("viewer", room_id, token), ADDRESS, 0.0)
    rooms.renew(owner)
    lobby.welcome(viewer, "viewer", 0.0)
    assert connections.sent == [("viewer", "link-ended")]
    assert connections.closed == ["viewer"]


def test_one_who_comes_back_into_a_full_room_takes_no_place_and_may_ask_again(
    lobby: Lobby, rooms: Rooms, clients: ClientRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.protocol.limits.ROOM_MEMBERS", 1)
    owner = lobby.admit("owner", Arrival("camera"), ADDRESS, 0.0)
    room = rooms.of(owner)
    assert room is not None
    link = Arrival("viewer", *room.links["watch"].split("."))
    first = lobby.admit("first", link, ADDRESS, 0.0)
    lobby.disconnect(first, "first", 0.0)
    clients.remove("first")
    second = lobby.admit("second", link, ADDRESS, SHORT_OUTAGE_S)
    with pytest.raises(MessageError, match="others took your place"):
        lobby.admit("again", Arrival("viewer", resume=first.resume_token), ADDRESS, 30.0)
    assert (clients.viewers, first.is_here, first.sid) == (1, False, None)
    lobby.disconnect(second, "second", 40.0)
    clients.remove("second")
    late = 40.0 + SHORT_OUTAGE_S
    assert lobby.admit("again", Arrival("viewer", resume=first.resume_token), ADDRESS, late) is first
    assert (clients.viewers, first.is_here, first.sid) == (1, True, "again")


def test_a_stopping_server_admits_nobody_and_accepts_no_frame(
    lobby: Lobby, connections: FakeConnections
) -> None:
    member = lobby.admit("first", Arrival("camera"), ADDRESS, 0.0)
    lobby.stop()
    with pytest.raises(MessageError) as refused:
        lobby.admit("second", Arrival("camera"), ADDRESS, 1.0)
    assert refused.value.code == ProblemCode.SERVER_STOPPING
    assert member.session is not None
    member.session.receive(({"seq": 0, "t": 0, "jpeg": b"jpeg"},), 1.0)
    lobby.announce_stop()
    assert connections.sent == [("first", "server-stopping")] * 2
