"""The link in the terminal's code: to the page that is open on the server's own machine, and to none else."""

import pytest

from webapp.protocol.message_error import MessageError
from webapp.protocol.wire import ProblemCode
from webapp.rooms.member import Entrance, Member
from webapp.rooms.room import Room
from webapp.rooms.rooms import Rooms

PHONE = "192.0.2.7"


def opened(rooms: Rooms, name: str, *, on_server_machine: bool) -> Room:
    return rooms.open(Member(name, Entrance.OPENED, sid=name), on_server_machine=on_server_machine)


def scan(rooms: Rooms, link: str) -> Room:
    room_id, token = link.split(".")
    room, entrance = rooms.check_link(room_id, token, "camera", PHONE, 0.0)
    assert entrance is Entrance.CAMERA_LINK
    return room


def refusal(rooms: Rooms, link: str) -> ProblemCode:
    with pytest.raises(MessageError) as caught:
        scan(rooms, link)
    return caught.value.code


def test_it_leads_to_the_page_that_was_opened_last_on_the_machine_itself() -> None:
    rooms = Rooms()
    opened(rooms, "first", on_server_machine=True)
    last = opened(rooms, "last", on_server_machine=True)
    opened(rooms, "somebody elsewhere", on_server_machine=False)
    assert scan(rooms, str(rooms.terminal_link)) is last


def test_a_page_that_is_away_is_passed_over() -> None:
    rooms = Rooms()
    first = opened(rooms, "first", on_server_machine=True)
    last = opened(rooms, "last", on_server_machine=True)
    rooms.disconnect(last.owner, 1.0)
    assert scan(rooms, str(rooms.terminal_link)) is first


def test_without_a_page_on_the_machine_it_says_so_and_counts_no_wrong_try() -> None:
    rooms = Rooms()
    opened(rooms, "somebody elsewhere", on_server_machine=False)
    for _ in range(100):
        assert refusal(rooms, str(rooms.terminal_link)) == ProblemCode.NO_DESKTOP


def test_a_guess_is_refused_as_any_other_and_does_not_say_whether_a_page_is_open() -> None:
    rooms = Rooms()
    assert refusal(rooms, "terminal.guess") == ProblemCode.NO_SUCH_ROOM
    opened(rooms, "home", on_server_machine=True)
    assert refusal(rooms, "terminal.guess") == ProblemCode.NO_SUCH_ROOM


def test_it_lets_nobody_watch() -> None:
    rooms = Rooms()
    opened(rooms, "home", on_server_machine=True)
    room_id, token = str(rooms.terminal_link).split(".")
    with pytest.raises(MessageError) as caught:
        rooms.check_link(room_id, token, "viewer", PHONE, 0.0)
    assert caught.value.code == ProblemCode.NO_SUCH_ROOM


def test_new_links_end_it_too_but_not_those_of_somebody_elsewhere() -> None:
    rooms = Rooms()
    home = opened(rooms, "home", on_server_machine=True)
    elsewhere = opened(rooms, "elsewhere", on_server_machine=False)
    link = str(rooms.terminal_link)
    rooms.renew(elsewhere.owner)
    assert scan(rooms, link) is home
    rooms.renew(home.owner)
    assert refusal(rooms, link) == ProblemCode.NO_SUCH_ROOM
    assert scan(rooms, str(rooms.terminal_link)) is home
