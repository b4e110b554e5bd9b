"""The options that `posecast image` and `posecast video` share."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from webapp import models
from webapp.protocol.limits import PEOPLE

if TYPE_CHECKING:  # NumPy is behind them, which `posecast --help` need not wait for
    from webapp.formats.openpose_format import OpenPoseBody
    from webapp.formats.pose_document import Smoothing
    from webapp.media.media_options import Ground, MediaOptions

FRACTION: Final = click.FloatRange(0, 1)
FILE: Final = click.Path(dir_okay=False, path_type=Path)
FOLDER: Final = click.Path(file_okay=False, path_type=Path)
STOPPED: Final = 130
"""The exit code after Ctrl-C, as shells have it: 128 and the signal's number."""

_POSE_OPTIONS: Final = (
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


@dataclass(frozen=True)
class PoseChoices:
    """What these options say."""

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
        """The same for those who find and draw; skeleton_only: what is drawn on instead of the picture."""
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
    """Adds the options that say how people are found and drawn; the command gets them together, as `choices`."""

    @wraps(command)
    def with_choices(**options: Any) -> None:
        choices = PoseChoices(**{field.name: options.pop(field.name) for field in fields(PoseChoices)})
        command(**options, choices=choices)

    decorated: Callable[..., None] = with_choices
    for option in reversed(_POSE_OPTIONS):
        decorated = option(decorated)
    return decorated
