"""Who comes, goes and comes back in an order that only threads bring about."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

import pytest

from webapp.protocol.message_error import MessageError
from webapp.protocol.validation import Arrival
from webapp.protocol.wire import Event, Message
from webapp.realtime.client_registry import ClientRegistry
from webapp.realtime.lobby import Lobby
from webapp.realtime.socket_connections import SocketConnections
from webapp.rooms.member import SHORT_OUTAGE_S
from webapp.rooms.viewer_queue import ViewerQueue
from webapp.scheduler.fair_queue import FairQueue, FrameSource
from webapp.scheduler.worker_pool import WorkerPool

ADDRESS = "192.0.2.7"


class FakeConnections:
    """Writes down what is sent and which connections are ended."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.ended: list[str] = []

    def send(self, sid: str, event: Event, payload: Mapping[str, Any]) -> None:
        self.sent.append((sid, payload.get("code", str(event))))

    def send_together(self, sid: str, messages: Iterable[Message]) -> None:
        for event, payload in messages:
            self.send(sid, event, payload)

    def plug_in(self, _sid: str, outbox: ViewerQueue) -> None:
        outbox.connect(lambda: None, 0.0)

    def cut(self, sid: str) -> None:
        self.ended.append(sid)

    farewell = cut

    def end_strangers(self, _now_s: float) -> None:
        """There are none here."""


class FakePool:
    def enter_lane(self) -> FairQueue[FrameSource]:
        return FairQueue()

    def leave_lane(self, _lane: FairQueue[FrameSource]) -> None:
        pass


@pytest.fixture
def connections() -> FakeConnections:
    return FakeConnections()


@pytest.fixture
def clients() -> ClientRegistry:
    return ClientRegistry(4, 4)


@pytest.fixture
def reception(clients: ClientRegistry, connections: FakeConnections) -> Lobby:
    return Lobby(clients, cast("SocketConnections", connections), cast("WorkerPool", FakePool()), "full")


def test_an_old_connection_that_ends_while_a_new_one_resumes_takes_nothing_from_it(
    reception: Lobby, clients: ClientRegistry, connections: FakeConnections
) -> None:
    member = reception.let_in("old", Arrival("camera"), ADDRESS, 0.0)
    assert clients.remove("old") is member  # its end has been noticed, and another thread is quicker
    again = reception.let_in("new", Arrival("camera", resume=member.resume_token), ADDRESS, 1.0)
    reception.lose(member, "old", 1.0)
    assert again is member
    assert (member.sid, member.is_here) == ("new", True)
    assert member.session is not None
    member.session.receive(({"seq": 0, "t": -1},), 1.0)
    assert all(sid != "new" for sid, _ in connections.sent)  # nothing comes before the welcome
    reception.welcome(member, "new", 1.0)
    member.session.receive(({"seq": 0, "t": -1},), 1.0)
    assert [sent for sent in connections.sent if sent[0] == "new"] == [
        ("new", "welcome"),
        ("new", "bad-message"),
    ]


def test_of_two_that_resume_at_once_the_first_is_ended(
    reception: Lobby, connections: FakeConnections
) -> None:
    member = reception.let_in("old", Arrival("camera"), ADDRESS, 0.0)
    for sid in ("first", "second"):
        reception.let_in(sid, Arrival("camera", resume=member.resume_token), ADDRESS, 1.0)
    assert connections.ended == ["old", "first"]
    assert member.sid == "second"


def test_one_whose_link_ends_just_while_it_comes_in_is_told(
    reception: Lobby, connections: FakeConnections
) -> None:
    owner = reception.let_in("owner", Arrival("camera"), ADDRESS, 0.0)
    room = reception.rooms.of(owner)
    assert room is not None
    room_id, token = room.links["watch"].split(".")
    viewer = reception.let_in("viewer", Arrival("viewer", room_id, token), ADDRESS, 0.0)
    reception.rooms.renew(owner)
    reception.welcome(viewer, "viewer", 0.0)
    assert connections.sent == [("viewer", "link-ended")]
    assert connections.ended == ["viewer"]


def test_one_who_comes_back_into_a_full_room_takes_no_place_and_may_ask_again(
    reception: Lobby, clients: ClientRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.protocol.limits.ROOM_MEMBERS", 1)
    owner = reception.let_in("owner", Arrival("camera"), ADDRESS, 0.0)
    room = reception.rooms.of(owner)
    assert room is not None
    link = Arrival("viewer", *room.links["watch"].split("."))
    first = reception.let_in("first", link, ADDRESS, 0.0)
    reception.lose(first, "first", 0.0)
    clients.remove("first")
    second = reception.let_in("second", link, ADDRESS, SHORT_OUTAGE_S)
    with pytest.raises(MessageError, match="others took your place"):
        reception.let_in("again", Arrival("viewer", resume=first.resume_token), ADDRESS, 30.0)
    assert (clients.viewers, first.is_here, first.sid) == (1, False, None)
    reception.lose(second, "second", 40.0)
    clients.remove("second")
    late = 40.0 + SHORT_OUTAGE_S
    assert reception.let_in("again", Arrival("viewer", resume=first.resume_token), ADDRESS, late) is first
    assert (clients.viewers, first.is_here, first.sid) == (1, True, "again")
