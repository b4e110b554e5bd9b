"""Writes a pose document as CSV: the long layout has a row for each landmark, the wide one for each person and frame.

Plain ASCII. The first COMMENT_LINES lines are comments (#) with source, units and axes; the column names follow. A frame
without people is a row with its index and time only, so that no frame is missing. docs/formats.md says how to read the
file with pandas and NumPy.
"""

import csv
import json
from collections.abc import Iterator
from typing import Final, Literal, TextIO

from webapp.formats.decimals import rounded_image, rounded_score, rounded_time_s, rounded_world
from webapp.formats.pose_document import FramePoses, PersonPose, PoseDocument
from webapp.pose.body import LANDMARK_NAMES

Layout = Literal["long", "wide"]
Cell = str | int | float

_FRAME_COLUMNS: Final = ("frame", "time_s", "person_id", "score")
_VALUE_COLUMNS: Final = ("x", "y", "z", "visibility", "world_x", "world_y", "world_z")
COLUMNS: Final[dict[Layout, tuple[str, ...]]] = {
    "long": (*_FRAME_COLUMNS, "landmark", *_VALUE_COLUMNS),
    "wide": (*_FRAME_COLUMNS, *(f"{name}_{value}" for name in LANDMARK_NAMES for value in _VALUE_COLUMNS)),
}
COMMENT_LINES: Final = 8

_UNITS: Final = (
    "# time_s: seconds from the first frame on",
    "# x and y: pixels from the upright picture's top left corner to the right and down",
    "# z: pixels of x's scale - 0 between the hips and less towards the camera",
    "# visibility and score: 0 to 1",
    "# world_x and world_y and world_z: metres from between the hips to the right and down and away from the camera",
)


def write_csv(document: PoseDocument, stream: TextIO, layout: Layout) -> None:
    """Write the document row by row to a file opened with newline="". Raises ValueError if a number is not finite."""
    stream.writelines(f"{line}\n" for line in _comments(document, layout))
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS[layout])
    for frame in document.frames:
        writer.writerows(_rows(frame, layout))


def _comments(document: PoseDocument, layout: Layout) -> tuple[str, ...]:
    source = document.source
    rate = "" if source.frame_rate is None else f" at {source.frame_rate:g} frames a second"
    return (
        f"# Posecast poses version 1: {layout} CSV",
        f"# source: {_escaped(source.name)} - {source.kind} of {source.width} x {source.height} pixels{rate}",
        f"# model: {_escaped(document.model)} - smoothing: {document.smoothing}",
        *_UNITS,
    )


def _escaped(text: str) -> str:
    r"""Escape a text as a JSON string that stays on one line and in one cell.

    Spreadsheets would start a new cell at a comma, a semicolon or a tab, and run a formula there. The JSON string has
    each of these as \u….
    """
    return json.dumps(text).replace(",", "\\u002c").replace(";", "\\u003b").replace("\x7f", "\\u007f")


def _rows(frame: FramePoses, layout: Layout) -> Iterator[list[Cell]]:
    time_s = rounded_time_s(frame.time_s)
    if not frame.people:
        yield [frame.index, time_s, *[""] * (len(COLUMNS[layout]) - 2)]
    for person in frame.people:
        start: list[Cell] = [frame.index, time_s, person.id, rounded_score(person)]
        values = _values(person)
        if layout == "wide":
            yield [*start, *(value for row in values for value in row)]
        else:
            yield from ([*start, name, *row] for name, row in zip(LANDMARK_NAMES, values, strict=True))


def _values(person: PersonPose) -> list[list[float]]:
    """Return a row for each landmark: x, y, z, visibility, world x, y, z."""
    pairs = zip(rounded_image(person).tolist(), rounded_world(person).tolist(), strict=True)
    return [[*image, *world] for image, world in pairs]
