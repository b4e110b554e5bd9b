"""A real media process as the web process sees it: its work, its end, and its limits."""

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
        target=str(folder / "answer"),
        frame_file=str(folder / "frame"),
        file_bytes=10_000_000,
    )


def do(worker: MediaWorker, task: PictureTask, pool: WorkerPool, silence_limit_s: float = PATIENCE_S) -> None:
    worker.do(task, pool, silence_limit_s)


def test_frames_as_large_as_the_largest_picture_are_passed_on() -> None:
    assert FRAME_PIXELS == PIXEL_LIMIT


def test_it_does_one_task_after_the_other(worker: MediaWorker, start: Start, tmp_path: Path) -> None:
    pool = start(1, Factory())
    do(worker, picture_task(tmp_path), pool)
    assert b'"a.jpg"' in (tmp_path / "answer").read_bytes()
    with pytest.raises(MediaFailedError) as raised:
        do(worker, picture_task(tmp_path, b"no picture"), pool)
    assert raised.value.code == "not-a-picture"
    do(worker, picture_task(tmp_path, format_="png"), pool)
    assert (tmp_path / "answer").read_bytes().startswith(b"\x89PNG")


def test_it_gives_way_and_is_bounded(worker: MediaWorker, start: Start, tmp_path: Path) -> None:
    do(worker, picture_task(tmp_path), start(1, Factory()))
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
    do(worker, task, pool)
    with pytest.raises(MediaFailedError) as raised:
        do(worker, structs.replace(task, file_bytes=64 * 48), pool)
    assert raised.value.code == "no-room"


def test_one_that_hangs_is_told(worker: MediaWorker, start: Start, tmp_path: Path) -> None:
    pool = start(1, Factory())
    do(worker, picture_task(tmp_path), pool)
    os.kill(worker.pid, signal.SIGSTOP)
    with pytest.raises(MediaHungError, match=r"said nothing for 0.2 s"):
        do(worker, picture_task(tmp_path), pool, silence_limit_s=0.2)


def test_one_that_gets_no_core_for_a_while_does_not_hang(
    worker: MediaWorker, start: Start, tmp_path: Path
) -> None:
    pool = start(1, Factory())
    do(worker, picture_task(tmp_path), pool)
    os.kill(worker.pid, signal.SIGSTOP)
    given_back = Timer(0.6, os.kill, (worker.pid, signal.SIGCONT))
    given_back.start()
    do(worker, picture_task(tmp_path), pool, silence_limit_s=0.2)
    given_back.join()


def test_one_that_has_a_core_and_says_nothing_hangs_at_once(
    worker: MediaWorker, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = start(1, Factory())
    do(worker, picture_task(tmp_path), pool)
    os.kill(worker.pid, signal.SIGSTOP)
    looks: list[int] = []

    def busy_s(child: ChildProcess[object]) -> float:
        looks.append(child.pid)
        return 0.2 * (len(looks) - 1)  # works all the time

    monkeypatch.setattr(ChildProcess, "cpu_s", busy_s)
    with pytest.raises(MediaHungError):
        do(worker, picture_task(tmp_path), pool, silence_limit_s=0.2)
    assert looks == [worker.pid] * 2


def test_one_that_is_killed_is_told(worker: MediaWorker, start: Start, tmp_path: Path) -> None:
    pool = start(1, Factory())
    do(worker, picture_task(tmp_path), pool)
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(MediaLostError, match="was ended by SIGKILL"):
        do(worker, picture_task(tmp_path), pool)


def test_a_picture_for_which_no_worker_has_time_fails_and_the_next_one_does_not(
    worker: MediaWorker, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factory = Factory()
    pool = start(1, factory)
    factory.made[0].may_answer.clear()
    monkeypatch.setattr(media_worker, "POSE_LIMIT_S", 0.05)
    with pytest.raises(MediaFailedError) as raised:
        do(worker, picture_task(tmp_path), pool)
    assert raised.value.code == "no-worker"
    monkeypatch.undo()
    factory.made[0].may_answer.set()
    do(worker, picture_task(tmp_path), pool)
    assert b'"a.jpg"' in (tmp_path / "answer").read_bytes()


def test_one_that_speaks_nonsense_is_of_no_use_any_more(
    worker: MediaWorker, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker._channel, "_decoder", Decoder(int))
    with pytest.raises(MediaLostError, match="cannot be understood"):
        do(worker, picture_task(tmp_path), start(1, Factory()))


def test_stopping_wakes_who_waits_for_a_pose(worker: MediaWorker, start: Start, tmp_path: Path) -> None:
    factory = Factory()
    pool = start(1, factory)
    factory.made[0].may_answer.clear()
    raised: list[BaseException] = []

    def wait() -> None:
        try:
            do(worker, picture_task(tmp_path), pool)
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
