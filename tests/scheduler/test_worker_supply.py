"""The supply of workers: a spare is ready, starts that fail are tried less often, starts that hang hold nobody up."""

import time
from collections.abc import Callable, Iterator
from threading import Event

import pytest

from tests.scheduler.test_worker_pool import PATIENCE_S, Factory, FakeWorker
from webapp.protocol.pose_request import WorkerReady
from webapp.scheduler.worker_supply import WorkerSupply, restart_delay_s

Supplies = Callable[..., WorkerSupply]


class Clock:
    """A time that stands until a test moves it."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class HangingWorker(FakeWorker):
    """Is not ready before it is ended."""

    def __init__(self, pid: int) -> None:
        super().__init__(pid)
        self.may_answer.clear()

    def wait_ready(self) -> WorkerReady:
        assert self.may_answer.wait(PATIENCE_S)
        raise RuntimeError("ended")


def eventually(predicate: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not predicate():
        assert time.monotonic() < deadline_s, "it never came about"
        time.sleep(0.01)


@pytest.fixture
def supplies() -> Iterator[Supplies]:
    made: list[WorkerSupply] = []

    def supply(factory: Factory, clock: Callable[[], float] = time.monotonic) -> WorkerSupply:
        made.append(WorkerSupply(factory, clock))
        made[-1].start()
        return made[-1]

    yield supply
    for one in made:
        one.stop()


def test_failed_starts_wait_longer_and_longer() -> None:
    assert [restart_delay_s(n) for n in range(9)] == [0, 0.5, 1, 2, 4, 8, 16, 30, 30]
    assert restart_delay_s(10_000) == 30


def test_one_is_ready_before_anybody_asks_and_its_successor_after_it_is_taken(supplies: Supplies) -> None:
    factory = Factory()
    supply = supplies(factory)
    eventually(lambda: len(supply._ready) == 1)
    assert supply.take(PATIENCE_S) is factory.made[0]
    eventually(lambda: len(supply._ready) == 1)
    assert supply.take(PATIENCE_S) is factory.made[1]


def test_a_spare_that_died_is_replaced_and_not_handed_out(supplies: Supplies) -> None:
    factory = Factory()
    supply = supplies(factory)
    eventually(lambda: len(supply._ready) == 1)
    factory.made[0].dead = True
    worker = supply.take(PATIENCE_S)
    assert worker is not None
    assert worker.is_alive()
    assert factory.made[0].ended


def test_after_a_failed_start_the_next_one_waits(supplies: Supplies) -> None:
    clock = Clock()
    factory = Factory(lambda pid: FakeWorker(pid, start_error="no memory" if pid == 1 else ""))
    supply = supplies(factory, clock)
    eventually(lambda: supply._failed_starts == 1)
    clock.now_s += restart_delay_s(1) - 0.01
    with supply._changed:
        assert not supply._must_start()
    clock.now_s += 0.02
    eventually(lambda: len(factory.made) == 2)
    eventually(lambda: supply._failed_starts == 0)


def test_beside_a_start_that_hangs_another_worker_is_started(supplies: Supplies) -> None:
    clock = Clock()
    factory = Factory(lambda pid: HangingWorker(pid) if pid == 1 else FakeWorker(pid))
    supply = supplies(factory, clock)
    eventually(lambda: len(supply._unready) == 1)
    clock.now_s += 6.0  # no start has succeeded yet, so slow is more than 5 s
    eventually(lambda: len(factory.made) == 2)
    eventually(lambda: len(supply._ready) == 1)
    assert supply.take(PATIENCE_S) is factory.made[1]


def test_starts_that_all_hang_are_few(supplies: Supplies) -> None:
    clock = Clock()
    factory = Factory(HangingWorker)
    supply = supplies(factory, clock)
    for count in range(1, 5):
        eventually(lambda count=count: len(supply._unready) == count)  # type: ignore[misc]
        clock.now_s += 6.0
    with supply._changed:
        assert not supply._must_start()


def test_stopping_ends_what_nobody_has_taken(supplies: Supplies) -> None:
    started = Event()

    class Starting(HangingWorker):
        def wait_ready(self) -> WorkerReady:
            started.set()
            return super().wait_ready()

    factory = Factory(lambda pid: Starting(pid) if pid == 2 else FakeWorker(pid))
    supply = supplies(factory)
    eventually(lambda: len(supply._ready) == 1)
    taken = supply.take(PATIENCE_S)
    assert started.wait(PATIENCE_S)
    supply.stop()
    assert supply.take(0) is None
    assert not factory.made[0].ended
    assert taken is factory.made[0]
    assert factory.made[1].ended


def test_a_worker_that_is_launched_while_the_supply_stops_is_ended(supplies: Supplies) -> None:
    launching, may_launch = Event(), Event()

    def make(pid: int) -> FakeWorker:
        launching.set()
        assert may_launch.wait(PATIENCE_S)
        return FakeWorker(pid)

    factory = Factory(make)
    supply = supplies(factory)
    assert launching.wait(PATIENCE_S)
    supply.stop()
    may_launch.set()
    eventually(lambda: bool(factory.made) and factory.made[0].ended)


def test_the_next_worker_is_expected_after_the_pause_and_its_start(supplies: Supplies) -> None:
    clock = Clock()
    supply = supplies(Factory(lambda pid: FakeWorker(pid, start_error="no memory")), clock)
    eventually(lambda: supply.ready_in_s() >= restart_delay_s(1) + 0.5)
    clock.now_s += 0.2
    assert 0.7 <= supply.ready_in_s() <= restart_delay_s(1) + 0.5
