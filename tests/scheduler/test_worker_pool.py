"""The pool with workers that are not processes: dispatching, losing, replacing, queues."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from threading import Event, Lock, Thread
from typing import Any

import pytest

from webapp.camera.session import Session
from webapp.pose.engine import TrackerOptions
from webapp.protocol import limits
from webapp.protocol.pose_request import (
    PixelsRequest,
    PoseReply,
    PoseRequest,
    WorkerMilliseconds,
    WorkerReady,
    WorkerReply,
)
from webapp.protocol.wire import Message, ProblemCode
from webapp.scheduler.worker_pool import NoWorkerError, WorkerPool
from webapp.workers.pose_process import WorkerCrashedError, WorkerHungError, WorkerLostError, WorkerStartError

PATIENCE_S = 10.0


class FakeWorker:
    """Answers at once with the state it was given and one more byte; told otherwise by the JPEG's bytes."""

    def __init__(self, pid: int, start_error: str = "", keeps_state: bool = False) -> None:
        self.pid = pid
        self.ended = False
        self.dead = False
        self.asked = Event()
        self.may_answer = Event()
        self.may_answer.set()
        self._start_error = start_error
        self._keeps_state = keeps_state

    def wait_ready(self) -> WorkerReady:
        if self._start_error:
            raise WorkerStartError(self._start_error)
        return WorkerReady(self._keeps_state)

    def track(self, request: PoseRequest) -> WorkerReply:
        self.asked.set()
        self.may_answer.wait(PATIENCE_S)
        failures: dict[bytes, Exception] = {
            b"crash": WorkerLostError("was ended by SIGKILL"),
            b"fault": WorkerCrashedError("was ended by SIGSEGV"),
            b"hang": WorkerHungError("did not answer within 3 s"),
            b"confuse": ValueError("no msgpack"),
        }
        if self.ended:
            raise WorkerLostError("was ended by SIGKILL")
        told = request.pixels.encode() if isinstance(request, PixelsRequest) else request.jpeg
        if told in failures:
            raise failures[told]
        return PoseReply(
            size=[self.pid, 1], people=[], state=request.state + b"+", ms=WorkerMilliseconds(0, 0, 0)
        )

    def is_alive(self) -> bool:
        return not self.dead

    def end(self) -> None:
        self.ended = True
        self.may_answer.set()


class Factory:
    """Makes fake workers and remembers them."""

    def __init__(self, make: Callable[[int], FakeWorker] = FakeWorker) -> None:
        self.made: list[FakeWorker] = []
        self._make = make
        self._lock = Lock()

    def __call__(self) -> FakeWorker:
        with self._lock:
            self.made.append(self._make(len(self.made) + 1))
            return self.made[-1]


class Camera:
    """A client that waits for each answer."""

    def __init__(self, pool: WorkerPool) -> None:
        self.answers: list[tuple[str, dict[str, Any]]] = []
        self.answered = Event()
        self.session = Session(self, pool.assign_queue(), TrackerOptions(), 0.0)
        self._seq = 0

    def send(self, messages: Iterable[Message]) -> None:
        self.answers += [(str(event), dict(payload)) for event, payload in messages]
        self.answered.set()

    def send_frame(self, jpeg: bytes = b"good") -> None:
        self._seq += 1
        self.session.receive(({"seq": self._seq, "t": self._seq, "jpeg": jpeg},), time.monotonic())

    def ask(self, jpeg: bytes = b"good") -> tuple[str, dict[str, Any]]:
        self.answered.clear()
        self.send_frame(jpeg)
        assert self.answered.wait(PATIENCE_S), "no answer"
        return self.answers[-1]


Start = Callable[..., WorkerPool]


@pytest.fixture
def start() -> Iterator[Start]:
    pools: list[WorkerPool] = []

    def start_pool(count: int, factory: Factory) -> WorkerPool:
        pools.append(WorkerPool(count, factory))
        pools[-1].start()
        return pools[-1]

    yield start_pool
    for pool in pools:
        pool.stop(1.0)


def test_a_frame_gets_its_pose(start: Start) -> None:
    camera = Camera(start(1, Factory()))
    event, pose = camera.ask()
    assert (event, pose["seq"], pose["size"]) == ("pose", 1, [1, 1])


@pytest.mark.parametrize(
    ("jpeg", "code"),
    [
        (b"crash", ProblemCode.WORKER_LOST),
        (b"hang", ProblemCode.WORKER_HUNG),
        (b"confuse", ProblemCode.WORKER_LOST),
    ],
)
def test_a_worker_that_fails_is_ended_and_replaced_and_the_session_goes_on(
    start: Start, jpeg: bytes, code: ProblemCode
) -> None:
    factory = Factory()
    pool = start(1, factory)
    camera = Camera(pool)
    camera.ask()
    event, problem = camera.ask(jpeg)
    assert (event, problem["seq"], problem["code"]) == ("problem", 2, code)
    event, pose = camera.ask()
    assert (event, pose["seq"]) == ("pose", 3)
    assert pose["size"] != [1, 1]  # another worker's
    assert factory.made[0].ended
    assert pool.counts().replaced == 1


@pytest.mark.parametrize(("jpeg", "is_at_fault"), [(b"fault", True), (b"hang", True), (b"crash", False)])
def test_a_client_is_at_fault_for_workers_that_hang_or_crash_and_not_for_killed_ones(
    start: Start, jpeg: bytes, is_at_fault: bool
) -> None:
    camera = Camera(start(1, Factory()))
    for _ in range(limits.BROKEN_WORKERS + 1):
        camera.ask(jpeg)
    assert camera.session.breaks_workers is is_at_fault


def test_a_worker_that_died_idle_costs_no_frame(start: Start) -> None:
    factory = Factory()
    camera = Camera(start(1, factory))
    factory.made[0].dead = True
    event, pose = camera.ask()
    assert event == "pose"
    assert pose["size"] != [1, 1]  # another worker's


def test_while_no_worker_can_start_a_frame_is_dropped_and_the_client_told_when_to_come_back(
    start: Start,
) -> None:
    factory = Factory(lambda pid: FakeWorker(pid, start_error="" if pid == 1 else "no memory"))
    camera = Camera(start(1, factory))
    factory.made[0].dead = True
    event, dropped = camera.ask()
    assert (event, dropped["reason"]) == ("dropped", "overload")
    assert 0 < dropped["retry_ms"] <= 31_000


def test_no_worker_at_the_start_says_why() -> None:
    pool = WorkerPool(2, Factory(lambda pid: FakeWorker(pid, start_error="the model is missing")))
    with pytest.raises(NoWorkerError, match="the model is missing"):
        pool.start()


def test_a_worker_whose_first_words_make_no_sense_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def babble(_worker: FakeWorker) -> WorkerReady:
        raise KeyError("kind")

    monkeypatch.setattr(FakeWorker, "wait_ready", babble)
    factory = Factory()
    with pytest.raises(KeyError):
        WorkerPool(1, factory).start()
    assert factory.made[0].ended


def test_a_system_that_starts_no_processes_says_so() -> None:
    def refuse() -> FakeWorker:
        raise WorkerStartError("the system starts no more processes")

    with pytest.raises(
        NoWorkerError, match="no pose worker could start: the system starts no more processes"
    ):
        WorkerPool(2, refuse).start()


def test_a_lost_worker_whose_process_cannot_start_is_tried_again_later(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    def only_once(pid: int) -> FakeWorker:
        if pid > 1:
            raise WorkerStartError("the system starts no more processes")
        return FakeWorker(pid)

    camera = Camera(start(1, Factory(only_once)))
    camera.ask(b"crash")
    with caplog.at_level(logging.WARNING, logger="posecast"):
        event, dropped = camera.ask()  # answered while it waits for its next try
    assert (event, dropped["reason"]) == ("dropped", "overload")
    assert "the system starts no more processes; next try in 0.5 s" in caplog.text


def test_one_worker_of_two_is_enough_to_start(start: Start) -> None:
    def first_fails_for_ever(pid: int) -> FakeWorker:
        return FakeWorker(pid, start_error="" if pid == 2 else "no memory")

    pool = start(2, Factory(first_fails_for_ever))
    counts = pool.counts()
    assert (counts.configured, counts.ready) == (2, 1)
    assert Camera(pool).ask()[0] == "pose"


def test_workers_share_one_queue_when_the_state_travels(start: Start) -> None:
    pool = start(3, Factory())
    assert len({id(pool.assign_queue()) for _ in range(6)}) == 1


def test_each_worker_has_a_queue_when_it_keeps_the_state(start: Start) -> None:
    pool = start(3, Factory(lambda pid: FakeWorker(pid, keeps_state=True)))
    queues = [pool.assign_queue() for _ in range(6)]
    assert len({id(queue) for queue in queues}) == 3
    pool.release_queue(queues[1])
    assert pool.assign_queue() is queues[1]


def test_a_client_stays_with_its_worker_when_that_keeps_the_state(start: Start) -> None:
    pool = start(2, Factory(lambda pid: FakeWorker(pid, keeps_state=True)))
    cameras = [Camera(pool), Camera(pool)]
    workers = [{camera.ask()[1]["size"][0] for _ in range(5)} for camera in cameras]
    assert sorted(len(one) for one in workers) == [1, 1]
    assert workers[0] != workers[1]


def test_stopping_waits_for_the_frame_in_work(start: Start) -> None:
    factory = Factory()
    pool = start(1, factory)
    camera = Camera(pool)
    factory.made[0].may_answer.clear()
    camera.send_frame()
    assert factory.made[0].asked.wait(PATIENCE_S)
    stopping = Thread(target=pool.stop, args=(PATIENCE_S,))
    stopping.start()
    factory.made[0].may_answer.set()
    stopping.join(PATIENCE_S)
    assert camera.answers[-1][0] == "pose"
    assert factory.made[0].ended


def test_stopping_ends_a_worker_that_does_not_finish_and_still_answers(start: Start) -> None:
    factory = Factory()
    pool = start(1, factory)
    camera = Camera(pool)
    factory.made[0].may_answer.clear()
    camera.send_frame()
    assert factory.made[0].asked.wait(PATIENCE_S)
    pool.stop(0.05)
    assert camera.answers[-1][1]["code"] == ProblemCode.SERVER_STOPPING


def test_a_frame_that_waits_for_no_worker_is_told_so(start: Start) -> None:
    """A camera that waits for its answer before it sends again would else wait as long as there is no worker."""
    camera = Camera(
        start(1, Factory(lambda pid: FakeWorker(pid, start_error="" if pid == 1 else "no memory")))
    )
    camera.ask(b"crash")
    event, dropped = camera.ask()
    assert (event, dropped["reason"]) == ("dropped", "overload")


def test_a_frame_that_waits_for_a_worker_to_get_ready_is_told_so(start: Start) -> None:
    is_ready = Event()

    class SlowStarter(FakeWorker):
        def wait_ready(self) -> WorkerReady:
            if self.pid > 1:
                assert is_ready.wait(PATIENCE_S)
            return super().wait_ready()

    camera = Camera(start(1, Factory(SlowStarter)))
    camera.ask(b"crash")
    event, dropped = camera.ask()
    assert (event, dropped["reason"]) == ("dropped", "overload")
    is_ready.set()
    while camera.ask()[0] != "pose":  # the first ones may still have waited for too long
        pass


def test_a_frame_that_waits_for_another_client_s_is_told_so(start: Start) -> None:
    """Whose worker loads a model, or hangs."""
    factory = Factory()
    pool = start(1, factory)
    loading, waiting = Camera(pool), Camera(pool)
    factory.made[0].may_answer.clear()
    loading.send_frame()
    assert factory.made[0].asked.wait(PATIENCE_S)
    event, dropped = waiting.ask()
    assert (event, dropped["reason"]) == ("dropped", "overload")
    factory.made[0].may_answer.set()
    while waiting.ask()[0] != "pose":
        pass
    assert loading.answers[0][0] == "pose"
