"""`posecast image`: what is refused, what goes on, and what is written."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.cli.posecast_run import FAKE, ROOT, files_in, posecast, posecast_process
from tests.support.fake_engine import Mark
from tests.support.photo_clips import photograph
from tests.support.reference_data import SRGB_STILLS, needs_reference, parity_percent, reference, still_path
from webapp.formats.json_reader import read_json
from webapp.media.drawing.style import SIDE_COLOURS, rgb
from webapp.media.picture.reader import read_picture
from webapp.pose.body import LANDMARK_NAMES

GREY = 200


def grey_picture(path: Path, level: int = GREY) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 30), (level, level, level)).save(path)
    return path


def test_one_picture_to_a_file_with_its_data(tmp_path: Path) -> None:
    source = grey_picture(tmp_path / "me.png")
    out = tmp_path / "new" / "drawn.png"
    result = posecast(
        "image", source, "-o", out, "--json", "--csv", "--openpose", tmp_path / "op", "--min-visibility", 0.3
    )
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("1 picture: 1 with people; ")
    assert files_in(tmp_path / "new") == ["drawn.csv", "drawn.json", "drawn.png"]
    assert files_in(tmp_path / "op") == ["drawn_keypoints.json"]
    document = read_json((tmp_path / "new" / "drawn.json").read_text(encoding="utf-8"))
    assert (document.source.name, document.source.width, document.source.height) == ("me.png", 40, 30)


def test_without_a_drawn_picture_results_go_to_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    pictures = [grey_picture(tmp_path / "in" / "me.png"), grey_picture(tmp_path / "other" / "me.jpg")]
    assert posecast("image", pictures[0], "--json").exit_code == 0
    assert files_in(here) == ["me.json"]
    assert posecast("image", *pictures, "--json", "--csv").exit_code == 0
    assert files_in(here) == ["me.csv", "me.json", "me_2.csv", "me_2.json"]
    assert files_in(tmp_path / "in") == ["me.png"]


def test_openpose_s_files_need_no_drawn_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    grey_picture(tmp_path / "me.png")
    assert posecast("image", "me.png", "--openpose", "op").exit_code == 0
    assert files_in(tmp_path) == ["me.png", "op/me_keypoints.json"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("me.png", "choose at least one result: -o out.png, --json, --csv or --openpose FOLDER"),
        ("me.png --skeleton-only", "choose at least one result"),
        ("nobody.png -o out", "does not exist"),
        ("me.png -o me.png", "is an input"),
        ("me.png -o .", "is an input"),
        ("me.png -o out.gif", ".gif cannot be written"),
        ("me.png -o out.jpg --skeleton-only transparent", "no transparency"),
        ("me.png -o out --people 9", "1<=x<=8"),
        ("me.png -o out --model huge", "lite"),
        ("me.png -o out --min-visibility 2", "0<=x<=1"),
        ("empty -o out", "no picture"),
        ("-o out.png --skeleton-only me.png", "'me.png' is not one of 'black', 'transparent'"),
        ("-o out.png --openpose me.png", "is a file"),
        ("me.png -o out.png --csv me.csv", "does not exist"),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    grey_picture(tmp_path / "me.png")
    (tmp_path / "empty").mkdir()
    before = files_in(tmp_path)
    result = posecast("image", *arguments.split())
    assert result.exit_code == 2
    assert reason in " ".join(result.output.split())
    assert files_in(tmp_path) == before


@pytest.mark.parametrize(
    ("length", "arguments"),
    [
        (256, "me.png -o {name}.png"),
        (256, "me.png -o {name}"),
        (245, "{name}.png --openpose op"),
    ],
)
def test_a_name_that_is_too_long_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int, arguments: str
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "x" * length
    for source in ["me", *([name] if length < 250 else [])]:
        grey_picture(tmp_path / f"{source}.png")
    before = files_in(tmp_path)
    result = posecast("image", *arguments.format(name=name).split(), "--json")
    assert result.exit_code == 2, result.output
    assert "File name too long" in " ".join(result.output.split())
    assert files_in(tmp_path) == before


def test_a_bad_picture_is_reported_and_the_others_are_processed(tmp_path: Path) -> None:
    pictures = tmp_path / "in"
    for name in ("a.png", "c.jpg"):
        grey_picture(pictures / name)
    grey_picture(pictures / "b.png", Mark.FAIL)
    (pictures / "d.jpg").write_bytes(b"no picture at all")
    grey_picture(tmp_path / "elsewhere" / "a.png")
    out = tmp_path / "out"
    found = posecast_process("image", *FAKE, pictures, tmp_path / "elsewhere" / "a.png", "-o", out, "--json")
    assert found.returncode == 1
    assert found.stdout.startswith("5 pictures: 3 with people, 2 failed; ")
    lines = sorted(found.stderr.splitlines())
    assert len(lines) == 2, found.stderr
    assert lines[0].startswith(f"{pictures / 'b.png'}: ")
    assert "marked to fail" in lines[0]
    assert lines[1].startswith(f"{pictures / 'd.jpg'}: this is not a picture")
    assert files_in(out) == ["a.json", "a.png", "a_2.json", "a_2.png", "c.jpg", "c.json"]


def test_a_killed_worker_is_reported_without_a_traceback(tmp_path: Path) -> None:
    grey_picture(tmp_path / "in" / "a.png")
    grey_picture(tmp_path / "in" / "b.png", Mark.CRASH)
    found = posecast_process("image", *FAKE, tmp_path / "in", "-o", tmp_path / "out")
    assert found.returncode == 1
    assert "Error: a worker process was ended from outside" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_ends_it_with_whole_files_only(tmp_path: Path, number: signal.Signals) -> None:
    for picture in range(60):
        grey_picture(tmp_path / "in" / f"{picture}.png", Mark.SLOW)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "webapp", "image", *FAKE, str(tmp_path / "in"), "-o", str(out)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline_s = time.monotonic() + 60
    while not list(out.glob("*.png")) and time.monotonic() < deadline_s:
        time.sleep(0.02)
    if number == signal.SIGTERM:
        process.send_signal(number)
    else:
        os.killpg(process.pid, number)  # as a terminal does: to all of them
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped" in errors
    assert "Traceback" not in errors
    assert "leaked" not in errors
    written = list(out.iterdir())
    assert 0 < len(written) < 60
    assert {read_picture(path).shape for path in written} == {(30, 40, 3)}


def test_a_person_of_a_photograph_is_found_and_drawn(tmp_path: Path) -> None:
    Image.fromarray(photograph("astronaut")).save(tmp_path / "astronaut.png")
    out = tmp_path / "out.png"
    found = posecast_process("image", tmp_path / "astronaut.png", "-o", out, "--json")
    assert (found.returncode, found.stderr) == (0, "")
    ((person,),) = (
        frame.people for frame in read_json((tmp_path / "out.json").read_text(encoding="utf-8")).frames
    )
    x, y, _, visibility = person.image[LANDMARK_NAMES.index("nose")]
    assert (x, y) == pytest.approx((222, 126), abs=12)  # where her nose is
    assert visibility > 0.9
    drawn = read_picture(out).astype(int)
    for side in ("left", "right"):
        assert (abs(drawn - rgb(SIDE_COLOURS[side])).sum(axis=2) < 6).sum() > 50


def test_the_skeleton_alone_on_black_or_nothing(tmp_path: Path) -> None:
    Image.fromarray(photograph("astronaut")).save(tmp_path / "astronaut.png")
    for said, corner in (
        (["black"], (0, 0, 0)),
        ([], (0, 0, 0)),
        (["transparent"], (0, 0, 0, 0)),
    ):
        out = tmp_path / f"{'-'.join(said) or 'unsaid'}.png"
        found = posecast_process("image", tmp_path / "astronaut.png", "-o", out, "--skeleton-only", *said)
        assert found.returncode == 0, found.stderr
        with Image.open(out) as picture:
            assert picture.getpixel((5, 5)) == corner
            assert np.asarray(picture)[..., :3].max() > 200


@needs_reference
def test_the_command_finds_what_mediapipe_finds(tmp_path: Path) -> None:
    stills = [still_path(still) for still in SRGB_STILLS]
    found = posecast_process("image", *stills, "-o", tmp_path, "--json")
    assert found.returncode == 0, found.stderr
    for still in SRGB_STILLS:
        answer = json.loads((tmp_path / f"{still}.json").read_text(encoding="utf-8"))
        image = np.array([answer["frames"][0]["people"][0]["image"]])
        assert parity_percent(image, reference(still, "full").image) < 1.0
