"""The options that `posecast image` and `posecast video` share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from webapp import models
from webapp.limits import PEOPLE

Command = TypeVar("Command", bound=Callable[..., Any])

FRACTION: Final = click.FloatRange(0, 1)
FILE: Final = click.Path(dir_okay=False, path_type=Path)
FOLDER: Final = click.Path(file_okay=False, path_type=Path)
STOPPED: Final = 130
"""The exit code after Ctrl-C, as shells have it: 128 and the signal's number."""


def pose_choices(command: Command) -> Command:
    """Adds the options that say how people are found and drawn."""
    options = (
        click.option("--model", default=models.DEFAULT_MODEL, show_default=True,
                     type=click.Choice(models.MODEL_NAMES), help="lite is fastest, heavy most exact."),
        click.option("--people", default=1, show_default=True, type=click.IntRange(1, PEOPLE), metavar="N",
                     help="How many are looked for at most."),
        click.option("--min-detection", default=0.5, show_default=True, type=FRACTION, metavar="0..1",
                     help="How sure a find must be to count as a person."),
        click.option("--min-visibility", default=0.0, show_default=True, type=FRACTION, metavar="0..1",
                     help="Landmarks that are seen less are not drawn; results keep all of them."),
        click.option("--openpose", "openpose_folder", type=FOLDER, metavar="FOLDER",
                     help="Write OpenPose's JSON there, a file for each frame."),
        click.option("--openpose-body", default="body25", show_default=True,
                     type=click.Choice(["body25", "coco18"]), help="With --openpose: whose keypoints."),
        click.option("--engine-factory", hidden=True, metavar="MODULE:CALLABLE"),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command
