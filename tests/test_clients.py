"""Who is connected, and room for so many."""

from webapp.clients import Clients
from webapp.pose.engine import TrackerOptions
from webapp.ready_queue import ReadyQueue
from webapp.session import Session


def session() -> Session:
    return Session(lambda *_: None, ReadyQueue(), TrackerOptions(), 0.0)


def test_there_is_room_until_it_is_full_and_again_when_one_leaves() -> None:
    clients = Clients(2)
    assert clients.add("a", session())
    assert clients.add("b", session())
    assert clients.full
    assert not clients.add("c", session())
    assert clients.remove("a")
    assert clients.add("c", session())


def test_a_client_is_found_by_its_connection() -> None:
    clients, one = Clients(2), session()
    clients.add("a", one)
    assert clients.get("a") is one
    assert clients.get("b") is None
    assert clients.remove("b") is None
    assert clients.all() == [one]
    assert len(clients) == 1
