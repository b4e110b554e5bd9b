"""Pictures and the process that decodes them: replaced when it hangs, dies or has grown."""

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


class LanePool(IdlePool):
    """A pool with a lane in which nobody works."""

    def assign_queue(self) -> FairQueue[FrameSource]:
        return FairQueue()

    def release_queue(self, lane: FairQueue[FrameSource]) -> None:
        pass


class FakeMediaWorker(MediaWorker):
    """Does what its name says."""

    pid = 0

    def __init__(self, told: BaseException | None) -> None:
        self.told = told
        self.ended = False
        self.alive = True

    def is_alive(self) -> bool:
        return self.alive

    def do(self, task: MediaTask, *_about: object, **_more: object) -> None:
        if self.told:
            raise self.told
        if isinstance(task, PictureTask):
            Path(task.target).write_text("found")

    def stop(self) -> None:
        self.end()

    def end(self) -> None:
        self.ended = True


class Desk:
    """A desk whose workers are told, one after the other, what happens to them."""

    def __init__(self, folder: Path, *told: BaseException | None) -> None:
        self.made: list[FakeMediaWorker] = []
        self.folder = MediaStorage(10**9, folder)
        self.desk = ImageProcessor(LanePool(1), self.folder, self._maker(list(told)))

    def _maker(self, told: list[BaseException | None]) -> Callable[[], MediaWorker]:
        def make() -> MediaWorker:
            self.made.append(FakeMediaWorker(told.pop(0)))
            return self.made[-1]

        return make

    def ask(self) -> str:
        space = self.folder.new_space(0)
        (space.path / "upload").write_bytes(b"picture")
        return self.desk.answer(
            Upload(space.path / "upload", "a.jpg", space), MediaOptions(), "json"
        ).read_text()


def test_the_process_stays_warm(tmp_path: Path) -> None:
    desk = Desk(tmp_path, None)
    assert [desk.ask(), desk.ask()] == ["found", "found"]
    assert len(desk.made) == 1


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        (MediaHungError("said nothing"), 422, "took-too-long"),
        (MediaLostError("was ended by SIGSEGV"), 422, "broke-the-decoder"),
    ],
)
def test_a_lost_process_costs_its_picture_and_is_replaced(
    tmp_path: Path, told: Exception, status: int, code: str
) -> None:
    desk = Desk(tmp_path, told, None)
    with pytest.raises(ApiError) as raised:
        desk.ask()
    assert (raised.value.status, raised.value.code) == (status, code)
    assert desk.made[0].ended
    assert desk.ask() == "found"
    assert len(desk.made) == 2


def test_a_picture_that_is_refused_leaves_the_process_warm(tmp_path: Path) -> None:
    desk = Desk(tmp_path, MediaFailedError("truncated", "send it whole"))
    for _ in range(2):
        with pytest.raises(ApiError, match="send it whole"):
            desk.ask()
    assert len(desk.made) == 1


def test_one_that_died_idle_costs_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, None, None)
    desk.ask()
    desk.made[0].alive = False
    assert desk.ask() == "found"
    assert len(desk.made) == 2


def test_one_that_has_grown_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_processor, "resident_bytes", lambda _pid: image_processor.KEPT_BYTES + 1)
    desk = Desk(tmp_path, None, None)
    desk.ask()
    assert desk.made[0].ended
    assert desk.ask() == "found"


def test_a_system_without_processes_is_busy(tmp_path: Path) -> None:
    def refuse() -> MediaWorker:
        raise MediaStartError("the system starts no more processes")

    desk = Desk(tmp_path)
    desk.desk = ImageProcessor(LanePool(1), desk.folder, refuse)
    with pytest.raises(ApiError) as raised:
        desk.ask()
    assert (raised.value.status, raised.value.code) == (503, "busy")


def test_a_stopping_server_says_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path, MediaLostError("was ended"))
    desk.desk.stop()
    with pytest.raises(ApiError) as raised:
        desk.ask()
    assert (raised.value.status, raised.value.code) == (503, "stopping")
