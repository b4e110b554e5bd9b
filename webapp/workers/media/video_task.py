"""Processes one video: writes the annotated video and the poses in all formats to the job's folder."""

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

WORK_LIMIT_S: Final = 45 * 60.0
"""Seconds of work for one video, by the costs in webapp/media/video/work.py: enough for an hour of 1280 × 720 at 30 frames
a second with one person and full."""

_REPORT_S: Final = 0.1
"""Seconds between reports at least; no client asks more often."""

_KEEP_ALIVE_S: Final = 1.0
"""Seconds between reports while results are written; the web process ends a media worker that is silent for too long."""

SendProgress = Callable[[TaskProgress], None]


def process_video(task: VideoTask, engine: RemoteEngine, send: SendProgress) -> str | None:
    """Write all results and return what they lack, in words. Raises MediaError, PoseFailedError, OSError."""
    source, folder = Path(task.source), Path(task.folder)
    reporter = Reporter(_facts(source), send)
    reporter.report(Progress(0, None, None))
    notes: list[str] = []
    document = annotate_video(
        source,
        folder / ANNOTATED,
        engine,
        task.options,
        reporter,
        on_note=notes.append,
        work_limit_s=WORK_LIMIT_S,
    )
    reporter.report(Progress(len(document.frames), len(document.frames), 1.0))
    _write_results(_named(document, task.name), folder, reporter)
    return "; ".join(notes) or None


class Reporter:
    """An OnProgress that sends at most one report in _REPORT_S."""

    def __init__(
        self, facts: VideoFacts, send: SendProgress, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._facts = facts
        self._send = send
        self._clock = clock
        self._reported_s = float("-inf")
        self._last = Progress(0, None, None)

    def __call__(self, progress: Progress) -> None:
        if self._clock() - self._reported_s >= _REPORT_S:
            self.report(progress)

    def report(self, progress: Progress) -> None:
        """Send a report now."""
        self._reported_s = self._clock()
        self._last = progress
        self._send(TaskProgress(progress.frames_done, progress.frames_total, progress.share, self._facts))

    @contextmanager
    def repeated(self) -> Iterator[None]:
        """Repeat the last report inside `with`, during work that reports nothing by itself and is sure to end."""
        is_over = Event()

        def repeat() -> None:
            while not is_over.wait(_KEEP_ALIVE_S):
                self.report(self._last)

        thread = Thread(target=repeat, name="keep-alive")
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()


def _facts(source: Path) -> VideoFacts:
    with VideoReader(source) as reader:
        info = reader.info
    return VideoFacts(info.width, info.height, info.frame_rate, info.duration_s)


def _named(document: PoseDocument, name: str) -> PoseDocument:
    """Return the document with the upload's name in place of that of our file."""
    return replace(document, source=replace(document.source, name=name))


def _write_results(document: PoseDocument, folder: Path, reporter: Reporter) -> None:
    with reporter.repeated():  # a long video's CSV takes a minute
        for name, kind in RESULT_KINDS.items():
            write_result(document, kind, folder / name)
