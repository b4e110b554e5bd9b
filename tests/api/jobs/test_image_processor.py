"""Pictures and the media worker that decodes them: replaced when it hangs, ends or has grown."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pages.test_routes import IdlePool
from webapp.api.jobs import image_processor
from webapp.api.jobs.image_processor import ImageProcessor
from webapp.api.jobs.media_worker import (
    MediaFailedError,
    MediaHungError,
    MediaLostError,
    MediaStartError,
    MediaWorker,
)
from webapp.api.uploads.receiver import Upload
from webapp.api.uploads.storage import MediaStorage
from webapp.media.media_options import MediaOptions
from webapp.scheduler.fair_queue import FairQueue, FrameSource
from webapp.workers.media_task import MediaTask, PictureTask
from webapp.wsgi.problem import ApiError


class QueuePool(IdlePool):
    """A pool with a queue that no worker serves."""

    def assign_queue(self) -> FairQueue[FrameSource]:
        return FairQueue()

    def release_queue(self, queue: FairQueue[FrameSource]) -> None:
        pass


class FakeMediaWorker(MediaWorker):
    """Writes a result at once, or raises `error`."""

    pid = 0

    def __init__(self, error: BaseException | None) -> None:
        self.error = error
        self.ended = False
        self.alive = True

    def is_alive(self) -> bool:
        return self.alive

    def run(self, task: MediaTask, *_about: object, **_more: object) -> None:
        if self.error:
            raise self.error
        if isinstance(task, PictureTask):
            Path(task.target).write_text("found")

    def stop(self) -> None:
        self.end()

    def end(self) -> None:
        self.ended = True


class ProcessorWithFakes:
    """An image processor with fake workers, one for each of `errors`, which the worker raises."""

    def __init__(self, folder: Path, *errors: BaseException | None) -> None:
        self.workers: list[FakeMediaWorker] = []
        self.storage = MediaStorage(10**9, folder)
        self.processor = ImageProcessor(QueuePool(1), self.storage, self._starter(list(errors)))

    def _starter(self, errors: list[BaseException | None]) -> Callable[[], MediaWorker]:
        def start() -> MediaWorker:
            self.workers.append(FakeMediaWorker(errors.pop(0)))
            return self.workers[-1]

        return start

    def process(self) -> str:
        space = self.storage.new_space(0)
        (space.path / "upload").write_bytes(b"picture")
        return self.processor.process(
            Upload(space.path / "upload", "a.jpg", space), MediaOptions(), "json"
        ).read_text()


def test_the_worker_is_kept_for_the_next_picture(tmp_path: Path) -> None:
    fakes = ProcessorWithFakes(tmp_path, None)
    assert [fakes.process(), fakes.process()] == ["found", "found"]
    assert len(fakes.workers) == 1


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (MediaHungError("was silent"), 422, "took-too-long"),
        (MediaLostError("was ended by SIGSEGV"), 422, "broke-the-decoder"),
    ],
)
def test_a_lost_worker_fails_its_picture_and_is_replaced(
    tmp_path: Path, error: Exception, status: int, code: str
) -> None:
    fakes = ProcessorWithFakes(tmp_path, error, None)
    with pytest.raises(ApiError) as raised:
        fakes.process()
    assert (raised.value.status, raised.value.code) == (status, code)
    assert fakes.workers[0].ended
    assert fakes.process() == "found"
    assert len(fakes.workers) == 2


def test_the_worker_is_kept_after_a_picture_that_it_refused(tmp_path: Path) -> None:
    fakes = ProcessorWithFakes(tmp_path, MediaFailedError("truncated", "send it whole"))
    for _ in range(2):
        with pytest.raises(ApiError, match="send it whole"):
            fakes.process()
    assert len(fakes.workers) == 1


def test_a_worker_that_ended_while_idle_fails_no_picture(tmp_path: Path) -> None:
    fakes = ProcessorWithFakes(tmp_path, None, None)
    fakes.process()
    fakes.workers[0].alive = False
    assert fakes.process() == "found"
    assert len(fakes.workers) == 2


def test_a_worker_that_has_grown_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_processor, "resident_bytes", lambda _pid: image_processor.KEPT_BYTES + 1)
    fakes = ProcessorWithFakes(tmp_path, None, None)
    fakes.process()
    assert fakes.workers[0].ended
    assert fakes.process() == "found"


def test_the_server_is_busy_if_no_worker_can_start(tmp_path: Path) -> None:
    def refuse() -> MediaWorker:
        raise MediaStartError("the system starts no more processes")

    fakes = ProcessorWithFakes(tmp_path)
    fakes.processor = ImageProcessor(QueuePool(1), fakes.storage, refuse)
    with pytest.raises(ApiError) as raised:
        fakes.process()
    assert (raised.value.status, raised.value.code) == (503, "busy")


def test_a_stopping_server_says_so(tmp_path: Path) -> None:
    fakes = ProcessorWithFakes(tmp_path, MediaLostError("was ended"))
    fakes.processor.stop()
    with pytest.raises(ApiError) as raised:
        fakes.process()
    assert (raised.value.status, raised.value.code) == (503, "stopping")
