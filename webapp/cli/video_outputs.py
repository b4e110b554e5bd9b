"""Which results of a video are wanted, and what their files are called."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from webapp.cli.media_options import FILE

UNNAMED: Final = ""
"""A result's option without a name behind it, as click wants it."""

_UNNAMED_PATH: Final = Path(UNNAMED)  # what click makes of it; nobody can say it, because it is a folder

_SUFFIXES: Final = {"csv": ".csv", "csv_wide": ".csv", "json": ".json", "npz": ".npz"}
"""How a result's name ends, by its option's."""


def fitting_name(_context: click.Context, option: click.Parameter, value: Path | None) -> Path | None:
    """A file as its option takes it; raises UsageError for a name that ends like something else.

    The option takes the next word, which may be the video. As a callback this comes before IN is missed.
    """
    suffix = _SUFFIXES[option.name or ""]
    if value is None or value == _UNNAMED_PATH or value.suffix.lower() == suffix:
        return value
    said = option.opts[0]
    raise click.UsageError(
        f"{said} took {value} for the file to write, which must end in {suffix}; "
        f"put the video first, or say {said}=NAME{suffix}"
    )


OPTIONAL_FILE: Final[dict[str, Any]] = {
    "type": FILE,
    "callback": fitting_name,
    "is_flag": False,
    "flag_value": UNNAMED,
    "metavar": "[FILE]",
}
"""For click.option: a file that need not be named."""


@dataclass(frozen=True)
class VideoOutputs:
    """Where results go; None for those that nobody wants."""

    video: Path | None
    csv: Path | None
    csv_wide: Path | None
    json: Path | None
    npz: Path | None
    openpose: Path | None

    @property
    def files(self) -> list[Path]:
        return [one for one in (self.video, self.csv, self.csv_wide, self.json, self.npz) if one]


def video_outputs(
    source: Path,
    video: Path | None,
    csv: Path | None,
    csv_wide: Path | None,
    json: Path | None,
    npz: Path | None,
    openpose: Path | None,
) -> VideoOutputs:
    """Files without a name are called as the drawn video is; where there is none, as the source, in this folder."""
    model = video or Path(source.name)

    def named(path: Path | None, ending: str) -> Path | None:
        return model.with_name(model.stem + ending) if path == _UNNAMED_PATH else path

    return VideoOutputs(
        video=video,
        csv=named(csv, ".csv"),
        csv_wide=named(csv_wide, "-wide.csv"),
        json=named(json, ".json"),
        npz=named(npz, ".npz"),
        openpose=openpose,
    )
