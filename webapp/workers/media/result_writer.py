"""Writes poses to a file, in any of the formats."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from webapp.formats.csv_format import write_csv
from webapp.formats.json_format import write_json
from webapp.formats.npz_format import write_npz
from webapp.formats.openpose_format import write_openpose_zip
from webapp.formats.pose_document import PoseDocument


def write_result(document: PoseDocument, kind: str, path: Path) -> None:
    """Write the poses. kind: a key of WRITERS. Raises OSError."""
    WRITERS[kind](document, path)


def _json(document: PoseDocument, path: Path) -> None:
    with path.open("w", encoding="utf-8") as stream:
        write_json(document, stream)


def _csv(document: PoseDocument, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_csv(document, stream, "long")


def _csv_wide(document: PoseDocument, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_csv(document, stream, "wide")


def _openpose(document: PoseDocument, path: Path) -> None:
    with path.open("wb") as stream:
        write_openpose_zip(document, "body25", stream)


def _openpose_coco18(document: PoseDocument, path: Path) -> None:
    with path.open("wb") as stream:
        write_openpose_zip(document, "coco18", stream)


WRITERS: Final[dict[str, Callable[[PoseDocument, Path], None]]] = {
    "json": _json,
    "csv": _csv,
    "csv-wide": _csv_wide,
    "npz": write_npz,
    "openpose": _openpose,
    "openpose-coco18": _openpose_coco18,
}
