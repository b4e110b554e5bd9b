"""Rooms from open to over: whatever people do in whatever order, with time as an argument."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from tests.rooms.listening import Listener, pose
from webapp import limits
from webapp.incoming import MessageError
from webapp.packets import EncodedEvent
from webapp.rooms.broadcaster import Broadcaster, tell_newcomer
from webapp.rooms.member import AWAY_LIMIT_S, SHORT_OUTAGE_S, Entrance, Member
from webapp.rooms.roles import Standing
from webapp.rooms.room import TELL_PAUSE_S, Room
from webapp.rooms.rooms import Ended, Rooms
from webapp.wire import CameraState, ProblemCode

ADDRESS = "192.0.2.7"


class House:
    """Rooms with a broadcaster that is served by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.rooms = Rooms()
        self.ended: list[Ended] = []
        self.cut: list[Member] = []
        self.broadcaster = Broadcaster(self.rooms, self.ended.extend, self.cut.append, lambda _now_s: None)
        self._names = 0

    def newcomer(self, entrance: Entrance) -> Listener:
        self._names += 1
        return Listener(f"{entrance.name.lower()}-{self._names}", entrance)

    def open(self) -> tuple[Listener, Room]:
        owner = self.newcomer(Entrance.OPENED)
        room = self.rooms.open(owner.member)
        tell_newcomer(room, owner.member, self.now_s)
        return owner, room

    def join(self, link: str, role: Any) -> Listener:
        room_id, token = link.split(".")
        room, entrance = self.rooms.check_link(room_id, token, role, ADDRESS, self.now_s)
        guest = self.newcomer(entrance)
        self.rooms.join(room, guest.member)
        tell_newcomer(room, guest.member, self.now_s)
        return guest

    def leave(self, guest: Listener) -> None:
        guest.lose_connection()
        self.rooms.leave_for_now(guest.member, self.now_s)

    def resume(self, guest: Listener) -> None:
        member = self.rooms.check_resume(guest.member.resume_token, ADDRESS, self.now_s)
        assert member is guest.member
        room = self.rooms.come_back(member, self.now_s)
        guest.reconnect()
        tell_newcomer(room, member, self.now_s)

    def settle(self) -> None:
        """Let the time pass in which everyone is told."""
        self.now_s += 2 * TELL_PAUSE_S  # one alone may be a little less in floating point
        for room in self.rooms.all():
            self.broadcaster.serve(room, self.now_s)

    def give_pose(self, room: Room, guest: Listener, seq: int, jpeg: bytes = b"jpeg") -> None:
        room.note_pose(guest.member, pose(seq), jpeg, self.now_s)
        self.broadcaster.serve(room, self.now_s)


def refused(house: House, room_id: str, token: str, role: Any) -> ProblemCode:
    with pytest.raises(MessageError) as caught:
        house.rooms.check_link(room_id, token, role, ADDRESS, house.now_s)
    return caught.value.code


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

    monkeypatch.setattr("webapp.rooms.broadcaster.time.sleep", others_turn)
    house.give_pose(room, owner, 0)
    first, *_, last = ([name for name, _ in viewer.told if name != "room"] for viewer in viewers)
    assert first == ["picture", "pose"]
    assert last == (["pose"] if change == "video off" else [])


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


class RoomLife(RuleBasedStateMachine):
    """One room: at most one camera, an owner that keeps its links, and everyone told of how it is."""

    guests = Bundle("guests")

    def __init__(self) -> None:
        super().__init__()
        self.house = House()
        self.owner, self.room = self.house.open()
        self.here = [self.owner]
        self.away: list[Listener] = []
        self.seq = 0

    @rule(target=guests, role=st.sampled_from(["camera", "viewer"]))
    def join(self, role: Any) -> Listener:
        guest = self.house.join(self.room.links["watch" if role == "viewer" else "camera"], role)
        self.here.append(guest)
        assert (self.room.camera is guest.member) is (role == "camera")
        return guest

    @rule(guest=guests)
    def leave(self, guest: Listener) -> None:
        if guest in self.here:
            self.house.leave(guest)
            self.here.remove(guest)
            self.away.append(guest)

    @rule(guest=consumes(guests), target=guests)
    def come_back(self, guest: Listener) -> Any:
        if guest not in self.away:
            return guest if guest in self.here else multiple()
        before = self.room.standing(guest.member)
        self.house.resume(guest)
        self.away.remove(guest)
        self.here.append(guest)
        assert self.room.standing(guest.member) is before
        return guest

    @rule(pause_s=st.sampled_from([0.01, 1.0, 50.0, 130.0]))
    def time_passes(self, pause_s: float) -> None:
        self.house.now_s += pause_s
        self.house.broadcaster.look(self.house.now_s)
        gone = {one.member for one in self.house.ended}
        self.away = [guest for guest in self.away if guest.member not in gone]

    @rule()
    def take_back(self) -> None:
        displaced = self.house.rooms.take_back(self.owner.member)
        assert self.room.camera is self.owner.member
        assert displaced is not self.owner.member

    @rule()
    def renew(self) -> None:
        old = self.room.links
        links, ended = self.house.rooms.renew(self.owner.member)
        assert {one.member for one in ended} == {guest.member for guest in [*self.here, *self.away]} - {
            self.owner.member
        }
        assert not set(links.values()) & set(old.values())
        for kind, role in (("watch", "viewer"), ("camera", "camera")):
            room_id, token = old[kind].split(".")  # type: ignore[literal-required]
            self.house.now_s += 60  # wrong tries are forgiven
            assert refused(self.house, room_id, token, role) == ProblemCode.NO_SUCH_ROOM
        self.house.ended += ended
        self.house.broadcaster.look(self.house.now_s)
        self.here, self.away = [self.owner], []

    @rule(on=st.booleans())
    def share(self, on: bool) -> None:
        self.house.rooms.share_video(self.owner.member, on)

    @rule()
    def pose(self) -> None:
        camera = next((guest for guest in self.here if guest.member is self.room.camera), None)
        if camera is None:
            return
        self.house.settle()
        before = {guest: len(guest.seqs()) for guest in self.here}
        self.house.give_pose(self.room, camera, self.seq)
        for guest in self.here:
            told = guest.seqs()[before[guest] :]
            assert told == ([] if guest is camera else [self.seq])
        self.seq += 1

    @invariant()
    def one_camera_at_most_and_an_owner(self) -> None:
        standings = [self.room.standing(guest.member) for guest in [*self.here, *self.away]]
        assert sum(standing in (Standing.CAMERA, Standing.OWNER_CAMERA) for standing in standings) <= 1
        assert self.room.standing(self.owner.member) in (Standing.OWNER, Standing.OWNER_CAMERA)
        assert self.house.rooms.of(self.owner.member) is self.room

    @invariant()
    def nobody_ended_is_still_a_member(self) -> None:
        for one in self.house.ended:
            assert self.house.rooms.of(one.member) is None
            assert one.member not in self.room.members.values()

    def teardown(self) -> None:
        self.house.settle()
        viewers = sum(self.room.standing(guest.member) is Standing.VIEWER for guest in self.here)
        for guest in self.here:
            room = guest.rooms()[-1]
            assert room["viewers"] == viewers
            assert room["is_camera"] is (guest.member is self.room.camera)
            assert room["camera"] == self.room.presence
            assert room["video"] is self.room.video


TestRoomLife = RoomLife.TestCase
TestRoomLife.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
