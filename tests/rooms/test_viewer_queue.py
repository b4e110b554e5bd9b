"""What waits for a listener: the newest of poses and rooms, every letter, and a ticket for each."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from webapp.protocol.socketio_packet import EncodedEvent
from webapp.rooms.viewer_queue import ViewerQueue


class Line:
    """An outbox and the tickets that its connection holds."""

    def __init__(self) -> None:
        self.tickets = 0
        self.outbox = ViewerQueue()
        self.ring = self._ring
        self.outbox.connect(self.ring, 0.0)

    def _ring(self) -> None:
        self.tickets += 1

    def take(self, now_s: float = 0.0) -> EncodedEvent | None:
        assert self.tickets > 0
        self.tickets -= 1
        return self.outbox.take(self.ring, now_s)

    def take_all(self) -> list[EncodedEvent | None]:
        return [self.take() for _ in range(self.tickets)]


def event(name: str) -> EncodedEvent:
    return EncodedEvent(name, {})


def test_the_newest_pose_takes_the_place_of_the_one_that_waits() -> None:
    line = Line()
    poses = [event("pose") for _ in range(100)]
    for pose in poses:
        line.outbox.put_pose(pose, None, 0.0)
    assert line.tickets == 1
    assert line.take() is poses[-1]
    assert line.tickets == 0


def test_a_picture_comes_just_before_its_pose_whatever_comes_between() -> None:
    line = Line()
    first, second = (event("picture"), event("pose")), (event("picture"), event("pose"))
    line.outbox.put_pose(first[1], first[0], 0.0)
    assert line.take() is first[0]
    line.outbox.put_pose(second[1], second[0], 0.0)
    room, letter = event("room"), event("problem")
    line.outbox.put_room(room, 0.0)
    line.outbox.put_letter(letter, 0.0)
    assert line.take_all() == [first[1], letter, room, second[0], second[1]]


def test_the_room_is_told_before_the_pose_that_follows_it() -> None:
    line = Line()
    pose, room = event("pose"), event("room")
    line.outbox.put_pose(pose, None, 0.0)
    line.outbox.put_room(event("room"), 0.0)
    line.outbox.put_room(room, 0.0)
    assert line.take_all() == [room, pose]


def test_a_forgotten_pose_leaves_a_ticket_for_nothing() -> None:
    line = Line()
    line.outbox.put_pose(event("pose"), event("picture"), 0.0)
    line.outbox.forget_poses()
    assert line.take_all() == [None, None]


def test_the_same_pose_is_said_once_also_over_two_connections() -> None:
    line = Line()
    pose = event("pose")
    line.outbox.put_pose(pose, None, 0.0)
    assert line.take() is pose
    line.outbox.disconnect()
    again: list[int] = []
    line.outbox.connect(lambda: again.append(1), 1.0)
    line.outbox.put_pose(pose, None, 1.0)
    assert again == []
    line.outbox.forget_last_pose()
    line.outbox.put_pose(pose, None, 1.0)
    assert again == [1]


def test_nothing_waits_for_one_who_is_not_connected() -> None:
    outbox = ViewerQueue()
    for put in (outbox.put_letter, outbox.put_room):
        put(event("x"), 0.0)
    outbox.put_pose(event("pose"), event("picture"), 0.0)
    assert outbox.waiting_bytes == 0
    assert outbox.take(lambda: None, 0.0) is None


def test_a_ticket_of_the_connection_before_takes_nothing_from_the_new_one() -> None:
    line = Line()
    line.outbox.put_room(event("room"), 0.0)
    line.outbox.disconnect()
    news: list[int] = []

    def ring() -> None:
        news.append(1)

    line.outbox.connect(ring, 1.0)
    room = event("room")
    line.outbox.put_room(room, 1.0)
    assert line.take(1.0) is None  # its writer was stuck meanwhile
    assert news == [1]
    assert line.outbox.take(ring, 1.0) is room


def test_what_waits_is_counted_with_what_is_just_being_sent() -> None:
    line = Line()
    picture, pose, letter = EncodedEvent("picture", bytes(1000)), event("pose"), event("problem")
    line.outbox.put_pose(pose, picture, 0.0)
    line.outbox.put_letter(letter, 0.0)
    everything = picture.size + pose.size + letter.size
    assert line.outbox.waiting_bytes == everything
    line.take()
    assert line.outbox.waiting_bytes == everything  # the letter may still be in the writer's hands
    line.take()
    assert line.outbox.waiting_bytes == picture.size + pose.size


def test_who_takes_nothing_stalls_and_who_has_nothing_to_take_does_not() -> None:
    line = Line()
    assert line.outbox.stalled_s(100.0) == 0
    line.outbox.put_pose(event("pose"), None, 100.0)
    line.outbox.put_pose(event("pose"), None, 105.0)
    assert line.outbox.stalled_s(107.0) == 7
    line.take(108.0)
    assert line.outbox.stalled_s(200.0) == 0


class NothingIsLostButOldPoses(RuleBasedStateMachine):
    """Whatever is put in and taken in whatever order: one who takes all tickets is up to date."""

    def __init__(self) -> None:
        super().__init__()
        self.line = Line()
        self.letters: list[EncodedEvent] = []
        self.taken: list[EncodedEvent] = []
        self.poses: list[EncodedEvent] = []
        self.rooms: list[EncodedEvent] = []

    @rule(with_picture=st.booleans())
    def pose(self, with_picture: bool) -> None:
        self.poses.append(event(f"pose {len(self.poses)}"))
        self.line.outbox.put_pose(self.poses[-1], event("picture") if with_picture else None, 0.0)

    @rule()
    def room(self) -> None:
        self.rooms.append(event("room"))
        self.line.outbox.put_room(self.rooms[-1], 0.0)

    @rule()
    def letter(self) -> None:
        self.letters.append(event("problem"))
        self.line.outbox.put_letter(self.letters[-1], 0.0)

    @rule()
    def forget(self) -> None:
        self.line.outbox.forget_poses()
        self.poses.clear()

    @rule(count=st.integers(1, 6))
    def take(self, count: int) -> None:
        for _ in range(min(count, self.line.tickets)):
            taken = self.line.take()
            if taken is not None:
                self.taken.append(taken)

    @invariant()
    def little_waits(self) -> None:
        letters = len(self.letters) - len([one for one in self.taken if one in self.letters])
        assert self.line.tickets <= letters + 6

    def teardown(self) -> None:
        self.take(10_000)
        assert [one for one in self.taken if one in self.letters] == self.letters
        for newest in (self.poses[-1:], self.rooms[-1:]):
            assert set(newest) <= set(self.taken)
        assert len(set(self.taken)) == len(self.taken)
        assert self.line.tickets == 0


TestNothingIsLostButOldPoses = NothingIsLostButOldPoses.TestCase
TestNothingIsLostButOldPoses.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
