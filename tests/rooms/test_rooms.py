"""Who joins a room and as what, whose place is kept for how long, and when a room is over; time is an argument."""

import pytest

from tests.rooms.served_rooms import ADDRESS, ServedRooms, refused
from webapp.protocol import limits
from webapp.protocol.message_error import MessageError
from webapp.protocol.wire import ProblemCode
from webapp.rooms.member import SHORT_OUTAGE_S, Entrance
from webapp.rooms.permissions import MemberRole
from webapp.rooms.room import Room
from webapp.rooms.rooms import EndedMembership


def test_a_room_is_its_owner_s_who_is_its_camera() -> None:
    served = ServedRooms()
    owner, room = served.open()
    assert room.role_of(owner.member) is MemberRole.OWNER_CAMERA
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
    served = ServedRooms()
    _, room = served.open()
    watch, camera = (room.links[kind].split(".")[1] for kind in ("watch", "camera"))
    assert served.rooms.check_link(room.id, watch, "viewer", ADDRESS, 0.0) == (room, Entrance.WATCH_LINK)
    assert served.rooms.check_link(room.id, camera, "camera", ADDRESS, 0.0) == (room, Entrance.CAMERA_LINK)
    for wrong in (
        (room.id, watch, "camera"),
        (room.id, camera, "viewer"),
        ("x", watch, "viewer"),
        (room.id, "", "viewer"),
    ):
        assert refused(served, *wrong) == ProblemCode.NO_SUCH_ROOM


def test_sessions_that_are_gone_lock_nobody_out_and_guessed_secrets_do() -> None:
    served = ServedRooms()
    owner, _ = served.open()

    def try_to_resume(token: str) -> ProblemCode:
        with pytest.raises(MessageError) as caught:
            served.rooms.check_resume(token, ADDRESS, served.now_s)
        return caught.value.code

    of_before_a_restart = {try_to_resume(f"gone-{number}.secret") for number in range(30)}
    assert of_before_a_restart == {ProblemCode.NO_SUCH_ROOM}
    assert served.rooms.check_resume(owner.member.resume_token, ADDRESS, served.now_s) is owner.member
    guesses = [try_to_resume(f"{owner.member.session_id}.{number}") for number in range(30)]
    assert guesses[-1] == ProblemCode.TOO_MANY_TRIES


def test_a_room_ends_when_owner_and_camera_have_been_away_too_long() -> None:
    served = ServedRooms()
    owner, room = served.open()
    viewer, phone = served.join(room.links["watch"], "viewer"), served.join(room.links["camera"], "camera")
    served.leave(owner)
    served.now_s += limits.AWAY_S
    served.end_away()
    assert len(served.rooms) == 1  # the phone is still there
    served.settle()
    assert viewer.rooms()[-1]["camera"] == "here"
    served.leave(phone)
    served.settle()
    assert viewer.rooms()[-1]["camera"] == "away"
    served.now_s += limits.AWAY_S
    served.end_away()
    assert len(served.rooms) == 0
    assert {one.member for one in served.ended} == {owner.member, phone.member, viewer.member}
    assert refused(served, room.id, room.links["watch"].split(".")[1], "viewer") == ProblemCode.NO_SUCH_ROOM


def refusal_of_a_viewer(served: ServedRooms, room: Room) -> ProblemCode:
    room_id, token = room.links["watch"].split(".")
    return refused(served, room_id, token, "viewer")


def test_a_short_outage_costs_nobody_their_place_in_a_full_room() -> None:
    served = ServedRooms()
    _, room = served.open()
    viewers = [served.join(room.links["watch"], "viewer") for _ in range(limits.ROOM_MEMBERS)]
    for viewer in viewers:
        served.leave(viewer)
    served.now_s += SHORT_OUTAGE_S - 0.1
    assert refusal_of_a_viewer(served, room) == ProblemCode.SERVER_FULL
    for viewer in viewers:
        served.resume(viewer)
    assert room.viewers == limits.ROOM_MEMBERS


def test_who_came_and_left_takes_no_place_of_those_to_come() -> None:
    served = ServedRooms()
    _, room = served.open()
    for _ in range(limits.ROOM_MEMBERS):
        served.leave(served.join(room.links["watch"], "viewer"))
    served.now_s += SHORT_OUTAGE_S
    for _ in range(limits.ROOM_MEMBERS):
        served.join(room.links["watch"], "viewer")
    assert refusal_of_a_viewer(served, room) == ProblemCode.SERVER_FULL


def test_who_comes_back_into_a_room_that_others_filled_is_told_so_and_waits_for_a_place() -> None:
    served = ServedRooms()
    _, room = served.open()
    first = [served.join(room.links["watch"], "viewer") for _ in range(limits.ROOM_MEMBERS)]
    for viewer in first:
        served.leave(viewer)
    served.now_s += SHORT_OUTAGE_S
    second = [served.join(room.links["watch"], "viewer") for _ in range(limits.ROOM_MEMBERS)]
    for viewer in first:
        with pytest.raises(MessageError, match="others took your place while you were away") as caught:
            served.resume(viewer)
        assert caught.value.code == ProblemCode.SERVER_FULL
    assert room.viewers == limits.ROOM_MEMBERS
    served.leave(second[0])
    served.now_s += SHORT_OUTAGE_S
    served.resume(first[0])
    assert room.viewers == limits.ROOM_MEMBERS


def test_the_camera_and_the_owner_find_their_places_in_a_full_room() -> None:
    served = ServedRooms()
    owner, room = served.open()
    phone = served.join(room.links["camera"], "camera")
    for _ in range(limits.ROOM_MEMBERS - 1):
        served.join(room.links["watch"], "viewer")
    served.leave(phone)
    served.leave(owner)
    served.now_s += limits.AWAY_S - 0.1
    assert refusal_of_a_viewer(served, room) == ProblemCode.SERVER_FULL
    served.resume(phone)
    served.resume(owner)
    assert room.role_of(phone.member) is MemberRole.CAMERA


def test_a_place_is_kept_for_two_minutes_and_no_longer() -> None:
    served = ServedRooms()
    owner, room = served.open()
    viewer = served.join(room.links["watch"], "viewer")
    served.leave(viewer)
    served.now_s += limits.AWAY_S - 0.1
    served.end_away()
    served.resume(viewer)
    served.leave(viewer)
    served.now_s += limits.AWAY_S
    with pytest.raises(MessageError, match="no such room"):
        served.resume(viewer)
    served.end_away()
    assert [one.member for one in served.ended] == [viewer.member]
    assert list(room.members.values()) == [owner.member]


def test_of_too_many_who_are_away_the_one_longest_away_loses_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("webapp.rooms.rooms.MOST_AWAY", 3)
    served = ServedRooms()
    owners = [served.open()[0] for _ in range(5)]
    gone: list[EndedMembership] = []
    for owner in owners:
        owner.lose_connection()
        gone += served.rooms.disconnect(owner.member, served.now_s)
    assert [one.member for one in gone] == [owner.member for owner in owners[:2]]
    assert len(served.rooms) == 3
