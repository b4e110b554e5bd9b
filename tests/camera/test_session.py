"""One client's session: every frame answered once, in order, and the tracker's state passed on."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from webapp.camera.answers import Client
from webapp.camera.session import Session
from webapp.pose.engine import NO_STATE, TrackerOptions
from webapp.protocol import limits
from webapp.protocol.message_error import MessageError
from webapp.protocol.pose_request import JpegRequest, PoseReply, ProblemReply, WorkerMilliseconds
from webapp.protocol.wire import DropReason, Event, Message, ProblemCode
from webapp.scheduler.fair_queue import FairQueue, FrameSource

JPEG = b"\xff\xd8\xff"


def pose_reply(state: bytes = b"next") -> PoseReply:
    return PoseReply(size=[4, 3], people=[], state=state, ms=WorkerMilliseconds(1.0, 2.0, 3.0))


class SessionUnderTest(Client):
    """A session with its queue, and the client that records its answers."""

    def __init__(self, now_s: float = 100.0) -> None:
        self.answers: list[tuple[str, dict[str, Any]]] = []
        self.queue: FairQueue[FrameSource] = FairQueue()
        self.session = Session(self, self.queue, TrackerOptions(), now_s)
        self.now_s = now_s

    def send(self, messages: Iterable[Message]) -> None:
        self.answers += [(str(event), dict(payload)) for event, payload in messages]

    def send_frame(self, seq: int, t: float | None = None, **fields: Any) -> None:
        self.session.receive(
            ({"seq": seq, "t": float(seq) if t is None else t, "jpeg": JPEG, **fields},), self.now_s
        )

    def next_request(self) -> Any:
        assert self.queue.take(within_s=0) is self.session
        return self.session.next_request(self.now_s)

    def answered(self, event: Event) -> list[dict[str, Any]]:
        return [payload for name, payload in self.answers if name == event]


def test_a_frame_goes_to_the_worker_with_the_state_and_the_settings() -> None:
    camera = SessionUnderTest()
    camera.send_frame(7, t=1500.0)
    assert camera.next_request() == JpegRequest(
        jpeg=JPEG, state=NO_STATE, time_s=1.5, options=TrackerOptions()
    )


def test_the_pose_says_where_the_time_went() -> None:
    camera = SessionUnderTest()
    camera.send_frame(7, t=1500.0)
    camera.now_s += 0.010
    camera.next_request()
    camera.session.deliver(pose_reply(), camera.now_s + 0.020)
    (pose,) = camera.answered(Event.POSE)
    assert (pose["seq"], pose["t"], pose["size"], pose["people"]) == (7, 1500.0, [4, 3], [])
    assert pose["ms"] == pytest.approx({"queue": 10, "decode": 1, "detect": 2, "landmarks": 3, "total": 30})


def test_the_state_of_one_frame_goes_in_with_the_next() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    camera.next_request()
    camera.session.deliver(pose_reply(b"after frame 0"), camera.now_s)
    camera.send_frame(1)
    assert camera.next_request().state == b"after frame 0"


def test_a_failed_frame_keeps_the_state_before_it() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    camera.next_request()
    camera.session.deliver(pose_reply(b"after frame 0"), camera.now_s)
    camera.send_frame(1)
    camera.next_request()
    camera.session.fail(ProblemCode.WORKER_LOST, "gone")
    assert camera.answered(Event.PROBLEM) == [{"seq": 1, "code": "worker-lost", "message": "gone"}]
    camera.send_frame(2)
    assert camera.next_request().state == b"after frame 0"


def test_what_the_worker_refuses_is_a_problem_of_that_frame() -> None:
    camera = SessionUnderTest()
    camera.send_frame(5)
    camera.next_request()
    camera.session.deliver(ProblemReply("broken-jpeg", "cut"), camera.now_s)
    assert camera.answers == [("problem", {"seq": 5, "code": "broken-jpeg", "message": "cut"})]


def test_a_newer_frame_replaces_the_waiting_one_and_keeps_its_place_in_the_queue() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    camera.send_frame(1)
    assert len(camera.queue) == 1
    camera.next_request()
    camera.session.deliver(pose_reply(), camera.now_s)
    assert [(name, answer["seq"]) for name, answer in camera.answers] == [("pose", 1), ("dropped", 0)]
    assert camera.answers[1][1]["reason"] == "newer-frame"


def test_replaced_frames_are_told_with_the_next_answer() -> None:
    """Whatever it is; and so that a client that sends many hears of them before it has thousands in the air."""
    camera = SessionUnderTest()
    for seq in range(4):
        camera.send_frame(seq)
    assert camera.answers == []
    camera.send_frame(4, jpeg="text")
    assert [(name, answer["seq"]) for name, answer in camera.answers] == [
        ("problem", 4),
        *[("dropped", seq) for seq in range(3)],
    ]
    camera.answers.clear()
    for seq in range(5, 15):
        camera.now_s += 0.1
        camera.send_frame(seq)
    assert [(name, answer["seq"]) for name, answer in camera.answers] == [
        ("dropped", seq) for seq in (3, *range(5, 13))
    ]


def test_what_another_thread_has_told_meanwhile_is_not_sent_as_nothing() -> None:
    """An answer without a message would be an empty packet, which ends a client's polling."""
    camera = SessionUnderTest()
    sent: list[list[Message]] = []

    class RecordingClient(Client):
        def send(self, messages: Iterable[Message]) -> None:
            sent.append(list(messages))

    camera.session.resume(RecordingClient())
    for seq in range(3):
        camera.send_frame(seq)
    for _ in range(2):
        camera.session._answers._send()
    assert [[answer["seq"] for _, answer in messages] for messages in sent] == [[0, 1]]


def test_while_one_is_in_work_one_waits_and_comes_after_it() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    camera.next_request()
    camera.send_frame(1)
    assert len(camera.queue) == 0
    camera.session.deliver(pose_reply(), camera.now_s)
    camera.next_request()
    camera.session.deliver(pose_reply(), camera.now_s)
    assert [pose["seq"] for pose in camera.answered(Event.POSE)] == [0, 1]
    assert len(camera.queue) == 0


def test_a_frame_that_waited_too_long_is_dropped() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    camera.now_s += limits.FRAME_WAIT_S + 0.01
    assert camera.next_request() is None
    assert camera.answers == [("dropped", {"seq": 0, "reason": DropReason.OVERLOAD})]
    camera.send_frame(1)
    assert camera.next_request() is not None


def test_what_waits_too_long_is_dropped_and_a_newer_frame_gets_its_place_in_the_queue() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    camera.session.drop_overdue(camera.now_s + limits.FRAME_WAIT_S, None)
    assert camera.answers == []
    camera.now_s += limits.FRAME_WAIT_S + 0.01
    camera.session.drop_overdue(camera.now_s, None)
    assert camera.answers == [("dropped", {"seq": 0, "reason": DropReason.OVERLOAD})]
    camera.session.drop_overdue(camera.now_s, None)  # nothing waits
    camera.send_frame(1)
    assert len(camera.queue) == 1
    assert camera.next_request() is not None
    camera.session.deliver(pose_reply(), camera.now_s)
    assert [pose["seq"] for pose in camera.answered(Event.POSE)] == [1]


def test_while_there_is_no_worker_a_dropped_frame_says_when_there_should_be_one() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    camera.session.drop_overdue(camera.now_s + limits.FRAME_WAIT_S + 0.01, 12.5)
    assert camera.answers == [("dropped", {"seq": 0, "reason": DropReason.OVERLOAD, "retry_ms": 12_500})]


def test_a_place_in_the_queue_whose_frame_was_dropped_is_given_up() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    camera.now_s += limits.FRAME_WAIT_S + 0.01
    camera.session.drop_overdue(camera.now_s, None)
    assert camera.next_request() is None
    assert len(camera.queue) == 0
    camera.send_frame(1)
    assert camera.next_request() is not None


def test_dropping_what_is_overdue_leaves_a_newer_frame_its_place() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    camera.now_s += limits.FRAME_WAIT_S + 0.01
    camera.send_frame(1)
    camera.session.drop_overdue(camera.now_s, None)
    request = camera.next_request()
    assert request is not None
    assert request.time_s == 0.001
    camera.session.deliver(pose_reply(), camera.now_s)
    assert camera.answers[1:] == [("dropped", {"seq": 0, "reason": DropReason.NEWER_FRAME})]


def test_a_client_that_cannot_be_told_is_still_served_next() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    assert camera.next_request() is not None
    camera.send_frame(1)

    class GoneClient(Client):
        def send(self, messages: Iterable[Message]) -> None:
            raise KeyError(list(messages))

    camera.session.resume(GoneClient())
    with pytest.raises(KeyError):
        camera.session.fail(ProblemCode.WORKER_LOST, "lost")
    assert camera.next_request() is not None


def test_more_frames_a_second_than_allowed_are_dropped() -> None:
    camera = SessionUnderTest()
    for seq in range(limits.FRAME_BURST + 1):
        camera.send_frame(seq)
    assert camera.answers[0] == ("dropped", {"seq": limits.FRAME_BURST, "reason": "rate"})


def test_a_client_whose_frames_break_workers_gets_no_further_one() -> None:
    camera = SessionUnderTest()
    for seq in range(limits.BROKEN_WORKERS + 1):
        assert not camera.session.breaks_workers
        camera.send_frame(seq)
        assert camera.next_request() is not None
        camera.session.note_broken_worker(camera.now_s)
        camera.session.fail(ProblemCode.WORKER_HUNG, "hung")
    assert camera.session.breaks_workers
    camera.send_frame(50)
    assert camera.queue.take(within_s=0) is None
    assert camera.answered(Event.PROBLEM)[-1]["code"] == "breaks-workers"


def test_a_worker_that_breaks_now_and_then_is_no_client_s_fault() -> None:
    camera = SessionUnderTest()
    for minute in range(1, 10):
        camera.session.note_broken_worker(camera.now_s + 61 * minute)
    assert not camera.session.breaks_workers


def test_a_client_that_comes_back_is_ended_by_the_next_worker_it_breaks() -> None:
    camera = SessionUnderTest()
    for _ in range(limits.BROKEN_WORKERS + 1):
        camera.session.note_broken_worker(camera.now_s)
    camera.session.resume(camera)
    assert not camera.session.breaks_workers
    camera.session.note_broken_worker(camera.now_s + 1)
    assert camera.session.breaks_workers


@pytest.mark.parametrize(("seq", "code"), [(5, ProblemCode.STALE_SEQ), (4, ProblemCode.STALE_SEQ)])
def test_a_seq_that_does_not_rise(seq: int, code: ProblemCode) -> None:
    camera = SessionUnderTest()
    camera.send_frame(5, t=1.0)
    camera.send_frame(seq, t=2.0)
    (problem,) = camera.answered(Event.PROBLEM)
    assert (problem["seq"], problem["code"]) == (seq, code)


@pytest.mark.parametrize("t", [1.0, 0.5])
def test_a_clock_that_does_not_rise(t: float) -> None:
    camera = SessionUnderTest()
    camera.send_frame(5, t=1.0)
    camera.send_frame(6, t=t)
    (problem,) = camera.answered(Event.PROBLEM)
    assert (problem["seq"], problem["code"]) == (6, ProblemCode.BAD_MESSAGE)


def test_a_refused_frame_changes_nothing_so_its_seq_may_come_again() -> None:
    camera = SessionUnderTest()
    camera.send_frame(5, jpeg=b"")
    camera.send_frame(5)
    assert camera.next_request().jpeg == JPEG


def test_a_message_that_is_no_frame_is_answered_without_a_seq() -> None:
    camera = SessionUnderTest()
    camera.session.receive((), camera.now_s)
    (problem,) = camera.answered(Event.PROBLEM)
    assert (problem["seq"], problem["code"]) == (None, ProblemCode.BAD_MESSAGE)


def test_settings_apply_from_the_next_frame_on() -> None:
    camera = SessionUnderTest()
    assert camera.session.change_settings(({"model": "lite", "people": 1},)) == {"model": "lite"}
    camera.send_frame(0)
    assert camera.next_request().options.model == "lite"


def test_bad_settings_change_nothing() -> None:
    camera = SessionUnderTest()
    with pytest.raises(MessageError):
        camera.session.change_settings(({"model": "lite", "people": 99},))
    assert camera.session.options == TrackerOptions()


def test_a_client_that_left_is_told_nothing_and_gets_no_work() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    camera.next_request()
    camera.send_frame(1)
    camera.session.disconnect()
    camera.session.deliver(pose_reply(), camera.now_s)
    assert camera.answers == []
    assert len(camera.queue) == 0


def test_a_stopping_server_answers_what_waits_and_what_still_comes() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    camera.session.stop()
    camera.send_frame(1)
    assert [(problem["seq"], problem["code"]) for problem in camera.answered(Event.PROBLEM)] == [
        (0, ProblemCode.SERVER_STOPPING),
        (1, ProblemCode.SERVER_STOPPING),
    ]


def test_a_stopping_server_still_delivers_what_is_in_work() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    camera.next_request()
    camera.session.stop()
    camera.session.deliver(pose_reply(), camera.now_s)
    camera.session.announce_stop()
    assert [name for name, _ in camera.answers] == ["pose", "problem"]
    assert camera.answers[-1][1]["seq"] is None


def test_the_counts_are_those_of_the_answers() -> None:
    camera = SessionUnderTest()
    camera.send_frame(0)
    camera.send_frame(1)
    camera.send_frame(1)
    camera.next_request()
    camera.session.deliver(pose_reply(), camera.now_s)
    counts = camera.session.counts
    assert (counts.frames, counts.poses, counts.dropped, counts.problems) == (3, 1, 1, 1)


class EveryFrameIsAnsweredOnce(RuleBasedStateMachine):
    """Whatever a client and the workers do in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.camera = SessionUnderTest()
        self.sent = 0
        self.in_work = False

    @rule(pause_s=st.sampled_from([0.0, 0.01, 0.5, 1.5]), jpeg=st.sampled_from([JPEG, JPEG, b"", "text"]))
    def frame(self, pause_s: float, jpeg: object) -> None:
        self.camera.now_s += pause_s
        self.camera.send_frame(self.sent, jpeg=jpeg)
        self.sent += 1

    @rule()
    def next_request(self) -> None:
        if not self.in_work and len(self.camera.queue):
            self.in_work = self.camera.next_request() is not None

    @rule(fails=st.booleans())
    def answer(self, fails: bool) -> None:
        if not self.in_work:
            return
        self.in_work = False
        if fails:
            self.camera.session.fail(ProblemCode.WORKER_HUNG, "hung")
        else:
            self.camera.session.deliver(pose_reply(), self.camera.now_s)

    @invariant()
    def nothing_is_answered_twice(self) -> None:
        answers = Counter(payload["seq"] for _, payload in self.camera.answers)
        assert all(count == 1 for count in answers.values())

    @invariant()
    def poses_are_in_order(self) -> None:
        seqs = [pose["seq"] for pose in self.camera.answered(Event.POSE)]
        assert seqs == sorted(seqs)

    def teardown(self) -> None:
        """Once all work is done, nothing is left without an answer."""
        self.answer(fails=False)
        while len(self.camera.queue):
            self.next_request()
            self.answer(fails=False)
        assert sorted(payload["seq"] for _, payload in self.camera.answers) == list(range(self.sent))


TestEveryFrameIsAnsweredOnce = EveryFrameIsAnsweredOnce.TestCase
TestEveryFrameIsAnsweredOnce.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@given(st.lists(st.integers(0, 20), max_size=30))
def test_only_rising_seqs_get_poses(seqs: list[int]) -> None:
    camera = SessionUnderTest()
    for clock, seq in enumerate(seqs):
        camera.now_s += 1
        camera.send_frame(seq, t=float(clock))
        if len(camera.queue):
            camera.next_request()
            camera.session.deliver(pose_reply(), camera.now_s)
    posed = [pose["seq"] for pose in camera.answered(Event.POSE)]
    assert posed == sorted(set(posed))
    assert len(camera.answers) == len(seqs)
