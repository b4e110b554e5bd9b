"""Who gets into a room and as what, and when a room is over; time is an argument."""

import pytest

from tests.rooms.house import ADDRESS, House, refused
from webapp.protocol.message_error import MessageError
from webapp.protocol.wire import ProblemCode
from webapp.rooms.member import AWAY_LIMIT_S, Entrance
from webapp.rooms.permissions import Standing


def test_a_room_is_its_owner_s_who_is_its_camera() -> None:
    house = House()
    owner, room = house.open()
    assert room.standing(owner.member) is Standing.OWNER_CAMERA
    assert owner.rooms()[-1] == {
        "camera": "here",
        "camera_name": "",
        "camera_state": None,
        "camera_delay_ms": None,
        "is_camera": True,
        "viewers": 0,
        "video": False,
        "size": None,
    }


def test_each_link_gives_its_own_role_only() -> None:
    house = House()
    _, room = house.open()
    watch, camera = (room.links[kind].split(".")[1] for kind in ("watch", "camera"))
    assert house.rooms.check_link(room.id, watch, "viewer", ADDRESS, 0.0) == (room, Entrance.WATCH_LINK)
    assert house.rooms.check_link(room.id, camera, "camera", ADDRESS, 0.0) == (room, Entrance.CAMERA_LINK)
    for wrong in (
        (room.id, watch, "camera"),
        (room.id, camera, "viewer"),
        ("x", watch, "viewer"),
        (room.id, "", "viewer"),
    ):
        assert refused(house, *wrong) == ProblemCode.NO_SUCH_ROOM


def test_sessions_that_are_gone_lock_nobody_out_and_guessed_secrets_do() -> None:
    house = House()
    owner, _ = house.open()

    def try_to_resume(token: str) -> ProblemCode:
        with pytest.raises(MessageError) as caught:
            house.rooms.check_resume(token, ADDRESS, house.now_s)
        return caught.value.code

    of_before_a_restart = {try_to_resume(f"gone-{number}.secret") for number in range(30)}
    assert of_before_a_restart == {ProblemCode.NO_SUCH_ROOM}
    assert house.rooms.check_resume(owner.member.resume_token, ADDRESS, house.now_s) is owner.member
    guesses = [try_to_resume(f"{owner.member.session_id}.{number}") for number in range(30)]
    assert guesses[-1] == ProblemCode.TOO_MANY_TRIES


def test_a_room_ends_when_owner_and_camera_have_been_away_too_long() -> None:
    house = House()
    owner, room = house.open()
    viewer, phone = house.join(room.links["watch"], "viewer"), house.join(room.links["camera"], "camera")
    house.leave(owner)
    house.now_s += AWAY_LIMIT_S
    house.broadcaster.look(house.now_s)
    assert len(house.rooms) == 1  # the phone is still there
    house.settle()
    assert viewer.rooms()[-1]["camera"] == "here"
    house.leave(phone)
    house.settle()
    assert viewer.rooms()[-1]["camera"] == "away"
    house.now_s += AWAY_LIMIT_S
    house.broadcaster.look(house.now_s)
    assert len(house.rooms) == 0
    assert {one.member for one in house.ended} == {owner.member, phone.member, viewer.member}
    assert refused(house, room.id, room.links["watch"].split(".")[1], "viewer") == ProblemCode.NO_SUCH_ROOM
