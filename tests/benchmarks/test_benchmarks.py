"""The benchmarks in their short mode: each runs and reports all its figures. Speed itself is not tested."""

import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks.__main__ import main
from benchmarks.clips import clips, fitted
from benchmarks.load import Pace
from benchmarks.machine import this_machine
from benchmarks.network_floor import floor_ms, network_macs
from benchmarks.process_tree import ProcessTree
from benchmarks.report.page import SECTIONS, write_page
from benchmarks.results import Results, measure
from benchmarks.start import StartResult
from tests.support.mediapipe_here import why_mediapipe_does_not_run
from tests.support.photo_clips import photograph
from tests.support.running_server import FAKE_ENGINE, RunningServer
from webapp.models import LANDMARK_MODELS, MODEL_NAMES, model_path
from webapp.settings import ASYNC_MODES
from webapp.workers.pose.jpeg_decoder import decode_frame


@pytest.fixture(scope="module")
def results() -> Results:
    """Return the results that the tests fill one after the other; a last test writes the page."""
    return Results(this_machine())


def found_by(results: Results, name: str) -> Results:
    reason = why_mediapipe_does_not_run()
    if reason:
        pytest.skip(f"NOT COMPARED WITH MEDIAPIPE, which does not run here: {reason}")
    measure(results, name, short=True)
    return results


@pytest.mark.bench
def test_the_pipeline_alternating_and_in_parts(results: Results) -> None:
    result = found_by(results, "pipeline").pipeline
    assert result
    assert tuple(speed.model for speed in result.models) == MODEL_NAMES
    for speed in result.models:
        assert len(speed.ours) == len(speed.theirs) == len(speed.parts) == 1
        assert min(run.fps for run in (*speed.ours, *speed.theirs)) > 0
        assert [run.found for run in speed.ours] == [1.0]
        (parts,) = speed.parts
        assert min(parts.decode, parts.crop, parts.network, parts.rest) > 0
        assert parts.network > parts.beside_network
        assert speed.floor_ms > 0


@pytest.mark.bench
def test_a_whole_video_beside_the_loop_that_people_write(results: Results) -> None:
    result = found_by(results, "video").video
    assert result
    ((ours,), (theirs,)) = result.ours, result.theirs
    assert ours.frames == theirs.frames == 8
    assert ours.found == theirs.found == 1.0
    assert min(ours.seconds, theirs.seconds, ours.megabytes, theirs.megabytes) > 0


@pytest.mark.bench
def test_the_system_against_the_stock_stack(results: Results) -> None:
    result = found_by(results, "system").system
    assert result
    assert len(result.cells) == (1 + 2 + 1) * 2 * 2  # lite, full, heavy; two servers, two paces
    for cell in result.cells:
        (run,) = cell.runs
        assert run.cpu_ms > 0
        assert cell.memory
        assert cell.memory.mb > 50
        assert 0 < run.generator_share < 1
    assert result.cell("posecast", "full", 4, Pace.STEADY)
    assert result.cell("posecast", "full", 5) is None


@pytest.mark.bench
def test_overload_accounts_for_every_frame(results: Results) -> None:
    result = found_by(results, "overload").overload
    assert result
    (alone,), (many,) = result.camera, result.overload
    assert alone.sent > 20
    assert many.offered == pytest.approx(3 * many.peak)
    assert many.answered == many.sent
    assert many.sent + many.left_out >= many.offered * 0.5


@pytest.mark.bench
def test_viewers_get_the_camera_s_poses(results: Results) -> None:
    result = found_by(results, "viewers").viewers
    assert result
    (run,) = result.runs
    assert min(run.alone.p50_ms, run.watched.p50_ms) > 0
    assert run.viewer_fps.rounds == result.viewers == 3
    assert run.viewer_fps.low > 5


@pytest.mark.bench
def test_a_video_beside_a_camera(results: Results) -> None:
    result = found_by(results, "jobs").jobs
    assert result
    (run,) = result.runs
    assert min(run.alone.p50_ms, run.beside.p50_ms) > 0
    assert run.job_fps > 0
    assert run.job_outlasted


@pytest.mark.bench
def test_a_phone_over_https_with_either_transport(results: Results) -> None:
    result = found_by(results, "phone").phone
    assert result
    for runs in result.runs.values():
        (run,) = runs
        assert run.poses_a_second > 0
        assert 0 < run.p50_ms <= run.p99_ms


@pytest.mark.bench
def test_echoes_of_both_servers_in_both_modes(results: Results) -> None:
    result = found_by(results, "transport").transport
    assert result
    assert {(echo.server, echo.async_mode) for echo in result.echoes} == {
        (server, mode) for server in ("posecast", "stock") for mode in ASYNC_MODES
    }
    for echo in result.echoes:
        assert echo.runs[0].p50_ms > 0


@pytest.mark.bench
def test_memory_at_every_number_of_clients(results: Results) -> None:
    result = found_by(results, "memory").memory
    assert result
    for growth in result.growths:
        assert len(growth.clients) == len(growth.idle_mb) == len(growth.streaming_mb) == 2
        assert min(growth.idle_mb) > 50
    assert result.growth("stock").idle_slope > 20  # a landmarker each


@pytest.mark.bench
def test_a_start_ends_with_a_pose(results: Results) -> None:
    result = found_by(results, "start").start
    assert isinstance(result, StartResult)
    for server in ("posecast", "stock"):
        starts = result.of(server, is_warm=True)
        assert 0 < starts.listening_s[0] < starts.first_pose_s[0]


@pytest.mark.bench
def test_the_browser_draws_what_it_captures(results: Results) -> None:
    result = found_by(results, "browser").browser
    assert result
    if result.missing:
        pytest.skip(f"NOT MEASURED: {result.missing}")
    (run,) = result.runs
    assert 0 < run.page_p50_ms <= run.p50_ms <= run.p99_ms
    assert run.sent_bytes_a_second > 1000


@pytest.mark.bench
def test_the_page_contains_all_results(results: Results, tmp_path: Path) -> None:
    measured = [name for name in SECTIONS if getattr(results, name)]
    if not measured:
        pytest.skip("nothing was measured before")
    write_page(results, tmp_path)
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert page.count("\n## ") == 2 + len(measured)
    for name in measured:
        image = tmp_path / "images" / f"bench-{name}.svg"
        assert f"(images/{image.name})" in page
        assert image.read_text(encoding="utf-8").rstrip().endswith("</svg>")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    write_page(results, tmp_path)
    assert {path: path.read_bytes() for path in before} == before  # no dates, no random names


@pytest.mark.bench
def test_the_command_prints_and_leaves_the_documentation_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("benchmarks.__main__.DOCS", tmp_path)
    assert main(["--short", "--only", "transport"]) == 0
    printed = capsys.readouterr().out
    assert "== Transport alone" in printed
    assert "stock stack" in printed
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_benchmark_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "system,weather"])
    assert "no benchmark 'weather'" in capsys.readouterr().err


def test_frames_are_letterboxed_to_the_camera_s_size() -> None:
    assert fitted(photograph("astronaut")).shape == (640, 480, 3)  # square: as high as wide
    wide = np.full((540, 960, 3), 200, np.uint8)
    letterboxed = fitted(wide)
    assert letterboxed.shape == (480, 640, 3)
    assert (letterboxed[:60].max(), letterboxed[240].min(), letterboxed[-60:].max()) == (0, 200, 0)


def test_clips_are_jpegs_of_one_size() -> None:
    (clip,) = clips(1, 3)
    assert len(clip.jpegs) == 3
    for jpeg in clip.jpegs:
        assert decode_frame(jpeg).shape == (clip.size[1], clip.size[0], 3)


def test_multiply_adds_equal_the_published_numbers() -> None:
    known = {"lite": 0.166e9, "full": 0.351e9, "heavy": 1.89e9}
    for model, macs in known.items():
        assert network_macs(model_path(LANDMARK_MODELS[model])) == pytest.approx(macs, rel=0.01)
    assert floor_ms(500_000_000, gflops=100) == 10.0


def test_a_process_tree_counts_its_children() -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "2") as server:
        tree = ProcessTree(server.process.pid)
        deadline_s = time.monotonic() + 20
        while tree.memory().processes < 4 and time.monotonic() < deadline_s:
            time.sleep(0.05)  # the spare worker starts after the server is ready
        memory = tree.memory()
        assert memory.processes == 4
        assert memory.mb > 30
        assert tree.cpu_s() > 0


def test_the_machine_is_described() -> None:
    machine = this_machine()
    assert machine.cpu
    assert machine.cores >= 1
    assert "not installed" not in machine.versions.values()
