"""`posecast video`: what is refused, what is written, and that no incomplete file stays."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.cli.posecast_run import FAKE, ROOT, files_in, posecast, posecast_process
from tests.media.clips import even_times, write_clip
from tests.media.numbered_video import MOST, write_numbered_video
from tests.support.fake_engine import Mark
from tests.support.photo_clips import photo_clip
from tests.support.reference_data import both_found, clip_path, distance_percent, needs_reference
from webapp.formats.json_reader import read_json
from webapp.formats.pose_document import PoseDocument
from webapp.media.video import writer as video_writer
from webapp.media.video.reader import VideoReader
from webapp.media.video.writer import VideoWriter
from webapp.pose.engine import RgbImage


@pytest.fixture
def video(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return write_numbered_video(tmp_path / "in" / "numbers.mp4")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


ALL_RESULTS = [
    "a.csv",
    "a.json",
    "a.mp4",
    "a.npz",
    "wide.csv",
    *(f"op/numbers_{index:012d}_keypoints.json" for index in range(MOST)),
]


def ask_for_all(out: Path) -> tuple[object, ...]:
    return (
        *("-o", out / "a.mp4", "--csv", out / "a.csv", "--csv-wide", out / "wide.csv"),
        *("--json", out / "a.json", "--npz", out / "a.npz", "--openpose", out / "op"),
    )


def test_every_result_is_written_and_summed_up(video: Path, out: Path) -> None:
    result = posecast("video", video, *ask_for_all(out))
    assert result.exit_code == 0, result.output
    assert files_in(out) == sorted(ALL_RESULTS)
    *written, last = result.stdout.splitlines()
    assert [line.removeprefix(f"wrote {out}/") for line in written] == [
        "a.mp4",
        "a.csv",
        "wide.csv",
        "a.json",
        "a.npz",
        "op",
    ]
    assert last.startswith(f"{MOST} frames, 1 person (in {MOST} of them); ")
    assert last.endswith("× real time")
    document = json.loads((out / "a.json").read_text(encoding="utf-8"))
    assert len(document["frames"]) == MOST


def test_results_without_a_name_are_named_after_the_drawn_video(video: Path, out: Path) -> None:
    result = posecast("video", video, "-o", out / "a.mp4", "--csv", "--csv-wide", "--json", "--npz")
    assert result.exit_code == 0, result.output
    assert files_in(out) == ["a-wide.csv", "a.csv", "a.json", "a.mp4", "a.npz"]


def test_without_a_drawn_video_they_are_named_after_the_source(
    video: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out.mkdir()
    monkeypatch.chdir(out)
    assert posecast("video", video, "--json", "--npz", "other.npz", "--csv").exit_code == 0
    assert files_in(out) == ["numbers.csv", "numbers.json", "other.npz"]


def test_the_default_ground_is_black(video: Path, out: Path) -> None:
    for name, ground in (("said", ["black"]), ("unsaid", [])):
        result = posecast("video", video, "-o", out / f"{name}.mp4", "--skeleton-only", *ground)
        assert result.exit_code == 0, result.output
    assert (out / "said.mp4").read_bytes() == (out / "unsaid.mp4").read_bytes()


def test_data_alone_needs_no_video(video: Path, out: Path) -> None:
    assert posecast("video", video, "--csv", out / "a.csv").exit_code == 0
    assert files_in(out) == ["a.csv"]


def test_a_second_run_replaces_the_first(video: Path, out: Path) -> None:
    for _ in range(2):
        assert posecast("video", video, *ask_for_all(out)).exit_code == 0
    assert files_in(out) == sorted(ALL_RESULTS)


def test_frames_of_a_longer_run_before_do_not_stay_among_openpose_s_files(video: Path, out: Path) -> None:
    """Pose2Sim would take them for this video's."""
    (out / "op").mkdir(parents=True)
    for name in (f"numbers_{MOST:012d}", "numbers_2_000000000099", "other_000000000099"):
        (out / "op" / f"{name}_keypoints.json").touch()
    assert posecast("video", video, "--openpose", out / "op").exit_code == 0
    kept = {"op/numbers_2_000000000099_keypoints.json", "op/other_000000000099_keypoints.json"}
    frames = {name for name in ALL_RESULTS if name.startswith("op/")}
    assert set(files_in(out)) == frames | kept


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("in/numbers.mp4", "choose at least one result"),
        ("in/nothing.mp4 -o a.mp4", "does not exist"),
        ("in -o a.mp4", "is a directory"),
        ("in/numbers.mp4 -o a.avi", "end its name in .mp4 or .m4v"),
        ("in/numbers.mp4 -o in/numbers.mp4", "is an input"),
        ("in/numbers.mp4 -o ./in/../in/numbers.mp4", "is an input"),
        ("in/numbers.mp4 --csv a.csv --csv-wide a.csv", "two results"),
        ("in/numbers.mp4 --csv . --json", "is a directory"),
        ("--csv", "Missing argument 'IN'"),
        ("--csv in/numbers.mp4", "--csv took in/numbers.mp4 for the file to write, which must end in .csv"),
        ("--csv in/numbers.mp4", "put the video first, or write --csv=NAME.csv"),
        ("--csv-wide in/numbers.mp4 in/numbers.mp4", "or write --csv-wide=NAME.csv"),
        ("in/numbers.mp4 --json ./in/../in/numbers.mp4", "put the video first, or write --json=NAME.json"),
        ("in/numbers.mp4 --npz a.csv --csv", "--npz took a.csv for the file to write"),
        ("in/numbers.mp4 -o a.mp4 --csv results", "--csv took results for the file to write"),
        ("in/numbers.mp4 -o a.mp4 --skeleton-only transparent", "no transparency; use --skeleton-only black"),
        ("in/numbers.mp4 --csv in/numbers.mp4/a.csv", "is a file, not a folder"),
        ("in/numbers.mp4 --openpose in/numbers.mp4", "is a file"),
        ("in/numbers.mp4 --csv a.csv --smoothing much", "offline"),
        ("in/numbers.mp4 --csv a.csv --openpose-body hand", "coco18"),
        ("in/numbers.mp4 --csv a.csv --people 0", "1<=x<=8"),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_written(
    video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = video.read_bytes()
    result = posecast("video", *arguments.split())
    assert result.exit_code == 2
    assert reason in " ".join(result.output.split())
    assert files_in(tmp_path) == ["in/numbers.mp4"]
    assert video.read_bytes() == before


@pytest.mark.parametrize("option", ["--csv", "--csv-wide", "--json", "--npz"])
def test_an_existing_file_is_never_taken_for_a_result(video: Path, tmp_path: Path, option: str) -> None:
    """`--csv other.mp4 match.mp4` is meant as two videos, or as `--csv` and a video too many."""
    keepsake = tmp_path / "keep.jpg"
    keepsake.write_bytes(b"a photograph")
    for words in ((option, keepsake, video), (video, option, keepsake)):
        result = posecast("video", *words)
        assert result.exit_code == 2
        assert f"{option} took {keepsake} " in " ".join(result.output.split())
    assert keepsake.read_bytes() == b"a photograph"


def test_a_result_s_name_may_end_in_capitals(video: Path, out: Path) -> None:
    assert posecast("video", video, "--csv", out / "A.CSV").exit_code == 0
    assert files_in(out) == ["A.CSV"]


def test_the_longest_name_is_written(video: Path, out: Path) -> None:
    name = f"{'x' * 251}.mp4"
    result = posecast("video", video, "-o", out / name)
    assert result.exit_code == 0, result.output
    assert files_in(out) == [name]


@pytest.mark.parametrize(
    "words", [("-o", "{}.mp4"), ("--openpose", "{}"), ("--csv", "{}.csv"), ("--json", "{}.json")]
)
def test_a_name_that_is_too_long_is_refused_before_the_work(
    video: Path, out: Path, words: tuple[str, str]
) -> None:
    out.mkdir()
    option, name = words
    result = posecast("video", video, option, out / name.format("x" * 256))
    assert result.exit_code == 2, result.output
    assert "File name too long" in " ".join(result.output.split())
    assert files_in(out) == []


def test_two_runs_into_one_video_both_end_well_and_it_can_be_read(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "slow.mp4"
    with VideoWriter(source, 64, 48) as writer:
        for index in range(15):
            writer.write(np.full((48, 64, 3), Mark.SLOW, np.uint8), index / 30)
    command = [sys.executable, "-m", "webapp", "video", *FAKE, str(source), "-o", str(out / "a.mp4")]
    runs = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for run in runs:
        printed, _ = run.communicate(timeout=120)
        assert run.returncode == 0
        assert printed.startswith(f"wrote {out / 'a.mp4'}\n")
    with VideoReader(out / "a.mp4") as drawn:
        assert sum(1 for _ in drawn.frames()) == 15
    assert files_in(out) == ["a.mp4"]


def test_a_file_that_is_no_video_is_an_error_of_one_line(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "song.mp4"
    source.write_bytes(b"la la la" * 100)
    found = posecast_process("video", *FAKE, source, *ask_for_all(out))
    assert (found.returncode, found.stdout) == (1, "")
    (line,) = found.stderr.splitlines()
    assert line.startswith("Error: song.mp4: ")
    assert files_in(out) == []


@pytest.mark.parametrize("smoothing", ["live", "offline"])
def test_what_is_missing_is_said_in_one_line(tmp_path: Path, out: Path, smoothing: str) -> None:
    source = write_clip(tmp_path / "cut.mkv", times_s=even_times(50), sound="aac")
    whole = source.read_bytes()
    source.write_bytes(whole[: len(whole) * 3 // 4])
    found = posecast_process("video", *FAKE, source, "-o", out / "a.mp4", "--smoothing", smoothing)
    assert found.returncode == 0
    (line,) = found.stderr.splitlines()
    assert line.startswith("cut.mkv: the file is cut off: the video ends at ")
    assert line.endswith(" s of the 2.0 s that it says it has")


def test_a_full_disk_is_an_error_and_leaves_nothing(
    video: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("webapp.cli.video_run.write_json", full)
    result = posecast("video", video, "--json", out / "a.json")
    assert result.exit_code == 1
    assert "there is no room on the disk for a.json" in result.output
    assert files_in(out) == []
    monkeypatch.setattr(video_writer._UnbufferedFile, "write", full)
    result = posecast("video", video, "-o", out / "a.mp4")
    assert result.exit_code == 1
    assert "there is no room on the disk for a.mp4" in result.output
    assert files_in(out) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopped_in_the_middle_it_leaves_nothing(tmp_path: Path, out: Path, number: signal.Signals) -> None:
    source = tmp_path / "long.mp4"
    with VideoWriter(source, 64, 48) as writer:
        for index in range(400):  # each a fifth of a second: the fake engine is slow with this grey
            writer.write(np.full((48, 64, 3), 130, np.uint8), index / 30)
    command = [sys.executable, "-m", "webapp", "video", *FAKE, str(source), "-o", str(out / "a.mp4")]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    deadline_s = time.monotonic() + 60
    while not list(out.glob("a.mp4.*.part")) and time.monotonic() < deadline_s:
        time.sleep(0.02)
    os.kill(process.pid, number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip() == "Stopped. No incomplete file is left."
    assert files_in(out) == []


def write_photo_video(path: Path, frames: int) -> list[RgbImage]:
    pictures = [frame.image for frame in photo_clip("astronaut", "moved", frames)]
    with VideoWriter(path, 640, 480) as writer:
        for index, picture in enumerate(pictures):
            writer.write(picture, index / 30)
    return pictures


@pytest.mark.parametrize("smoothing", ["none", "live", "offline"])
def test_a_person_is_followed_and_drawn(tmp_path: Path, out: Path, smoothing: str) -> None:
    pictures = write_photo_video(tmp_path / "astronaut.mp4", 12)
    results = ("-o", out / "a.mp4", "--json", out / "a.json")
    found = posecast_process("video", tmp_path / "astronaut.mp4", *results, "--smoothing", smoothing)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.splitlines()[-1].startswith("12 frames, 1 person (in 12 of them); ")
    document = document_of(out / "a.json")
    assert document.smoothing == smoothing
    noses = [float(frame.people[0].image[0, 0]) for frame in document.frames]
    assert noses[7] - noses[0] == pytest.approx(60, abs=8)  # photo_clip moves it so far
    with VideoReader(out / "a.mp4") as reader:
        drawn = [frame.pixels for frame in reader.frames()]
    assert len(drawn) == len(pictures)
    for one, picture in zip(drawn, pictures, strict=True):
        changed = (abs(one.astype(int) - picture).sum(axis=2) > 120).mean()
        assert 0.005 < changed < 0.15


def document_of(path: Path) -> PoseDocument:
    return read_json(path.read_text(encoding="utf-8"))


def first_people(document: PoseDocument) -> np.ndarray:
    nobody = np.full((33, 4), np.nan, np.float32)
    return np.stack([frame.people[0].image if frame.people else nobody for frame in document.frames])


@needs_reference
@pytest.mark.slow
def test_a_phone_s_rotated_video_comes_out_upright_with_its_sound_and_the_same_landmarks(
    out: Path, tmp_path: Path
) -> None:
    upright, rotated = tmp_path / "upright.json", out / "rotated.json"
    assert posecast_process("video", clip_path("dress"), "--json", upright).returncode == 0
    found = posecast_process("video", clip_path("dress_rotated"), "-o", out / "a.mp4", "--json", rotated)
    assert found.returncode == 0, found.stderr
    with VideoReader(out / "a.mp4") as drawn, VideoReader(clip_path("dress_rotated")) as source:
        assert (drawn.info.width, drawn.info.height) == (480, 848)
        assert drawn.info.has_audio
        assert source.info.has_audio
        assert list(times(drawn)) == pytest.approx(list(times(source)), abs=1e-3)
    one, other = first_people(document_of(upright)), first_people(document_of(rotated))
    frames = min(len(one), len(other))
    both = both_found(one[:frames], other[:frames])
    assert both.mean() > 0.95
    # The rotated video was encoded again, so its landmarks differ a little.
    assert np.median(distance_percent(other[:frames][both], one[:frames][both])) < 3.0


def times(reader: VideoReader) -> Iterator[float]:
    return (frame.time_s for frame in reader.frames())


@needs_reference
@pytest.mark.parametrize("clip", ["pair", pytest.param("park", marks=pytest.mark.slow)])
def test_two_people_go_through(tmp_path: Path, clip: str) -> None:
    """Whose ids they have is tests/pose's to say; here they are all drawn and written."""
    results = ("-o", tmp_path / "a.mp4", "--json", tmp_path / "a.json")
    found = posecast_process("video", clip_path(clip), *results, "--people", 2)
    assert found.returncode == 0, found.stderr
    document = document_of(tmp_path / "a.json")
    assert max(len(frame.people) for frame in document.frames) == 2
    with VideoReader(tmp_path / "a.mp4") as drawn:
        assert sum(1 for _ in drawn.frames()) == len(document.frames)
