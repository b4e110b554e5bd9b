"""Decides which results of a video are written, and their files' names."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from webapp.cli.media_options import FILE

UNNAMED: Final = ""
"""The value of a result's option that is given without a name."""

_UNNAMED_PATH: Final = Path(UNNAMED)  # what click makes of it; no user can give it, because it is a folder

_SUFFIXES: Final = {"csv": ".csv", "csv_wide": ".csv", "json": ".json", "npz": ".npz"}
"""The ending of a result's file, by the name of its option."""


def fitting_name(_context: click.Context, option: click.Parameter, value: Path | None) -> Path | None:
    """Return the value of an option; raise UsageError for a name with another ending.

    The option takes the next word, which may be the video. This callback runs before click reports that IN is missing.
    """
    suffix = _SUFFIXES[option.name or ""]
    if value is None or value == _UNNAMED_PATH or value.suffix.lower() == suffix:
        return value
    given = option.opts[0]
    raise click.UsageError(
        f"{given} took {value} for the file to write, which must end in {suffix}; "
        f"put the video first, or write {given}=NAME{suffix}"
    )


OPTIONAL_FILE: Final[dict[str, Any]] = {
    "type": FILE,
    "callback": fitting_name,
    "is_flag": False,
    "flag_value": UNNAMED,
    "metavar": "[FILE]",
}
"""Arguments of click.option for a file whose name may be left out."""


@dataclass(frozen=True)
class VideoOutputs:
    """The files of the results; None for those that were not asked for."""

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
    """Name the files without a name after the drawn video; without one after the source, in the current folder."""
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
