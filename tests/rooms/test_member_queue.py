"""What waits for a member: the newest pose and room state, every other message, and a requested write for each."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from webapp.protocol.socketio_packet import EncodedEvent
from webapp.rooms.member_queue import MemberConnection, MemberQueue


class Line(MemberConnection):
    """A member's queue, and a connection that counts the writes requested of it."""

    def __init__(self) -> None:
        self.writes = 0
        self.queue = MemberQueue()
        self.queue.connect(self, 0.0)

    def request_write(self, queue: MemberQueue) -> None:
        assert queue is self.queue
        self.writes += 1

    def take(self, now_s: float = 0.0) -> EncodedEvent | None:
        assert self.writes > 0
        self.writes -= 1
        return self.queue.take(self, now_s)

    def take_all(self) -> list[EncodedEvent | None]:
        return [self.take() for _ in range(self.writes)]


def event(name: str) -> EncodedEvent:
    return EncodedEvent(name, {})


def test_the_newest_pose_takes_the_place_of_the_one_that_waits() -> None:
    line = Line()
    poses = [event("pose") for _ in range(100)]
    for pose in poses:
        line.queue.put_pose(pose, None, 0.0)
    assert line.writes == 1
    assert line.take() is poses[-1]
    assert line.writes == 0


def test_a_picture_comes_just_before_its_pose_whatever_comes_between() -> None:
    line = Line()
    first, second = (event("picture"), event("pose")), (event("picture"), event("pose"))
    line.queue.put_pose(first[1], first[0], 0.0)
    assert line.take() is first[0]
    line.queue.put_pose(second[1], second[0], 0.0)
    room, message = event("room"), event("problem")
    line.queue.put_room(room, 0.0)
    line.queue.put_message(message, 0.0)
    assert line.take_all() == [first[1], message, room, second[0], second[1]]


def test_the_room_is_told_before_the_pose_that_follows_it() -> None:
    line = Line()
    pose, room = event("pose"), event("room")
    line.queue.put_pose(pose, None, 0.0)
    line.queue.put_room(event("room"), 0.0)
    line.queue.put_room(room, 0.0)
    assert line.take_all() == [room, pose]


def test_a_forgotten_pose_leaves_a_write_of_nothing() -> None:
    line = Line()
    line.queue.put_pose(event("pose"), event("picture"), 0.0)
    line.queue.forget_poses()
    assert line.take_all() == [None, None]


def test_the_same_pose_is_said_once_also_over_two_connections() -> None:
    line = Line()
    pose = event("pose")
    line.queue.put_pose(pose, None, 0.0)
    assert line.take() is pose
    line.queue.disconnect()
    line.queue.connect(line, 1.0)
    line.queue.put_pose(pose, None, 1.0)
    assert line.writes == 0
    line.queue.forget_last_pose()
    line.queue.put_pose(pose, None, 1.0)
    assert line.writes == 1


def test_nothing_waits_for_one_who_is_not_connected() -> None:
    queue = MemberQueue()
    for put in (queue.put_message, queue.put_room):
        put(event("x"), 0.0)
    queue.put_pose(event("pose"), event("picture"), 0.0)
    assert queue.waiting_bytes == 0
    assert queue.take(Line(), 0.0) is None


def test_a_write_requested_of_the_connection_before_takes_nothing_from_the_new_one() -> None:
    line, new = Line(), Line()
    queue = line.queue
    new.queue = queue
    queue.put_room(event("room"), 0.0)
    queue.disconnect()
    queue.connect(new, 1.0)
    room = event("room")
    queue.put_room(room, 1.0)
    assert line.take(1.0) is None  # its writer was stuck meanwhile
    assert new.writes == 1
    assert queue.take(new, 1.0) is room


def test_what_waits_is_counted_with_what_is_just_being_sent() -> None:
    line = Line()
    picture, pose, message = EncodedEvent("picture", bytes(1000)), event("pose"), event("problem")
    line.queue.put_pose(pose, picture, 0.0)
    line.queue.put_message(message, 0.0)
    everything = picture.size + pose.size + message.size
    assert line.queue.waiting_bytes == everything
    line.take()
    assert line.queue.waiting_bytes == everything  # the message may still be in the writer's hands
    line.take()
    assert line.queue.waiting_bytes == picture.size + pose.size


def test_who_takes_nothing_stalls_and_who_has_nothing_to_take_does_not() -> None:
    line = Line()
    assert line.queue.stalled_s(100.0) == 0
    line.queue.put_pose(event("pose"), None, 100.0)
    line.queue.put_pose(event("pose"), None, 105.0)
    assert line.queue.stalled_s(107.0) == 7
    line.take(108.0)
    assert line.queue.stalled_s(200.0) == 0


class NothingIsLostButOldPoses(RuleBasedStateMachine):
    """Whatever is put in and taken in whatever order: one who takes all writes is up to date."""

    def __init__(self) -> None:
        super().__init__()
        self.line = Line()
        self.messages: list[EncodedEvent] = []
        self.taken: list[EncodedEvent] = []
        self.poses: list[EncodedEvent] = []
        self.rooms: list[EncodedEvent] = []

    @rule(with_picture=st.booleans())
    def pose(self, with_picture: bool) -> None:
        self.poses.append(event(f"pose {len(self.poses)}"))
        self.line.queue.put_pose(self.poses[-1], event("picture") if with_picture else None, 0.0)

    @rule()
    def room(self) -> None:
        self.rooms.append(event("room"))
        self.line.queue.put_room(self.rooms[-1], 0.0)

    @rule()
    def message(self) -> None:
        self.messages.append(event("problem"))
        self.line.queue.put_message(self.messages[-1], 0.0)

    @rule()
    def forget(self) -> None:
        self.line.queue.forget_poses()
        self.poses.clear()

    @rule(count=st.integers(1, 6))
    def take(self, count: int) -> None:
        for _ in range(min(count, self.line.writes)):
            taken = self.line.take()
            if taken is not None:
                self.taken.append(taken)

    @invariant()
    def little_waits(self) -> None:
        messages = len(self.messages) - len([one for one in self.taken if one in self.messages])
        assert self.line.writes <= messages + 6

    def teardown(self) -> None:
        self.take(10_000)
        assert [one for one in self.taken if one in self.messages] == self.messages
        for newest in (self.poses[-1:], self.rooms[-1:]):
            assert set(newest) <= set(self.taken)
        assert len(set(self.taken)) == len(self.taken)
        assert self.line.writes == 0


TestNothingIsLostButOldPoses = NothingIsLostButOldPoses.TestCase
TestNothingIsLostButOldPoses.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
