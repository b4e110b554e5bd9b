"""What a room's people are told: poses, pictures and the room's state, to quick readers and slow ones."""

from types import SimpleNamespace

import pytest

from tests.rooms.house import House
from webapp.protocol import limits
from webapp.protocol.socketio_packet import EncodedEvent
from webapp.protocol.wire import CameraState
from webapp.rooms.room import TELL_PAUSE_S


def test_poses_go_to_those_who_watch_and_to_the_owner_that_handed_over() -> None:
    house = House()
    owner, room = house.open()
    viewer = house.join(room.links["watch"], "viewer")
    house.give_pose(room, owner, 0)
    assert (owner.seqs(), viewer.seqs()) == ([], [0])
    phone = house.join(room.links["camera"], "camera")
    house.give_pose(room, owner, 1)  # was in work when the phone came
    house.give_pose(room, phone, 0)
    assert (owner.seqs(), viewer.seqs(), phone.seqs()) == ([0], [0, 0], [])
    told = [name for name, _ in viewer.told]
    assert told[-2:] == ["room", "pose"]  # first whose pose it is, then the pose


def test_many_changes_at_once_are_told_once() -> None:
    house = House()
    owner, room = house.open()
    house.settle()
    before = len(owner.rooms())
    viewers = [house.join(room.links["watch"], "viewer") for _ in range(50)]
    for _ in range(50):
        house.now_s += TELL_PAUSE_S / 100
        house.broadcaster.serve(room, house.now_s)
    house.settle()
    assert len(owner.rooms()) - before <= 2
    assert owner.rooms()[-1]["viewers"] == viewers[0].rooms()[-1]["viewers"] == 50


def test_a_slow_reader_is_held_at_the_newest() -> None:
    house = House()
    owner, room = house.open()
    slow, quick = (house.join(room.links["watch"], "viewer") for _ in range(2))
    house.settle()
    slow.reads = False
    for seq in range(300):
        house.give_pose(room, owner, seq)
        assert slow.member.outbox.waiting_bytes < 1000
    slow.read()
    assert quick.seqs() == list(range(300))
    assert slow.seqs() == [299]


def test_a_viewer_that_takes_nothing_for_too_long_is_cut() -> None:
    house = House()
    owner, room = house.open()
    stuck, slow = (house.join(room.links["watch"], "viewer") for _ in range(2))
    house.settle()
    stuck.reads = slow.reads = False
    for second in range(int(limits.VIEWER_STALL_S) + 2):
        house.now_s += 1
        house.give_pose(room, owner, second)
        slow.member.outbox.take(slow.ring, house.now_s)
    house.broadcaster.look(house.now_s)
    assert house.cut == [stuck.member]


def test_a_viewer_for_whom_too_much_waits_is_cut() -> None:
    house = House()
    _, room = house.open()
    viewer = house.join(room.links["watch"], "viewer")
    viewer.reads = False
    half = EncodedEvent("problem", bytes(limits.VIEWER_BYTES // 2))
    viewer.member.outbox.put_letter(half, house.now_s)
    house.broadcaster.look(house.now_s)
    assert house.cut == []
    viewer.member.outbox.put_letter(half, house.now_s)
    house.broadcaster.look(house.now_s)
    assert house.cut == [viewer.member]


def test_the_last_pose_is_shown_to_who_joins_late_while_it_means_something() -> None:
    house = House()
    owner, room = house.open()
    house.give_pose(room, owner, 7)
    house.now_s += 1.9
    assert house.join(room.links["watch"], "viewer").seqs() == [7]
    house.now_s += 0.2
    assert house.join(room.links["watch"], "viewer").seqs() == []
    for is_paused, presence, seqs in ((True, "paused", [7]), (False, "here", [])):
        state: CameraState = {"paused": is_paused, "battery": None, "charging": None}
        house.rooms.set_camera_state(owner.member, state, None)
        late = house.join(room.links["watch"], "viewer")
        assert (late.rooms()[-1]["camera"], late.seqs()) == (presence, seqs)


def test_who_joins_while_the_camera_is_paused_or_stopped_gets_no_picture_of_before() -> None:
    house = House()
    owner, room = house.open()
    house.rooms.share_video(owner.member, on=True)
    house.give_pose(room, owner, 7)
    live = house.join(room.links["watch"], "viewer")
    assert [name for name, _ in live.told].count("picture") == 1
    house.rooms.set_camera_state(owner.member, {"paused": True, "battery": None, "charging": None}, None)
    house.give_pose(room, owner, 8)  # was in work when it was stopped
    late = house.join(room.links["watch"], "viewer")
    assert late.seqs() == [8]
    assert [name for name, _ in late.told].count("picture") == 0


def test_a_picture_waits_for_nobody_once_video_is_off() -> None:
    house = House()
    owner, room = house.open()
    viewer = house.join(room.links["watch"], "viewer")
    house.rooms.share_video(owner.member, on=True)
    house.settle()
    viewer.reads = False
    house.give_pose(room, owner, 0)
    house.rooms.share_video(owner.member, on=False)
    viewer.reads = True
    viewer.read()
    house.give_pose(room, owner, 1)
    assert [name for name, _ in viewer.told if name in ("picture", "pose")] == ["pose"]


@pytest.mark.parametrize("change", ["video off", "another camera"])
def test_what_changes_while_a_pose_is_passed_on_holds_for_all_who_come_after(
    monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    house = House()
    owner, room = house.open()
    viewers = [house.join(room.links["watch"], "viewer") for _ in range(9)]
    house.rooms.share_video(owner.member, on=True)
    house.settle()

    def others_turn(_pause_s: float) -> None:
        if change == "video off":
            house.rooms.share_video(owner.member, on=False)
        else:
            house.join(room.links["camera"], "camera")

    monkeypatch.setattr("webapp.rooms.broadcaster.time", SimpleNamespace(sleep=others_turn))
    house.give_pose(room, owner, 0)
    first, *_, last = ([name for name, _ in viewer.told if name != "room"] for viewer in viewers)
    assert first == ["picture", "pose"]
    assert last == (["pose"] if change == "video off" else [])


def test_a_room_that_all_have_left_keeps_no_picture() -> None:
    house = House()
    owner, room = house.open()
    house.rooms.share_video(owner.member, on=True)
    house.give_pose(room, owner, 0)
    assert room.latest is not None
    assert room.latest.jpeg == b"jpeg"
    house.leave(owner)
    kept = [room.latest, room.passed_on]
    assert kept == [None, None]
    house.give_pose(room, owner, 1)  # was in work
    assert room.latest.jpeg is None
