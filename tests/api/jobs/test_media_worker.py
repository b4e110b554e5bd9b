"""A real media worker: its tasks, its end, and its limits."""

import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Thread, Timer

import psutil
import pytest
from msgspec import structs
from msgspec.msgpack import Decoder

from tests.api.pictures import GOOD
from tests.scheduler.test_worker_pool import PATIENCE_S, Factory, Start, start
from webapp.api.jobs import media_worker
from webapp.api.jobs.media_worker import MediaFailedError, MediaHungError, MediaLostError, MediaWorker
from webapp.media.media_options import MediaOptions
from webapp.media.picture.reader import PIXEL_LIMIT
from webapp.scheduler.worker_pool import WorkerPool
from webapp.workers.child_process import ChildProcess
from webapp.workers.media_task import PictureTask
from webapp.workers.shared_frame import FRAME_PIXELS

__all__ = ["start"]


@pytest.fixture
def worker() -> Iterator[MediaWorker]:
    media = MediaWorker()
    yield media
    media.end()


def picture_task(folder: Path, picture: bytes = GOOD, format_: str = "json") -> PictureTask:
    (folder / "upload").write_bytes(picture)
    return PictureTask(
        source=str(folder / "upload"),
        name="a.jpg",
        options=MediaOptions(),
        format=format_,
        target=str(folder / "result"),
        frame_file=str(folder / "frame"),
        file_bytes=10_000_000,
    )


def run(
    worker: MediaWorker, task: PictureTask, pool: WorkerPool, silence_limit_s: float = PATIENCE_S
) -> None:
    worker.run(task, pool, silence_limit_s)


def test_frames_as_large_as_the_largest_picture_are_passed_on() -> None:
    assert FRAME_PIXELS == PIXEL_LIMIT


def test_it_runs_one_task_after_the_other(worker: MediaWorker, start: Start, tmp_path: Path) -> None:
    pool = start(1, Factory())
    run(worker, picture_task(tmp_path), pool)
    assert b'"a.jpg"' in (tmp_path / "result").read_bytes()
    with pytest.raises(MediaFailedError) as raised:
        run(worker, picture_task(tmp_path, b"no picture"), pool)
    assert raised.value.code == "not-a-picture"
    run(worker, picture_task(tmp_path, format_="png"), pool)
    assert (tmp_path / "result").read_bytes().startswith(b"\x89PNG")


def test_it_has_the_lowest_priority_and_limits(worker: MediaWorker, start: Start, tmp_path: Path) -> None:
    run(worker, picture_task(tmp_path), start(1, Factory()))
    process = psutil.Process(worker.pid)
    assert process.nice() == 19
    assert os.sched_getscheduler(worker.pid) == os.SCHED_IDLE
    assert process.rlimit(resource.RLIMIT_AS)[0] < 16 * 2**30
    assert process.rlimit(resource.RLIMIT_FSIZE)[0] == 10_000_000
    assert process.rlimit(resource.RLIMIT_CORE) == (0, 0)
    assert process.memory_info().rss < 200 * 2**20


def test_a_result_larger_than_allowed_is_not_written(
    worker: MediaWorker, start: Start, tmp_path: Path
) -> None:
    fits = 64 * 48 * 3  # as the frame does, and the document that is written then
    task = structs.replace(picture_task(tmp_path), format="csv-wide", file_bytes=fits)
    pool = start(1, Factory())
    run(worker, task, pool)
    with pytest.raises(MediaFailedError) as raised:
        run(worker, structs.replace(task, file_bytes=64 * 48), pool)
    assert raised.value.code == "no-room"


def test_a_worker_that_hangs_is_noticed(worker: MediaWorker, start: Start, tmp_path: Path) -> None:
    pool = start(1, Factory())
    run(worker, picture_task(tmp_path), pool)
    os.kill(worker.pid, signal.SIGSTOP)
    with pytest.raises(MediaHungError, match=r"was silent for 0.2 s"):
        run(worker, picture_task(tmp_path), pool, silence_limit_s=0.2)


def test_a_worker_without_a_core_does_not_count_as_hanging(
    worker: MediaWorker, start: Start, tmp_path: Path
) -> None:
    pool = start(1, Factory())
    run(worker, picture_task(tmp_path), pool)
    os.kill(worker.pid, signal.SIGSTOP)
    resume = Timer(0.6, os.kill, (worker.pid, signal.SIGCONT))
    resume.start()
    run(worker, picture_task(tmp_path), pool, silence_limit_s=0.2)
    resume.join()


def test_a_silent_worker_with_a_core_counts_as_hanging_at_once(
    worker: MediaWorker, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = start(1, Factory())
    run(worker, picture_task(tmp_path), pool)
    os.kill(worker.pid, signal.SIGSTOP)
    calls: list[int] = []

    def cpu_s(child: ChildProcess[object]) -> float:
        calls.append(child.pid)
        return 0.2 * (len(calls) - 1)  # works all the time

    monkeypatch.setattr(ChildProcess, "cpu_s", cpu_s)
    with pytest.raises(MediaHungError):
        run(worker, picture_task(tmp_path), pool, silence_limit_s=0.2)
    assert calls == [worker.pid] * 2


def test_a_worker_that_is_killed_is_noticed(worker: MediaWorker, start: Start, tmp_path: Path) -> None:
    pool = start(1, Factory())
    run(worker, picture_task(tmp_path), pool)
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(MediaLostError, match="was ended by SIGKILL"):
        run(worker, picture_task(tmp_path), pool)


def test_a_picture_without_a_free_pose_worker_fails_and_the_next_one_does_not(
    worker: MediaWorker, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory = Factory()
    pool = start(1, factory)
    factory.made[0].may_answer.clear()
    monkeypatch.setattr(media_worker, "POSE_LIMIT_S", 0.05)
    with pytest.raises(MediaFailedError) as raised:
        run(worker, picture_task(tmp_path), pool)
    assert raised.value.code == "no-worker"
    monkeypatch.undo()
    factory.made[0].may_answer.set()
    run(worker, picture_task(tmp_path), pool)
    assert b'"a.jpg"' in (tmp_path / "result").read_bytes()


def test_a_worker_that_sends_an_invalid_message_is_lost(
    worker: MediaWorker, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker._channel, "_decoder", Decoder(int))
    with pytest.raises(MediaLostError, match="cannot be understood"):
        run(worker, picture_task(tmp_path), start(1, Factory()))


def test_stopping_wakes_the_thread_that_waits_for_a_pose(
    worker: MediaWorker, start: Start, tmp_path: Path
) -> None:
    factory = Factory()
    pool = start(1, factory)
    factory.made[0].may_answer.clear()
    raised: list[BaseException] = []

    def wait() -> None:
        try:
            run(worker, picture_task(tmp_path), pool)
        except (MediaLostError, MediaFailedError) as error:
            raised.append(error)

    waiting = Thread(target=wait)
    waiting.start()
    assert factory.made[0].asked.wait(PATIENCE_S)
    worker.stop()
    waiting.join(PATIENCE_S)  # nobody has answered
    assert len(raised) == 1
    factory.made[0].may_answer.set()


def test_it_ends_with_its_parent() -> None:
    worker = MediaWorker()
    process = psutil.Process(worker.pid)
    worker._channel.close()
    assert process.wait(PATIENCE_S) in (0, None)
    worker.end()
