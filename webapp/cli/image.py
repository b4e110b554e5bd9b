"""The command `posecast image`: draws skeletons over pictures, and writes landmarks."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from webapp.cli.atomic_output import OutputError, check_results
from webapp.cli.image_plan import WRITTEN_SUFFIXES, PlanError, plan
from webapp.cli.interrupt import interruptible
from webapp.cli.media_options import STOPPED, PoseChoices, pose_choices
from webapp.terminal.console import expect_messages_only

if TYPE_CHECKING:
    from webapp.media.media_options import Ground

EXAMPLES = """\b
Examples:
  posecast image me.jpg -o drawn.png
  posecast image holiday/ portrait.webp -o drawn/ --json --people 4
  posecast image me.jpg -o skeleton.png --skeleton-only transparent
  posecast image holiday/ --csv

\b
Exit codes: 0 success, 1 a picture failed, 2 wrong options, 130 stopped by Ctrl-C.
"""
WAYS = "-o out.png, --json, --csv or --openpose FOLDER"


@click.command(epilog=EXAMPLES)
@click.argument("inputs", nargs=-1, required=True, metavar="IN…",
                type=click.Path(exists=True, path_type=Path))  # fmt: skip
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="OUT",
              help=f"A file for one picture ({', '.join(WRITTEN_SUFFIXES)}), else a folder, which is created. "
              "Without it nothing is drawn.")  # fmt: skip
@click.option(
    "--json",
    is_flag=True,
    help="Write landmarks as JSON next to each drawn picture; without -o, to the current folder.",
)
@click.option("--csv", is_flag=True, help="Write landmarks as CSV, a row for each landmark.")
@click.option("--skeleton-only", type=click.Choice(["black", "transparent"]), is_flag=False, flag_value="black",
              help="Draw on this instead of the picture.  [default without a value: black]")  # fmt: skip
@pose_choices
def image(
    inputs: tuple[Path, ...],
    out: Path | None,
    json: bool,
    csv: bool,
    skeleton_only: "Ground | None",
    choices: PoseChoices,
) -> None:
    """Find people in pictures, and draw their skeletons.

    IN… are pictures (JPEG, PNG, WebP, GIF, HEIC, AVIF), or folders with pictures directly in them. Choose at least one
    result. Results have the pictures' names; of two with the same name, the later one gets _2. A picture that cannot be
    read is reported with the reason, and the others are processed.
    """
    try:
        plans = plan(inputs, out, json=json, csv=csv, transparent=skeleton_only == "transparent")
        files = [path for one in plans for path in one.files_with(choices.openpose_folder)]
        check_results((one.source for one in plans), files, choices.openpose_folder, WAYS)
    except (PlanError, OutputError) as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:  # a folder that may not be read, a name that is too long
        raise click.UsageError(f"{error.filename}: {error.strerror}") from error
    expect_messages_only()
    from webapp.cli.image_batch import PictureJob, run_pictures

    job = PictureJob(
        options=choices.media_options(skeleton_only),
        openpose_folder=choices.openpose_folder,
        openpose_body=choices.openpose_body,
        engine_factory=choices.engine_factory,
    )
    try:
        with interruptible():
            sys.exit(run_pictures(plans, job))
    except KeyboardInterrupt:
        click.echo("\nStopped. Finished results stay.", err=True)
        sys.exit(STOPPED)
