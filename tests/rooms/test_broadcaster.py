"""What the members of a room are sent: poses, pictures and the room's state, to quick readers and slow ones."""

from threading import Thread
from types import SimpleNamespace
from unittest.mock import patch

import pytest

from tests.rooms.recording_member import RecordingMember, pose
from tests.rooms.served_rooms import ServedRooms
from webapp.protocol.socketio_packet import EncodedEvent
from webapp.protocol.wire import CameraState
from webapp.rooms import broadcaster as broadcaster_module
from webapp.rooms.broadcaster import Broadcaster
from webapp.rooms.member import Entrance
from webapp.rooms.room import STATE_PAUSE_S, LatestPose, Room
from webapp.rooms.rooms import Rooms


def test_poses_go_to_those_who_watch_and_to_the_owner_that_handed_over() -> None:
    served = ServedRooms()
    owner, room = served.open()
    viewer = served.join(room.links["watch"], "viewer")
    served.give_pose(room, owner, 0)
    assert (owner.seqs(), viewer.seqs()) == ([], [0])
    phone = served.join(room.links["camera"], "camera")
    served.give_pose(room, owner, 1)  # was in work when the phone came
    served.give_pose(room, phone, 0)
    assert (owner.seqs(), viewer.seqs(), phone.seqs()) == ([0], [0, 0], [])
    told = [name for name, _ in viewer.sent]
    assert told[-2:] == ["room", "pose"]  # first whose pose it is, then the pose


def test_many_changes_at_once_are_told_once() -> None:
    served = ServedRooms()
    owner, room = served.open()
    served.settle()
    before = len(owner.rooms())
    viewers = [served.join(room.links["watch"], "viewer") for _ in range(50)]
    for _ in range(50):
        served.now_s += STATE_PAUSE_S / 100
        served.broadcaster.serve(room, served.now_s)
    served.settle()
    assert len(owner.rooms()) - before <= 2
    assert owner.rooms()[-1]["viewers"] == viewers[0].rooms()[-1]["viewers"] == 50


def test_a_slow_reader_is_held_at_the_newest() -> None:
    served = ServedRooms()
    owner, room = served.open()
    slow, quick = (served.join(room.links["watch"], "viewer") for _ in range(2))
    served.settle()
    slow.reads = False
    for seq in range(300):
        served.give_pose(room, owner, seq)
        assert slow.member.queue.waiting_bytes < 1000
    slow.read()
    assert quick.seqs() == list(range(300))
    assert slow.seqs() == [299]


def test_the_last_pose_is_shown_to_who_joins_late_while_it_means_something() -> None:
    served = ServedRooms()
    owner, room = served.open()
    served.give_pose(room, owner, 7)
    served.now_s += 1.9
    assert served.join(room.links["watch"], "viewer").seqs() == [7]
    served.now_s += 0.2
    assert served.join(room.links["watch"], "viewer").seqs() == []
    for is_paused, presence, seqs in ((True, "paused", [7]), (False, "here", [])):
        state: CameraState = {"paused": is_paused, "battery": None, "charging": None}
        served.rooms.set_camera_state(owner.member, state, None)
        late = served.join(room.links["watch"], "viewer")
        assert (late.rooms()[-1]["camera"], late.seqs()) == (presence, seqs)


def test_who_joins_while_the_camera_is_paused_or_stopped_gets_no_picture_of_before() -> None:
    served = ServedRooms()
    owner, room = served.open()
    served.rooms.share_video(owner.member, on=True)
    served.give_pose(room, owner, 7)
    live = served.join(room.links["watch"], "viewer")
    assert [name for name, _ in live.sent].count("picture") == 1
    served.rooms.set_camera_state(owner.member, {"paused": True, "battery": None, "charging": None}, None)
    served.give_pose(room, owner, 8)  # was in work when it was stopped
    late = served.join(room.links["watch"], "viewer")
    assert late.seqs() == [8]
    assert [name for name, _ in late.sent].count("picture") == 0


def test_a_picture_waits_for_nobody_once_video_is_off() -> None:
    served = ServedRooms()
    owner, room = served.open()
    viewer = served.join(room.links["watch"], "viewer")
    served.rooms.share_video(owner.member, on=True)
    served.settle()
    viewer.reads = False
    served.give_pose(room, owner, 0)
    served.rooms.share_video(owner.member, on=False)
    viewer.reads = True
    viewer.read()
    served.give_pose(room, owner, 1)
    assert [name for name, _ in viewer.sent if name in ("picture", "pose")] == ["pose"]


@pytest.mark.parametrize("change", ["video off", "another camera"])
def test_what_changes_while_a_pose_is_passed_on_holds_for_all_who_come_after(
    monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    served = ServedRooms()
    owner, room = served.open()
    viewers = [served.join(room.links["watch"], "viewer") for _ in range(9)]
    served.rooms.share_video(owner.member, on=True)
    served.settle()

    def others_turn(_pause_s: float) -> None:
        if change == "video off":
            served.rooms.share_video(owner.member, on=False)
        else:
            served.join(room.links["camera"], "camera")

    monkeypatch.setattr("webapp.rooms.broadcaster.time", SimpleNamespace(sleep=others_turn))
    served.give_pose(room, owner, 0)
    first, *_, last = ([name for name, _ in viewer.sent if name != "room"] for viewer in viewers)
    assert first == ["picture", "pose"]
    assert last == (["pose"] if change == "video off" else [])


def test_a_room_that_all_have_left_keeps_no_picture() -> None:
    served = ServedRooms()
    owner, room = served.open()
    served.rooms.share_video(owner.member, on=True)
    served.give_pose(room, owner, 0)
    assert room.latest is not None
    assert room.latest.jpeg == b"jpeg"
    served.leave(owner)
    kept = [room.latest, room.broadcast]
    assert kept == [None, None]
    served.give_pose(room, owner, 1)  # was in work
    assert room.latest.jpeg is None


def test_no_picture_waits_for_anybody_once_video_is_off() -> None:
    """Its owner turns it off just between the look whether it is on and the handing over."""
    rooms = Rooms()
    owner, viewer = RecordingMember("owner", Entrance.OPENED), RecordingMember("viewer", Entrance.WATCH_LINK)
    room = rooms.open(owner.member)
    viewer.reads = False  # for now
    rooms.join(room, viewer.member)
    rooms.share_video(owner.member, on=True)
    room.note_pose(owner.member, pose(1), b"jpeg", 1.0)
    look = broadcaster_module._shared_picture
    turning_off = Thread(target=rooms.share_video, args=(owner.member, False))

    def look_just_before(room: Room, latest: LatestPose) -> EncodedEvent | None:
        picture = look(room, latest)
        turning_off.start()
        turning_off.join(0.3)  # has to wait where the two are one step
        return picture

    broadcaster = Broadcaster(rooms)
    with patch.object(broadcaster_module, "_shared_picture", look_just_before):
        broadcaster.serve(room, 1.0)
    turning_off.join(9)
    viewer.read()
    assert not room.video
    assert "picture" not in [name for name, _ in viewer.sent]
