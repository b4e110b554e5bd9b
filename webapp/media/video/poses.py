"""Finds the poses in all frames of a video, and writes the same video with skeletons.

    decode, in a thread   →  track, on the calling thread  →  draw and encode, in a thread
                   at most WAITING_BYTES wait here       and here

For offline smoothing the video is decoded twice, since skeletons are drawn after all frames were tracked. Memory grows
with the video only by its landmarks: about 1.5 KB a person and frame, and 6 KB during offline smoothing.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from webapp.formats.pose_document import FramePoses, PersonPose, PoseDocument, Source, pose_in_pixels
from webapp.media.drawing.skeleton import draw_people
from webapp.media.media_options import MediaOptions
from webapp.media.pipeline_threads import ReadAhead, WriteBehind
from webapp.media.problems import MediaError, MediaProblem
from webapp.media.progress import (
    CancelledError,
    IsCancelled,
    OnProgress,
    Progress,
    ignore_progress,
    never_cancelled,
)
from webapp.media.video.reader import VideoFrame, VideoInfo, VideoReader
from webapp.media.video.smoothing import smooth_offline
from webapp.media.video.work import WorkLimit
from webapp.media.video.writer import VideoWriter
from webapp.pose.engine import NO_STATE, FrameTracker

WAITING_BYTES: Final = 24 << 20
"""Of frames before the tracker, and as much after it: four frames of full HD. One frame may always wait."""

WAITING_FRAMES: Final = 8
"""The limit for small frames: enough to even out the encoder's costlier frames."""

TRACKING_SHARE: Final = 0.7
"""Share of the work when a video is decoded twice: tracking takes about twice as long as drawing and encoding."""

OnNote = Callable[[str], None]
"""Takes what the results lack, in words for people: the end of a file that was cut off, sound that cannot be copied."""

_log = logging.getLogger(__name__)


def log_note(note: str) -> None:
    """Log what the results lack; the default OnNote."""
    _log.warning("%s", note)


def annotate_video(
    source: Path,
    target: Path | None,
    engine: FrameTracker,
    options: MediaOptions,
    on_progress: OnProgress = ignore_progress,
    is_cancelled: IsCancelled = never_cancelled,
    on_note: OnNote = log_note,
    work_limit_s: float | None = None,
) -> PoseDocument:
    """Return the poses of all frames; with a target, also write an MP4 of the video with skeletons and its audio.

    on_progress and is_cancelled are called after every frame, on_note at the end, all on the calling thread.
    work_limit_s: the work that is done for one video at most, in seconds of webapp/media/video/work.py.
    Raises MediaError, CancelledError, and what the engine raises; no half-written target is left behind.
    """
    if target and options.ground == "transparent":
        raise MediaError(
            MediaProblem.UNSUPPORTED, "an MP4 has no transparency; choose black, or the picture itself"
        )
    if options.smoothing != "offline":
        found = _PassProgress(on_progress, is_cancelled)
        return _track(source, target, engine, options, found, on_note, work_limit_s)
    share = TRACKING_SHARE if target else 1.0
    found = _PassProgress(on_progress, is_cancelled, until=share)
    document = _track(source, None, engine, options, found, on_note, work_limit_s)
    count = len(document.frames)
    document = smooth_offline(document, lambda: on_progress(Progress(count, count, share)))
    if target:
        drawn = _PassProgress(on_progress, is_cancelled, since=share)
        _draw(source, target, document, options, drawn, on_note)
    return document


class _PassProgress:
    """Reports the progress of one pass over the video, which takes the share of the work from `since` to `until`."""

    def __init__(
        self, on_progress: OnProgress, is_cancelled: IsCancelled, since: float = 0.0, until: float = 1.0
    ) -> None:
        self._on_progress = on_progress
        self._is_cancelled = is_cancelled
        self._since, self._until = since, until

    def frame_done(self, frame: VideoFrame, info: VideoInfo) -> None:
        """Report a frame. Raises CancelledError."""
        done = frame.index + 1
        share = min(1.0, done / info.frame_count) if info.frame_count else None
        whole = None if share is None else self._since + share * (self._until - self._since)
        tracked = done if self._since == 0 else info.frame_count or done
        self._on_progress(Progress(tracked, info.frame_count, whole))
        if self._is_cancelled():
            raise CancelledError("the video was cancelled")


def _track(
    source: Path,
    target: Path | None,
    engine: FrameTracker,
    options: MediaOptions,
    progress: _PassProgress,
    on_note: OnNote,
    work_limit_s: float | None,
) -> PoseDocument:
    """Track people in every frame; with a target, pass each frame on to be drawn and encoded."""
    state, tracker_options = NO_STATE, options.tracker()
    found: list[FramePoses] = []
    with ExitStack() as stages:
        reader = stages.enter_context(VideoReader(source))
        info = reader.info
        limit = WorkLimit(info, options, work_limit_s)
        limit.check_file(source, info)
        drawing = _Drawing(source, target, info, options, stages) if target else None
        for frame in _ahead(reader, stages):
            limit.check(frame.index + 1)
            tracked = engine.track(frame.pixels, state, frame.time_s, tracker_options)
            state = tracked.state
            people = tuple(pose_in_pixels(person, info.width, info.height) for person in tracked.people)
            found.append(FramePoses(frame.index, frame.time_s, people))
            if drawing:
                drawing.give(frame, people)
            progress.frame_done(frame, info)
        if drawing:
            drawing.end_at(reader.end_s)
    _report([reader.note, drawing.note if drawing else None], on_note)
    about = Source(source.name, "video", info.width, info.height, info.frame_rate, reader.end_s)
    return PoseDocument(about, options.model, options.smoothing, tuple(found))


def _draw(
    source: Path,
    target: Path,
    document: PoseDocument,
    options: MediaOptions,
    progress: _PassProgress,
    on_note: OnNote,
) -> None:
    """Decode the video once more, draw the poses, and write the target."""
    with ExitStack() as stages:
        reader = stages.enter_context(VideoReader(source))
        drawing = _Drawing(source, target, reader.info, options, stages)
        for frame, poses in zip(_ahead(reader, stages), document.frames, strict=False):
            drawing.give(frame, poses.people)
            progress.frame_done(frame, reader.info)
        if document.source.duration_s is not None:
            drawing.end_at(document.source.duration_s)
    _report([drawing.note], on_note)


def _report(notes: Iterable[str | None], on_note: OnNote) -> None:
    for note in filter(None, notes):
        on_note(note)


def _ahead(reader: VideoReader, stages: ExitStack) -> Iterator[VideoFrame]:
    return iter(stages.enter_context(ReadAhead(reader.frames(), _most_waiting(reader.info))))


class _Drawing:
    """The thread that draws and encodes, until the stages end."""

    def __init__(
        self, source: Path, target: Path, info: VideoInfo, options: MediaOptions, stages: ExitStack
    ) -> None:
        self._options = options
        self._writer = stages.enter_context(VideoWriter(target, info.width, info.height, source))
        self._behind = stages.enter_context(WriteBehind(self._draw, _most_waiting(info)))

    @property
    def note(self) -> str | None:
        """Why the drawn video lacks audio, once the stages have ended."""
        return self._writer.note

    def give(self, frame: VideoFrame, people: tuple[PersonPose, ...]) -> None:
        """Pass a frame and its people to the thread. Raises what drawing or encoding an earlier one raised."""
        self._behind.give((frame, people))

    def end_at(self, time_s: float) -> None:
        """Have the last frame shown until then."""
        self._writer.end_at(time_s)

    def _draw(self, job: tuple[VideoFrame, tuple[PersonPose, ...]]) -> None:
        frame, people = job
        drawn = draw_people(frame.pixels, people, self._options, with_ids=self._options.people > 1)
        self._writer.write(drawn, frame.time_s)


def _most_waiting(info: VideoInfo) -> int:
    return max(1, min(WAITING_FRAMES, WAITING_BYTES // (3 * info.width * info.height)))
