"""docs/formats.md: its JSON is valid by the schema, and every other example is that document in another format."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.support.running_server import ROOT
from webapp.formats.csv_format import COLUMNS, COMMENT_LINES, Layout, write_csv
from webapp.formats.json_format import json_text, poses_schema
from webapp.formats.json_reader import read_json
from webapp.formats.npz_format import npz_bytes
from webapp.formats.openpose_format import OPENPOSE_KEYPOINTS, openpose_files
from webapp.pose.body import LANDMARK_NAMES

TEXT = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


DOCUMENT = read_json(blocks("json")[0])


def csv_lines(layout: Layout) -> list[str]:
    stream = io.StringIO(newline="")
    write_csv(DOCUMENT, stream, layout)
    return stream.getvalue().splitlines()


def first_landmark(keypoint: str) -> str:
    """Return the landmark of an OpenPose keypoint, or the left one of its two."""
    middles = {"Nose": "nose", "Neck": "left_shoulder", "MidHip": "left_hip"}
    side, joint = {"L": "left", "R": "right"}.get(keypoint[0]), keypoint[1:].lower()
    if keypoint in middles:
        return middles[keypoint]
    return {"smalltoe": "unknown", "bigtoe": f"{side}_foot_index"}.get(joint, f"{side}_{joint}")


def test_the_json_is_a_servers_whole_answer_with_somebody_in_it() -> None:
    content = json.loads(blocks("json")[0])
    Draft202012Validator(poses_schema()).validate(content)
    assert content["frames"][0]["people"]
    ms = content.pop("ms")
    assert json.loads(json_text(DOCUMENT, ms)) == {**content, "ms": ms}


def test_every_field_of_the_schema_is_described() -> None:
    schema = poses_schema()
    named = {
        *schema["properties"],
        *(name for part in schema["$defs"].values() for name in part.get("properties", {})),
    }
    described = set(re.findall(r"`([a-z_]+)`", TEXT))
    assert named - described == set()


def test_the_csv_examples_are_the_beginnings_of_real_files() -> None:
    long, wide = (block.splitlines() for block in blocks("csv"))
    assert long == csv_lines("long")[: len(long)]
    names, row = csv_lines("wide")[-2:]
    for shown, real in zip(wide, (names, row), strict=True):
        assert shown.endswith("…")
        assert real.startswith(shown.removesuffix("…"))
    assert "Eight lines of comments" in TEXT
    assert COMMENT_LINES == 8
    assert f"{len(COLUMNS['wide'])} in all" in TEXT


def test_the_openpose_example_and_its_keypoints_are_true() -> None:
    ((name, text),) = openpose_files(DOCUMENT, "body25")
    assert blocks("json")[1].strip() == text
    assert f"`{name}`" in TEXT
    for body, keypoints in OPENPOSE_KEYPOINTS.items():
        (names,) = re.findall(rf"\(`{body}`\) \| (.*) \|", TEXT)
        assert [first_landmark(name) for name in names.split(", ")] == [
            LANDMARK_NAMES[rows[0]] if rows else "unknown" for rows in keypoints
        ]


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_the_python_examples_print_what_they_say(number: int, tmp_path: Path) -> None:
    (tmp_path / "poses.json").write_text(json_text(DOCUMENT), encoding="utf-8")
    for layout in ("long", "wide"):
        (tmp_path / f"poses-{layout}.csv").write_text("\n".join(csv_lines(layout)) + "\n", encoding="utf-8")
    (tmp_path / "poses.npz").write_bytes(npz_bytes(DOCUMENT))
    done = subprocess.run(
        [sys.executable, "-c", blocks("python")[number]],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.stdout == blocks("text")[number], done.stderr
