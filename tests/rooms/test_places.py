"""Whose place is kept, for how long, and what becomes of those whose place is gone."""

import pytest

from tests.rooms.house import House, refused
from webapp.protocol import limits
from webapp.protocol.message_error import MessageError
from webapp.protocol.wire import ProblemCode
from webapp.rooms.member import AWAY_LIMIT_S, SHORT_OUTAGE_S
from webapp.rooms.permissions import Standing
from webapp.rooms.room import Room
from webapp.rooms.rooms import Ended


def refused_at_the_door(house: House, room: Room) -> ProblemCode:
    room_id, token = room.links["watch"].split(".")
    return refused(house, room_id, token, "viewer")


def test_a_short_outage_costs_nobody_their_place_in_a_full_room() -> None:
    house = House()
    _, room = house.open()
    viewers = [house.join(room.links["watch"], "viewer") for _ in range(limits.ROOM_MEMBERS)]
    for viewer in viewers:
        house.leave(viewer)
    house.now_s += SHORT_OUTAGE_S - 0.1
    assert refused_at_the_door(house, room) == ProblemCode.SERVER_FULL
    for viewer in viewers:
        house.resume(viewer)
    assert room.viewers == limits.ROOM_MEMBERS


def test_who_came_and_left_takes_no_place_of_those_to_come() -> None:
    house = House()
    _, room = house.open()
    for _ in range(limits.ROOM_MEMBERS):
        house.leave(house.join(room.links["watch"], "viewer"))
    house.now_s += SHORT_OUTAGE_S
    for _ in range(limits.ROOM_MEMBERS):
        house.join(room.links["watch"], "viewer")
    assert refused_at_the_door(house, room) == ProblemCode.SERVER_FULL


def test_who_comes_back_into_a_room_that_others_filled_is_told_so_and_waits_for_a_place() -> None:
    house = House()
    _, room = house.open()
    first = [house.join(room.links["watch"], "viewer") for _ in range(limits.ROOM_MEMBERS)]
    for viewer in first:
        house.leave(viewer)
    house.now_s += SHORT_OUTAGE_S
    second = [house.join(room.links["watch"], "viewer") for _ in range(limits.ROOM_MEMBERS)]
    for viewer in first:
        with pytest.raises(MessageError, match="others took your place while you were away") as caught:
            house.resume(viewer)
        assert caught.value.code == ProblemCode.SERVER_FULL
    assert room.viewers == limits.ROOM_MEMBERS
    house.leave(second[0])
    house.now_s += SHORT_OUTAGE_S
    house.resume(first[0])
    assert room.viewers == limits.ROOM_MEMBERS


def test_the_camera_and_the_owner_find_their_places_in_a_full_room() -> None:
    house = House()
    owner, room = house.open()
    phone = house.join(room.links["camera"], "camera")
    for _ in range(limits.ROOM_MEMBERS - 1):
        house.join(room.links["watch"], "viewer")
    house.leave(phone)
    house.leave(owner)
    house.now_s += AWAY_LIMIT_S - 0.1
    assert refused_at_the_door(house, room) == ProblemCode.SERVER_FULL
    house.resume(phone)
    house.resume(owner)
    assert room.standing(phone.member) is Standing.CAMERA


def test_a_place_is_kept_for_two_minutes_and_no_longer() -> None:
    house = House()
    owner, room = house.open()
    viewer = house.join(room.links["watch"], "viewer")
    house.leave(viewer)
    house.now_s += AWAY_LIMIT_S - 0.1
    house.broadcaster.look(house.now_s)
    house.resume(viewer)
    house.leave(viewer)
    house.now_s += AWAY_LIMIT_S
    with pytest.raises(MessageError, match="no such room"):
        house.resume(viewer)
    house.broadcaster.look(house.now_s)
    assert [one.member for one in house.ended] == [viewer.member]
    assert list(room.members.values()) == [owner.member]


def test_of_too_many_who_are_away_the_one_longest_away_loses_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("webapp.rooms.rooms.AWAY_AT_ONCE", 3)
    house = House()
    owners = [house.open()[0] for _ in range(5)]
    gone: list[Ended] = []
    for owner in owners:
        owner.lose_connection()
        gone += house.rooms.leave_for_now(owner.member, house.now_s)
    assert [one.member for one in gone] == [owner.member for owner in owners[:2]]
    assert len(house.rooms) == 3
