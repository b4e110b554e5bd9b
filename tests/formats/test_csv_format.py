"""CSV: both layouts have the same numbers, and common readers skip the comments."""

import csv
import io
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.documents import DOCUMENTS, NAMES, NASTY_NAMES, person, picture, video
from webapp.formats.csv_format import COLUMNS, COMMENT_LINES, Layout, write_csv
from webapp.formats.json_format import json_text
from webapp.formats.json_reader import read_json
from webapp.formats.pose_document import PoseDocument
from webapp.pose.body import LANDMARK_NAMES

Row = dict[str, str]
VALUES = ("x", "y", "z", "visibility", "world_x", "world_y", "world_z")


def csv_text(document: PoseDocument, layout: Layout) -> str:
    stream = io.StringIO(newline="")
    write_csv(document, stream, layout)
    return stream.getvalue()


def rows_of(text: str) -> list[Row]:
    """Read a table as pandas.read_csv(comment="#") does: skip what follows a #, then empty lines."""
    lines = [line.partition("#")[0] for line in text.splitlines()]
    return list(csv.DictReader(line for line in lines if line))


@given(DOCUMENTS)
def test_long_and_wide_agree(document: PoseDocument) -> None:
    long_rows = rows_of(csv_text(document, "long"))
    for wide in rows_of(csv_text(document, "wide")):
        if not wide["person_id"]:
            empty = long_rows.pop(0)
            assert (empty["frame"], empty["time_s"]) == (wide["frame"], wide["time_s"])
            assert not any([empty["person_id"], empty["landmark"], empty["x"], wide["nose_x"]])
            continue
        for name in LANDMARK_NAMES:
            long_row = long_rows.pop(0)
            assert long_row["landmark"] == name
            same = ("frame", "time_s", "person_id", "score")
            assert [long_row[field] for field in same] == [wide[field] for field in same]
            assert [long_row[value] for value in VALUES] == [wide[f"{name}_{value}"] for value in VALUES]
    assert long_rows == []


@given(DOCUMENTS)
def test_csv_has_the_numbers_of_json(document: PoseDocument) -> None:
    rows = iter(rows_of(csv_text(document, "long")))
    for frame in read_json(json_text(document)).frames:
        if not frame.people:
            assert next(rows)["frame"] == str(frame.index)
        for one in frame.people:
            landmarks = np.array([[float(row[value]) for value in VALUES] for row in islice(rows, 33)])
            np.testing.assert_array_equal(landmarks[:, :4].astype(np.float32), one.image)
            np.testing.assert_array_equal(landmarks[:, 4:].astype(np.float32), one.world)
    assert next(rows, None) is None


@given(NAMES, st.sampled_from(["long", "wide"]))
@pytest.mark.parametrize("nasty", [None, *NASTY_NAMES])
def test_no_source_name_breaks_its_comment_or_cell(nasty: str | None, name: str, layout: Layout) -> None:
    named = nasty or name
    text = csv_text(video([person()], [], name=named), layout)
    assert text.isascii()
    lines = text.split("\n")
    assert all(line.startswith("# ") for line in lines[:COMMENT_LINES])
    assert lines[COMMENT_LINES] == ",".join(COLUMNS[layout])
    # What a spreadsheet would take for further cells is not in a comment.
    assert not any(set(line) & set(",;\t\r\x0b\x0c") for line in lines[:COMMENT_LINES])
    assert len(rows_of(text)) == (34 if layout == "long" else 2)


def test_the_comments_contain_source_units_and_axes() -> None:
    comments = csv_text(video(name="jump.mp4"), "wide").split("\n")[:COMMENT_LINES]
    assert comments[0] == "# Posecast poses version 1: wide CSV"
    assert comments[1] == '# source: "jump.mp4" - video of 640 x 480 pixels at 25 frames a second'
    assert comments[2] == '# model: "full" - smoothing: offline'
    words = " ".join(comments)
    assert all(word in words for word in ("seconds", "pixels", "metres", "right", "down", "camera"))


@pytest.mark.parametrize("layout", ["long", "wide"])
def test_numpy_reads_it(layout: Layout) -> None:
    text = csv_text(video([person()], [], [person(2, at_px=7)]), layout)
    table: Any = np.genfromtxt(
        io.StringIO(text),
        delimiter=",",
        names=True,
        skip_header=COMMENT_LINES,
        dtype=None,
        encoding="utf-8",
    )
    assert table.dtype.names == COLUMNS[layout]
    if layout == "wide":
        np.testing.assert_array_equal(
            table["person_id"], [1, -1, 2]
        )  # genfromtxt's integer for an empty field
        np.testing.assert_array_equal(table["nose_x"], [100, np.nan, 7])
        np.testing.assert_array_equal(table["right_foot_index_world_z"], np.array([0.32, np.nan, 0.32]))
    else:
        noses = table[table["landmark"] == "nose"]
        assert noses["x"].tolist() == [100.0, 7.0]
        assert len(table) == 33 + 1 + 33


def test_frames_without_people_keep_their_time() -> None:
    (empty,) = rows_of(csv_text(picture(), "wide"))
    assert (empty["frame"], empty["time_s"]) == ("0", "0.0")
    assert set(empty.values()) == {"0", "0.0", ""}
