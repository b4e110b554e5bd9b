"""Writes and reads a pose document as a NumPy archive: a row for each person in each frame, exact, without pickles.

frame_index     int64    (rows,)        of the row's frame
time_s          float64  (rows,)        seconds from the first frame on
person_id       int64    (rows,)
score           float64  (rows,)
image           float32  (rows, 33, 4)  x, y, z in pixels, visibility
world           float32  (rows, 33, 3)  metres
all_frame_index int64    (frames,)      every frame, those without people too
all_time_s      float64  (frames,)
landmark_names  str      (33,)
edges           int64    (edges, 2)     rows of landmarks that a bone joins
size            int64    (2,)           width and height in pixels
frame_rate      float64  ()             NaN for a picture
duration_s      float64  ()             seconds to the end of the last frame, NaN for a picture
source_name, source_kind, model, smoothing, format   str ()
version         int64    ()
"""

from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from webapp.formats.pose_document import (
    FORMAT,
    VERSION,
    FramePoses,
    PersonPose,
    PoseDocument,
    Smoothing,
    Source,
    SourceKind,
)
from webapp.pose.body import EDGES, LANDMARK_COUNT, LANDMARK_NAMES

Arrays = dict[str, NDArray[Any]]


def npz_bytes(document: PoseDocument) -> bytes:
    """Return the archive: about 1 kB for a person in a frame."""
    stream = BytesIO()
    write_npz(document, stream)
    return stream.getvalue()


def write_npz(document: PoseDocument, target: Path | BinaryIO) -> None:
    """Write the archive to a stream, or to exactly this path."""
    if isinstance(target, Path):
        with target.open("wb") as stream:  # NumPy would add .npz to a name without it
            write_npz(document, stream)
        return
    arrays: dict[str, Any] = {**_head(document), **_frames(document), **_rows(document)}
    # Uncompressed: compression gains little with landmarks, and takes seconds for a long video.
    np.savez(target, **arrays)


def read_npz(source: Path | BinaryIO) -> PoseDocument:
    """Read an archive exactly as written. Raises ValueError for an archive of another kind."""
    with np.load(source, allow_pickle=False) as archive:
        arrays: Arrays = dict(archive)
    if "format" not in arrays or (arrays["format"].item(), arrays["version"].item()) != (FORMAT, VERSION):
        raise ValueError(f"this archive does not have the format {FORMAT}, version {VERSION}")
    return PoseDocument(
        source=_source(arrays),
        model=arrays["model"].item(),
        smoothing=cast("Smoothing", arrays["smoothing"].item()),
        frames=_read_frames(arrays),
    )


def _head(document: PoseDocument) -> Arrays:
    source = document.source
    return {
        "format": np.array(FORMAT),
        "version": np.array(VERSION, np.int64),
        "source_name": np.array(source.name),
        "source_kind": np.array(source.kind),
        "size": np.array((source.width, source.height), np.int64),
        "frame_rate": _number_or_nan(source.frame_rate),
        "duration_s": _number_or_nan(source.duration_s),
        "model": np.array(document.model),
        "smoothing": np.array(document.smoothing),
        "landmark_names": np.array(LANDMARK_NAMES),
        "edges": np.array(EDGES, np.int64),
    }


def _number_or_nan(number: float | None) -> NDArray[np.float64]:
    return np.array(np.nan if number is None else number, np.float64)


def _number_or_none(array: NDArray[Any]) -> float | None:
    number = float(array.item())
    return None if np.isnan(number) else number


def _frames(document: PoseDocument) -> Arrays:
    return {
        "all_frame_index": np.array([frame.index for frame in document.frames], np.int64),
        "all_time_s": np.array([frame.time_s for frame in document.frames], np.float64),
    }


def _rows(document: PoseDocument) -> Arrays:
    found = [(frame, person) for frame in document.frames for person in frame.people]
    image = np.empty((len(found), LANDMARK_COUNT, 4), np.float32)
    world = np.empty((len(found), LANDMARK_COUNT, 3), np.float32)
    for row, (_, person) in enumerate(found):
        image[row], world[row] = person.image, person.world
    return {
        "frame_index": np.array([frame.index for frame, _ in found], np.int64),
        "time_s": np.array([frame.time_s for frame, _ in found], np.float64),
        "person_id": np.array([person.id for _, person in found], np.int64),
        "score": np.array([person.score for _, person in found], np.float64),
        "image": image,
        "world": world,
    }


def _source(arrays: Arrays) -> Source:
    width, height = arrays["size"].tolist()
    return Source(
        name=arrays["source_name"].item(),
        kind=cast("SourceKind", arrays["source_kind"].item()),
        width=width,
        height=height,
        frame_rate=_number_or_none(arrays["frame_rate"]),
        duration_s=_number_or_none(arrays.get("duration_s", _number_or_nan(None))),  # older files lack it
    )


def _read_frames(arrays: Arrays) -> tuple[FramePoses, ...]:
    people: dict[int, list[PersonPose]] = {}
    columns = (arrays[name].tolist() for name in ("frame_index", "person_id", "score"))
    for (index, id_, score), image, world in zip(
        zip(*columns, strict=True), arrays["image"], arrays["world"], strict=True
    ):
        people.setdefault(index, []).append(PersonPose(id_, score, image, world))
    frames = zip(arrays["all_frame_index"].tolist(), arrays["all_time_s"].tolist(), strict=True)
    return tuple(FramePoses(index, time_s, tuple(people.get(index, ()))) for index, time_s in frames)
