"""One video: annotated, and what was found in every form, in the job's folder."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import Final

from webapp.formats.pose_document import PoseDocument
from webapp.media.progress import Progress
from webapp.media.video.poses import annotate_video
from webapp.media.video.reader import VideoReader
from webapp.workers.media.remote_engine import RemoteEngine
from webapp.workers.media.result_writer import write_result
from webapp.workers.media_task import TaskProgress, VideoFacts, VideoTask

ANNOTATED: Final = "annotated.mp4"
RESULT_KINDS: Final = {
    "poses.json": "json",
    "poses-long.csv": "csv",
    "poses-wide.csv": "csv-wide",
    "poses.npz": "npz",
    "openpose-body25.zip": "openpose",
    "openpose-coco18.zip": "openpose-coco18",
}

_REPORT_S: Final = 0.1
"""Seconds between reports; nobody looks more often."""

_ALIVE_S: Final = 1.0
"""Seconds between reports while results are written."""

Tell = Callable[[TaskProgress], None]


def do_video(task: VideoTask, engine: RemoteEngine, tell: Tell) -> None:
    """Raises MediaError, PoseFailedError, OSError."""
    source, folder = Path(task.source), Path(task.folder)
    reporter = Reporter(_facts(source), tell)
    reporter.tell(Progress(0, None, None))
    document = annotate_video(source, folder / ANNOTATED, engine, task.options, reporter)
    reporter.tell(Progress(len(document.frames), len(document.frames), 1.0))
    _write_results(_named(document, task.name), folder, reporter)


class Reporter:
    """An OnProgress that reports no more often than somebody looks."""

    def __init__(self, facts: VideoFacts, tell: Tell, clock: Callable[[], float] = time.monotonic) -> None:
        self._facts = facts
        self._tell = tell
        self._clock = clock
        self._told_s = float("-inf")
        self._last = Progress(0, None, None)

    def __call__(self, progress: Progress) -> None:
        if self._clock() - self._told_s >= _REPORT_S:
            self.tell(progress)

    def tell(self, progress: Progress) -> None:
        self._told_s = self._clock()
        self._last = progress
        self._tell(TaskProgress(progress.frames_done, progress.frames_total, progress.share, self._facts))

    @contextmanager
    def telling_all_along(self) -> Iterator[None]:
        """Say the last again and again during work that says nothing by itself and is sure to end."""
        over = Event()

        def tell() -> None:
            while not over.wait(_ALIVE_S):
                self.tell(self._last)

        thread = Thread(target=tell, name="alive")
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def _facts(source: Path) -> VideoFacts:
    with VideoReader(source) as reader:
        info = reader.info
    return VideoFacts(info.width, info.height, info.frame_rate, info.duration_s)


def _named(document: PoseDocument, name: str) -> PoseDocument:
    """The document with the name that the sender gave the file, in place of ours."""
    return replace(document, source=replace(document.source, name=name))


def _write_results(document: PoseDocument, folder: Path, reporter: Reporter) -> None:
    with reporter.telling_all_along():  # a long video's CSV takes a minute
        for name, kind in RESULT_KINDS.items():
            write_result(document, kind, folder / name)
