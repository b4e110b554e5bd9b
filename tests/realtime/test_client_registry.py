"""Who is connected, and for how many of each kind there are places."""

from webapp.realtime.client_registry import ClientRegistry
from webapp.rooms.member import Entrance, Member


def camera(name: str = "camera") -> Member:
    return Member(name, Entrance.OPENED)


def viewer(name: str = "viewer") -> Member:
    return Member(name, Entrance.WATCH_LINK)


def test_there_is_room_until_it_is_full_and_again_when_one_leaves() -> None:
    clients = ClientRegistry(2, 0)
    assert clients.add("a", camera())
    assert clients.add("b", camera())
    assert clients.full
    assert not clients.add("c", camera())
    assert clients.remove("a")
    assert clients.add("c", Member("phone", Entrance.CAMERA_LINK))


def test_viewers_take_no_camera_s_place_and_have_places_of_their_own() -> None:
    clients = ClientRegistry(1, 2)
    assert clients.add("a", viewer())
    assert clients.add("b", viewer())
    assert not clients.add("c", viewer())
    assert clients.add("d", camera())
    assert (len(clients), clients.viewers) == (1, 2)
    assert clients.remove("a")
    assert clients.add("c", viewer())


def test_a_client_is_found_by_its_connection() -> None:
    clients, one = ClientRegistry(2, 0), camera()
    clients.add("a", one)
    assert clients.get("a") is one
    assert clients.get("b") is None
    assert clients.remove("b") is None
    assert clients.all() == [one]
    assert len(clients) == 1
