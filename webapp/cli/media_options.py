"""The options that `posecast image` and `posecast video` share."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from webapp import models
from webapp.protocol.limits import PEOPLE

if TYPE_CHECKING:  # they import NumPy, for which `posecast --help` need not wait
    from webapp.formats.openpose_format import OpenPoseBody
    from webapp.formats.pose_document import Smoothing
    from webapp.media.media_options import Ground, MediaOptions

FRACTION: Final = click.FloatRange(0, 1)
FILE: Final = click.Path(dir_okay=False, path_type=Path)
FOLDER: Final = click.Path(file_okay=False, path_type=Path)
STOPPED: Final = 130
"""The exit code after Ctrl-C, as in shells: 128 and the number of the signal."""

_POSE_OPTIONS: Final = (
    click.option("--model", default=models.DEFAULT_MODEL, show_default=True,
                 type=click.Choice(models.MODEL_NAMES), help="lite is fastest, heavy most exact."),
    click.option("--people", default=1, show_default=True, type=click.IntRange(1, PEOPLE), metavar="N",
                 help="People to find at most."),
    click.option("--min-detection", default=0.5, show_default=True, type=FRACTION, metavar="0..1",
                 help="Score that a detection needs to count as a person."),
    click.option("--min-visibility", default=0.0, show_default=True, type=FRACTION, metavar="0..1",
                 help="Do not draw landmarks with a lower visibility; the other results have all."),
    click.option("--openpose", "openpose_folder", type=FOLDER, metavar="FOLDER",
                 help="Write OpenPose JSON to this folder, a file for each frame."),
    click.option("--openpose-body", default="body25", show_default=True,
                 type=click.Choice(["body25", "coco18"]), help="Keypoints of --openpose."),
    click.option("--engine-factory", hidden=True, metavar="MODULE:CALLABLE"),
)  # fmt: skip


@dataclass(frozen=True)
class PoseChoices:
    """The values of these options."""

    model: str
    people: int
    min_detection: float
    min_visibility: float
    openpose_folder: Path | None
    openpose_body: "OpenPoseBody"
    engine_factory: str | None

    def media_options(
        self, skeleton_only: "Ground | None", smoothing: "Smoothing" = "live"
    ) -> "MediaOptions":
        """Return them as MediaOptions. skeleton_only: what to draw on instead of the picture."""
        from webapp.media.media_options import MediaOptions

        return MediaOptions(
            model=self.model,
            people=self.people,
            min_detection=self.min_detection,
            min_visibility=self.min_visibility,
            smoothing=smoothing,
            ground=skeleton_only or "picture",
        )


def pose_choices(command: Callable[..., None]) -> Callable[..., None]:
    """Add these options to a command, which gets their values together as `choices`."""

    @wraps(command)
    def with_choices(**options: Any) -> None:
        choices = PoseChoices(**{field.name: options.pop(field.name) for field in fields(PoseChoices)})
        command(**options, choices=choices)

    decorated: Callable[..., None] = with_choices
    for option in reversed(_POSE_OPTIONS):
        decorated = option(decorated)
    return decorated
