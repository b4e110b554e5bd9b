"""One room, whatever people do in whatever order."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from tests.rooms.recording_member import RecordingMember
from tests.rooms.served_rooms import ServedRooms, refused
from webapp.protocol.wire import ProblemCode
from webapp.rooms.permissions import MemberRole


class RoomLife(RuleBasedStateMachine):
    """One room: at most one camera, an owner that keeps its links, and everyone told of how it is."""

    guests = Bundle("guests")

    def __init__(self) -> None:
        super().__init__()
        self.served = ServedRooms()
        self.owner, self.room = self.served.open()
        self.here = [self.owner]
        self.away: list[RecordingMember] = []
        self.seq = 0

    @rule(target=guests, role=st.sampled_from(["camera", "viewer"]))
    def join(self, role: Any) -> RecordingMember:
        guest = self.served.join(self.room.links["watch" if role == "viewer" else "camera"], role)
        self.here.append(guest)
        assert (self.room.camera is guest.member) is (role == "camera")
        return guest

    @rule(guest=guests)
    def leave(self, guest: RecordingMember) -> None:
        if guest in self.here:
            self.served.leave(guest)
            self.here.remove(guest)
            self.away.append(guest)

    @rule(guest=consumes(guests), target=guests)
    def come_back(self, guest: RecordingMember) -> Any:
        if guest not in self.away:
            return guest if guest in self.here else multiple()
        before = self.room.role_of(guest.member)
        self.served.resume(guest)
        self.away.remove(guest)
        self.here.append(guest)
        assert self.room.role_of(guest.member) is before
        return guest

    @rule(pause_s=st.sampled_from([0.01, 1.0, 50.0, 130.0]))
    def time_passes(self, pause_s: float) -> None:
        self.served.now_s += pause_s
        self.served.end_away()
        gone = {one.member for one in self.served.ended}
        self.away = [guest for guest in self.away if guest.member not in gone]

    @rule()
    def take_back(self) -> None:
        displaced = self.served.rooms.take_back(self.owner.member)
        assert self.room.camera is self.owner.member
        assert displaced is not self.owner.member

    @rule()
    def renew(self) -> None:
        old = self.room.links
        links, ended = self.served.rooms.renew(self.owner.member)
        assert {one.member for one in ended} == {guest.member for guest in [*self.here, *self.away]} - {
            self.owner.member
        }
        assert not set(links.values()) & set(old.values())
        for kind, role in (("watch", "viewer"), ("camera", "camera")):
            room_id, token = old[kind].split(".")  # type: ignore[literal-required]
            self.served.now_s += 60  # wrong tries are forgiven
            assert refused(self.served, room_id, token, role) == ProblemCode.NO_SUCH_ROOM
        self.served.ended += ended
        self.served.end_away()
        self.here, self.away = [self.owner], []

    @rule(on=st.booleans())
    def share(self, on: bool) -> None:
        self.served.rooms.share_video(self.owner.member, on)

    @rule()
    def pose(self) -> None:
        camera = next((guest for guest in self.here if guest.member is self.room.camera), None)
        if camera is None:
            return
        self.served.settle()
        before = {guest: len(guest.seqs()) for guest in self.here}
        self.served.give_pose(self.room, camera, self.seq)
        for guest in self.here:
            told = guest.seqs()[before[guest] :]
            assert told == ([] if guest is camera else [self.seq])
        self.seq += 1

    @invariant()
    def one_camera_at_most_and_an_owner(self) -> None:
        standings = [self.room.role_of(guest.member) for guest in [*self.here, *self.away]]
        assert sum(standing in (MemberRole.CAMERA, MemberRole.OWNER_CAMERA) for standing in standings) <= 1
        assert self.room.role_of(self.owner.member) in (MemberRole.OWNER, MemberRole.OWNER_CAMERA)
        assert self.served.rooms.of(self.owner.member) is self.room

    @invariant()
    def nobody_ended_is_still_a_member(self) -> None:
        for one in self.served.ended:
            assert self.served.rooms.of(one.member) is None
            assert one.member not in self.room.members.values()

    def teardown(self) -> None:
        self.served.settle()
        viewers = sum(self.room.role_of(guest.member) is MemberRole.VIEWER for guest in self.here)
        for guest in self.here:
            room = guest.rooms()[-1]
            assert room["viewers"] == viewers
            assert room["is_camera"] is (guest.member is self.room.camera)
            assert room["camera"] == self.room.presence
            assert room["video"] is self.room.video


TestRoomLife = RoomLife.TestCase
TestRoomLife.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
