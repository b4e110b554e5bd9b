"""Runs `posecast video`: poses and the drawn video, then the other results, then a summary."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import cv2

from webapp.cli.atomic_output import atomic_file, atomic_folder
from webapp.cli.interrupt import Interruption, interruptible
from webapp.cli.progress_bar import ProgressBar
from webapp.cli.video_outputs import VideoOutputs
from webapp.engines.registry import open_engine, open_engine_from
from webapp.formats.csv_format import Layout, write_csv
from webapp.formats.json_format import write_json
from webapp.formats.npz_format import write_npz
from webapp.formats.openpose_format import OpenPoseBody, is_frame_of, openpose_files
from webapp.formats.pose_document import PoseDocument
from webapp.media.media_options import MediaOptions
from webapp.media.problems import MediaError, unwritable
from webapp.media.progress import Progress
from webapp.media.video.poses import annotate_video
from webapp.models import ModelError
from webapp.pose.cache_folder import do_without_unusable_cache
from webapp.pose.engine import EngineError


@dataclass(frozen=True)
class VideoJob:
    """The options of a run."""

    options: MediaOptions
    outputs: VideoOutputs
    openpose_body: OpenPoseBody
    engine_factory: str | None


def run_video(source: Path, job: VideoJob) -> None:
    """Write all results. Raises click.ClickException, and KeyboardInterrupt after Ctrl-C or SIGTERM."""
    started_s = time.monotonic()
    try:
        with interruptible() as interruption:
            document = _document(source, job, interruption)
            for path in write_results(document, job):
                click.echo(f"wrote {path}")
    except (EngineError, ModelError) as error:
        raise click.ClickException(str(error)) from error
    except MediaError as error:
        raise click.ClickException(f"{source.name}: {error.message}") from error
    click.echo(summary(document, time.monotonic() - started_s))


def _document(source: Path, job: VideoJob, interruption: Interruption) -> PoseDocument:
    """Find the poses, and draw the video if that was asked for."""
    cv2.setNumThreads(1)  # the stages run side by side already
    if not job.engine_factory:
        do_without_unusable_cache()
    engine = open_engine_from(job.engine_factory) if job.engine_factory else open_engine("openvino")
    engine.load(job.options.model)
    notes: list[str] = []
    line = ProgressBar(sys.stderr, time.monotonic(), is_terminal=sys.stderr.isatty())

    def on_progress(progress: Progress) -> None:
        interruption.check()
        line.show(progress, time.monotonic())

    try:
        with interruption.deferred():
            document = annotate_video(
                source, job.outputs.video, engine, job.options, on_progress, on_note=notes.append
            )
    finally:
        line.erase()
    for note in notes:
        click.echo(f"{source.name}: {note}", err=True)
    if job.outputs.video:
        click.echo(f"wrote {job.outputs.video}")
    return document


def write_results(document: PoseDocument, job: VideoJob) -> Iterator[Path]:
    """Write the other results; give each path when it is written. Raises MediaError."""
    outputs = job.outputs
    layouts: tuple[tuple[Path | None, Layout], ...] = ((outputs.csv, "long"), (outputs.csv_wide, "wide"))
    for path, layout in layouts:
        if path:
            with _written(path) as part, part.open("w", encoding="utf-8", newline="") as stream:
                write_csv(document, stream, layout)
            yield path
    if outputs.json:
        with _written(outputs.json) as part, part.open("w", encoding="utf-8") as stream:
            write_json(document, stream)
        yield outputs.json
    if outputs.npz:
        with _written(outputs.npz) as part:
            write_npz(document, part)
        yield outputs.npz
    if outputs.openpose:
        _write_openpose(document, outputs.openpose, job.openpose_body)
        yield outputs.openpose


@contextmanager
def _written(path: Path) -> Iterator[Path]:
    """As atomic_file, with MediaError in place of OSError."""
    try:
        with atomic_file(path) as part:
            yield part
    except OSError as error:
        raise unwritable(path.name, error) from error


def _write_openpose(document: PoseDocument, folder: Path, body: OpenPoseBody) -> None:
    """Write a file for each frame, and remove those of an earlier, longer run: readers take all that are there."""
    written = set()
    try:
        with atomic_folder(folder) as part:
            for name, text in openpose_files(document, body):
                (part / name).write_text(text, encoding="utf-8")
                written.add(name)
        for path in folder.iterdir():
            if path.name not in written and is_frame_of(document.source.name, path.name):
                path.unlink(missing_ok=True)  # another run into the same folder may have removed it
    except OSError as error:
        raise unwritable(folder.name, error) from error


def summary(document: PoseDocument, seconds: float) -> str:
    """Return a line such as `230 frames, up to 2 people at once (in 225 of them); 2.6 s, 88 frames/s, 2.9 × real time`.

    It does not count ids: a person who was lost and found again has two.
    """
    frames = document.frames
    people = max(len(frame.people) for frame in frames)
    seen = sum(bool(frame.people) for frame in frames)
    shown_s = document.source.duration_s or frames[-1].time_s
    who = (
        "nobody"
        if not people
        else f"{'1 person' if people == 1 else f'up to {people} people at once'} (in {seen} of them)"
    )
    speed = f"{len(frames) / seconds:.0f} frames/s, {shown_s / seconds:.1f} × real time"
    return f"{len(frames)} {'frame' if len(frames) == 1 else 'frames'}, {who}; {seconds:.1f} s, {speed}"
