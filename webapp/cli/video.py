"""The command `posecast video`: draws skeletons over a video, and writes the landmarks of every frame."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from webapp.cli.atomic_output import OutputError, check_results
from webapp.cli.media_options import FILE, STOPPED, PoseChoices, pose_choices
from webapp.cli.video_outputs import OPTIONAL_FILE, VideoOutputs, video_outputs
from webapp.terminal.console import expect_messages_only

if TYPE_CHECKING:
    from webapp.formats.pose_document import Smoothing
    from webapp.media.media_options import Ground

EXAMPLES = """\b
Examples:
  posecast video squat.mov -o squat-pose.mp4
  posecast video squat.mov --csv squat.csv --npz squat.npz --smoothing offline
  posecast video match.mp4 -o drawn.mp4 --json --npz --people 2 --openpose match_json/

\b
Exit codes: 0 success, 1 failed, and no incomplete file is left, 2 wrong options, 130 stopped by Ctrl-C.
"""
VIDEO_SUFFIXES = (".mp4", ".m4v")
WAYS = "-o out.mp4, --csv, --csv-wide, --json, --npz or --openpose FOLDER"


@click.command(epilog=EXAMPLES)
@click.argument("source", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o", "--out", type=FILE, metavar="FILE", help="The video with skeletons, H.264 in MP4, with its sound."
)
@click.option("--csv", **OPTIONAL_FILE, help="Landmarks as CSV, a row for each landmark.")
@click.option("--csv-wide", **OPTIONAL_FILE, help="Landmarks as CSV, a row for each person and frame.")
@click.option("--json", **OPTIONAL_FILE, help="Landmarks as JSON.")
@click.option("--npz", **OPTIONAL_FILE, help="Landmarks as NumPy arrays.")
@click.option("--smoothing", default="live", show_default=True, type=click.Choice(["none", "live", "offline"]),
              help="live: as on the page, from earlier frames only. offline: from later frames, too, without "
              "delay; reads the video twice.")  # fmt: skip
@click.option("--skeleton-only", type=click.Choice(["black", "transparent"]), is_flag=False, flag_value="black",
              help="Draw on black instead of the video. MP4 has no transparency.")  # fmt: skip
@pose_choices
def video(
    source: Path,
    out: Path | None,
    csv: Path | None,
    csv_wide: Path | None,
    json: Path | None,
    npz: Path | None,
    smoothing: "Smoothing",
    skeleton_only: "Ground | None",
    choices: PoseChoices,
) -> None:
    """Find people in a video, draw their skeletons, and write their landmarks.

    Choose at least one result. Files without a name are named after the drawn video, else after IN. Times, rotation and
    sound stay those of IN. Landmarks that --min-visibility leaves out of the drawing are in the other results all the same.
    """
    outputs = video_outputs(source, out, csv, csv_wide, json, npz, choices.openpose_folder)
    _check(source, outputs, skeleton_only)
    expect_messages_only()
    from webapp.workers.child_process import ONE_THREAD

    os.environ.update(ONE_THREAD)  # before NumPy is loaded: more threads only slow such small products down
    from webapp.cli.video_run import VideoJob, run_video

    job = VideoJob(
        options=choices.media_options(skeleton_only, smoothing),
        outputs=outputs,
        openpose_body=choices.openpose_body,
        engine_factory=choices.engine_factory,
    )
    try:
        run_video(source, job)
    except KeyboardInterrupt:
        click.echo("\nStopped. No incomplete file is left.", err=True)
        sys.exit(STOPPED)


def _check(source: Path, outputs: VideoOutputs, skeleton_only: str | None) -> None:
    """Raise click.UsageError before any work begins."""
    if outputs.video and outputs.video.suffix.lower() not in VIDEO_SUFFIXES:
        raise click.UsageError(
            f"{outputs.video.name}: the drawn video is an MP4; end its name in {' or '.join(VIDEO_SUFFIXES)}"
        )
    if skeleton_only == "transparent":
        raise click.UsageError("an MP4 has no transparency; use --skeleton-only black")
    try:
        check_results([source], outputs.files, outputs.openpose, WAYS)
    except OutputError as error:
        raise click.UsageError(str(error)) from error
