"""One client: every frame answered once, in order, and the tracker's state passed on."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from webapp.camera.session import Session
from webapp.pose.engine import NO_STATE, TrackerOptions
from webapp.protocol import limits
from webapp.protocol.message_error import MessageError
from webapp.protocol.pose_request import PoseReply
from webapp.protocol.wire import DropReason, Event, Message, ProblemCode
from webapp.scheduler.fair_queue import FairQueue, FrameSource

JPEG = b"\xff\xd8\xff"


def pose_reply(state: bytes = b"next") -> PoseReply:
    return {
        "kind": "pose",
        "size": [4, 3],
        "people": [],
        "state": state,
        "ms": {"decode": 1.0, "detect": 2.0, "landmarks": 3.0},
    }


class Desk:
    """A session with its answers and its queue in view."""

    def __init__(self, now_s: float = 100.0) -> None:
        self.answers: list[tuple[str, dict[str, Any]]] = []
        self.queue: FairQueue[FrameSource] = FairQueue()
        self.session = Session(self._note, self.queue, TrackerOptions(), now_s)
        self.now_s = now_s

    def _note(self, messages: Iterable[Message]) -> None:
        self.answers += [(str(event), dict(payload)) for event, payload in messages]

    def send(self, seq: int, t: float | None = None, **fields: Any) -> None:
        self.session.receive(
            ({"seq": seq, "t": float(seq) if t is None else t, "jpeg": JPEG, **fields},), self.now_s
        )

    def begin(self) -> Any:
        assert self.queue.take(within_s=0) is self.session
        return self.session.begin(self.now_s)

    def answered(self, event: Event) -> list[dict[str, Any]]:
        return [payload for name, payload in self.answers if name == event]


def test_a_frame_goes_to_the_worker_with_the_state_and_the_settings() -> None:
    desk = Desk()
    desk.send(7, t=1500.0)
    assert desk.begin() == {
        "jpeg": JPEG,
        "state": NO_STATE,
        "time_s": 1.5,
        "options": {
            "model": "full",
            "smoothing": True,
            "min_detection": 0.5,
            "min_presence": 0.5,
            "min_tracking": 0.5,
            "people": 1,
            "raw_landmarks": False,
        },
    }


def test_the_pose_says_where_the_time_went() -> None:
    desk = Desk()
    desk.send(7, t=1500.0)
    desk.now_s += 0.010
    desk.begin()
    desk.session.deliver(pose_reply(), desk.now_s + 0.020)
    (pose,) = desk.answered(Event.POSE)
    assert (pose["seq"], pose["t"], pose["size"], pose["people"]) == (7, 1500.0, [4, 3], [])
    assert pose["ms"] == pytest.approx({"queue": 10, "decode": 1, "detect": 2, "landmarks": 3, "total": 30})


def test_the_state_of_one_frame_goes_in_with_the_next() -> None:
    desk = Desk()
    desk.send(0)
    desk.begin()
    desk.session.deliver(pose_reply(b"after frame 0"), desk.now_s)
    desk.send(1)
    assert desk.begin()["state"] == b"after frame 0"


def test_a_failed_frame_keeps_the_state_before_it() -> None:
    desk = Desk()
    desk.send(0)
    desk.begin()
    desk.session.deliver(pose_reply(b"after frame 0"), desk.now_s)
    desk.send(1)
    desk.begin()
    desk.session.fail(ProblemCode.WORKER_LOST, "gone")
    assert desk.answered(Event.PROBLEM) == [{"seq": 1, "code": "worker-lost", "message": "gone"}]
    desk.send(2)
    assert desk.begin()["state"] == b"after frame 0"


def test_what_the_worker_refuses_is_a_problem_of_that_frame() -> None:
    desk = Desk()
    desk.send(5)
    desk.begin()
    desk.session.deliver({"kind": "problem", "code": "broken-jpeg", "message": "cut"}, desk.now_s)
    assert desk.answers == [("problem", {"seq": 5, "code": "broken-jpeg", "message": "cut"})]


def test_a_newer_frame_displaces_the_waiting_one_and_keeps_its_turn() -> None:
    desk = Desk()
    desk.send(0)
    desk.send(1)
    assert len(desk.queue) == 1
    desk.begin()
    desk.session.deliver(pose_reply(), desk.now_s)
    assert [(name, answer["seq"]) for name, answer in desk.answers] == [("pose", 1), ("dropped", 0)]
    assert desk.answers[1][1]["reason"] == "newer-frame"


def test_that_frames_gave_way_is_said_with_the_next_answer() -> None:
    """Whatever it is; and so that a client that sends many hears of them before it has thousands in the air."""
    desk = Desk()
    for seq in range(4):
        desk.send(seq)
    assert desk.answers == []
    desk.send(4, jpeg="text")
    assert [(name, answer["seq"]) for name, answer in desk.answers] == [
        ("problem", 4),
        *[("dropped", seq) for seq in range(3)],
    ]
    desk.answers.clear()
    for seq in range(5, 15):
        desk.now_s += 0.1
        desk.send(seq)
    assert [(name, answer["seq"]) for name, answer in desk.answers] == [
        ("dropped", seq) for seq in (3, *range(5, 13))
    ]


def test_what_another_thread_has_said_meanwhile_is_not_said_as_nothing() -> None:
    """An answer without a message would be an empty packet, which ends a client's polling."""
    desk = Desk()
    said: list[list[Message]] = []
    desk.session._answer = lambda messages: said.append(list(messages))
    for seq in range(3):
        desk.send(seq)
    for _ in range(2):
        desk.session._send()
    assert [[answer["seq"] for _, answer in messages] for messages in said] == [[0, 1]]


def test_while_one_is_in_work_one_waits_and_comes_after_it() -> None:
    desk = Desk()
    desk.send(0)
    desk.begin()
    desk.send(1)
    assert len(desk.queue) == 0
    desk.session.deliver(pose_reply(), desk.now_s)
    desk.begin()
    desk.session.deliver(pose_reply(), desk.now_s)
    assert [pose["seq"] for pose in desk.answered(Event.POSE)] == [0, 1]
    assert len(desk.queue) == 0


def test_a_frame_that_waited_too_long_is_dropped() -> None:
    desk = Desk()
    desk.send(0)
    desk.now_s += limits.FRAME_WAIT_S + 0.01
    assert desk.begin() is None
    assert desk.answers == [("dropped", {"seq": 0, "reason": DropReason.OVERLOAD})]
    desk.send(1)
    assert desk.begin() is not None


def test_what_waits_too_long_is_dropped_before_its_turn_which_a_newer_frame_gets() -> None:
    desk = Desk()
    desk.send(0)
    desk.session.drop_overdue(desk.now_s + limits.FRAME_WAIT_S)
    assert desk.answers == []
    desk.now_s += limits.FRAME_WAIT_S + 0.01
    desk.session.drop_overdue(desk.now_s)
    assert desk.answers == [("dropped", {"seq": 0, "reason": DropReason.OVERLOAD})]
    desk.session.drop_overdue(desk.now_s)  # nothing waits
    desk.send(1)
    assert len(desk.queue) == 1
    assert desk.begin() is not None
    desk.session.deliver(pose_reply(), desk.now_s)
    assert [pose["seq"] for pose in desk.answered(Event.POSE)] == [1]


def test_a_turn_whose_frame_was_dropped_is_given_back() -> None:
    desk = Desk()
    desk.send(0)
    desk.now_s += limits.FRAME_WAIT_S + 0.01
    desk.session.drop_overdue(desk.now_s)
    assert desk.begin() is None
    assert len(desk.queue) == 0
    desk.send(1)
    assert desk.begin() is not None


def test_dropping_what_is_overdue_leaves_a_newer_frame_its_turn() -> None:
    desk = Desk()
    desk.send(0)
    desk.now_s += limits.FRAME_WAIT_S + 0.01
    desk.send(1)
    desk.session.drop_overdue(desk.now_s)
    request = desk.begin()
    assert request is not None
    assert request["time_s"] == 0.001
    desk.session.deliver(pose_reply(), desk.now_s)
    assert desk.answers[1:] == [("dropped", {"seq": 0, "reason": DropReason.NEWER_FRAME})]


def test_a_client_that_cannot_be_told_still_gets_its_next_turn() -> None:
    desk = Desk()
    desk.send(0)
    assert desk.begin() is not None
    desk.send(1)

    def gone(messages: Iterable[Message]) -> None:
        raise KeyError(list(messages))

    desk.session._answer = gone
    with pytest.raises(KeyError):
        desk.session.fail(ProblemCode.WORKER_LOST, "lost")
    assert desk.begin() is not None


def test_more_frames_a_second_than_allowed_are_dropped() -> None:
    desk = Desk()
    for seq in range(limits.FRAME_BURST + 1):
        desk.send(seq)
    assert desk.answers[0] == ("dropped", {"seq": limits.FRAME_BURST, "reason": "rate"})


@pytest.mark.parametrize(("seq", "code"), [(5, ProblemCode.STALE_SEQ), (4, ProblemCode.STALE_SEQ)])
def test_a_seq_that_does_not_rise(seq: int, code: ProblemCode) -> None:
    desk = Desk()
    desk.send(5, t=1.0)
    desk.send(seq, t=2.0)
    (problem,) = desk.answered(Event.PROBLEM)
    assert (problem["seq"], problem["code"]) == (seq, code)


@pytest.mark.parametrize("t", [1.0, 0.5])
def test_a_clock_that_does_not_rise(t: float) -> None:
    desk = Desk()
    desk.send(5, t=1.0)
    desk.send(6, t=t)
    (problem,) = desk.answered(Event.PROBLEM)
    assert (problem["seq"], problem["code"]) == (6, ProblemCode.BAD_MESSAGE)


def test_a_refused_frame_changes_nothing_so_its_seq_may_come_again() -> None:
    desk = Desk()
    desk.send(5, jpeg=b"")
    desk.send(5)
    assert desk.begin()["jpeg"] == JPEG


def test_a_message_that_is_no_frame_is_answered_without_a_seq() -> None:
    desk = Desk()
    desk.session.receive((), desk.now_s)
    (problem,) = desk.answered(Event.PROBLEM)
    assert (problem["seq"], problem["code"]) == (None, ProblemCode.BAD_MESSAGE)


def test_settings_apply_from_the_next_frame_on() -> None:
    desk = Desk()
    assert desk.session.change_settings(({"model": "lite", "people": 1},)) == {"model": "lite"}
    desk.send(0)
    assert desk.begin()["options"]["model"] == "lite"


def test_bad_settings_change_nothing() -> None:
    desk = Desk()
    with pytest.raises(MessageError):
        desk.session.change_settings(({"model": "lite", "people": 99},))
    assert desk.session.options == TrackerOptions()


def test_a_client_that_left_is_told_nothing_and_gets_no_work() -> None:
    desk = Desk()
    desk.send(0)
    desk.begin()
    desk.send(1)
    desk.session.lose_connection()
    desk.session.deliver(pose_reply(), desk.now_s)
    assert desk.answers == []
    assert len(desk.queue) == 0


def test_a_stopping_server_answers_what_waits_and_what_still_comes() -> None:
    desk = Desk()
    desk.send(0)
    desk.session.stop()
    desk.send(1)
    assert [(problem["seq"], problem["code"]) for problem in desk.answered(Event.PROBLEM)] == [
        (0, ProblemCode.SERVER_STOPPING),
        (1, ProblemCode.SERVER_STOPPING),
    ]


def test_a_stopping_server_still_delivers_what_is_in_work() -> None:
    desk = Desk()
    desk.send(0)
    desk.begin()
    desk.session.stop()
    desk.session.deliver(pose_reply(), desk.now_s)
    desk.session.say_that_the_server_stops()
    assert [name for name, _ in desk.answers] == ["pose", "problem"]
    assert desk.answers[-1][1]["seq"] is None


def test_the_counts_are_those_of_the_answers() -> None:
    desk = Desk()
    desk.send(0)
    desk.send(1)
    desk.send(1)
    desk.begin()
    desk.session.deliver(pose_reply(), desk.now_s)
    counts = desk.session.counts
    assert (counts.frames, counts.poses, counts.dropped, counts.problems) == (3, 1, 1, 1)


class EveryFrameIsAnsweredOnce(RuleBasedStateMachine):
    """Whatever a client and the workers do in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.sent = 0
        self.in_work = False

    @rule(pause_s=st.sampled_from([0.0, 0.01, 0.5, 1.5]), jpeg=st.sampled_from([JPEG, JPEG, b"", "text"]))
    def frame(self, pause_s: float, jpeg: object) -> None:
        self.desk.now_s += pause_s
        self.desk.send(self.sent, jpeg=jpeg)
        self.sent += 1

    @rule()
    def turn(self) -> None:
        if not self.in_work and len(self.desk.queue):
            self.in_work = self.desk.begin() is not None

    @rule(fails=st.booleans())
    def answer(self, fails: bool) -> None:
        if not self.in_work:
            return
        self.in_work = False
        if fails:
            self.desk.session.fail(ProblemCode.WORKER_HUNG, "hung")
        else:
            self.desk.session.deliver(pose_reply(), self.desk.now_s)

    @invariant()
    def nothing_is_answered_twice(self) -> None:
        answers = Counter(payload["seq"] for _, payload in self.desk.answers)
        assert all(count == 1 for count in answers.values())

    @invariant()
    def poses_are_in_order(self) -> None:
        seqs = [pose["seq"] for pose in self.desk.answered(Event.POSE)]
        assert seqs == sorted(seqs)

    def teardown(self) -> None:
        """Once all work is done, nothing is left without an answer."""
        self.answer(fails=False)
        while len(self.desk.queue):
            self.turn()
            self.answer(fails=False)
        assert sorted(payload["seq"] for _, payload in self.desk.answers) == list(range(self.sent))


TestEveryFrameIsAnsweredOnce = EveryFrameIsAnsweredOnce.TestCase
TestEveryFrameIsAnsweredOnce.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@given(st.lists(st.integers(0, 20), max_size=30))
def test_only_rising_seqs_get_poses(seqs: list[int]) -> None:
    desk = Desk()
    for clock, seq in enumerate(seqs):
        desk.now_s += 1
        desk.send(seq, t=float(clock))
        if len(desk.queue):
            desk.begin()
            desk.session.deliver(pose_reply(), desk.now_s)
    posed = [pose["seq"] for pose in desk.answered(Event.POSE)]
    assert posed == sorted(set(posed))
    assert len(desk.answers) == len(seqs)
