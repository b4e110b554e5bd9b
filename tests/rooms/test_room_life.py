"""One room, whatever people do in whatever order."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from tests.rooms.house import House, refused
from tests.rooms.listening import Listener
from webapp.protocol.wire import ProblemCode
from webapp.rooms.permissions import Standing


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
