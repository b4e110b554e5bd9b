"""Targets, computed from figures that can be checked by hand."""

import math

import pytest

from benchmarks import jobs, video, viewers
from benchmarks.load import Pace
from benchmarks.machine import this_machine
from benchmarks.measured_server import Run
from benchmarks.memory import Growth, MemoryResult
from benchmarks.overload import CameraRun, OverloadResult, OverloadRun
from benchmarks.pipeline import ChunkRun, ModelSpeed, Parts, PipelineResult
from benchmarks.report.elements import Table, number, ratio_text, spread_text
from benchmarks.report.page import other_load_text, targets_table
from benchmarks.results import Results
from benchmarks.samples import Spread
from benchmarks.start import StartResult, Starts
from benchmarks.system import Cell, SystemResult
from benchmarks.targets import Target, targets


def run(poses: float, p99_ms: float, cpu_ms: float = 10.0, *, is_valid: bool = True) -> Run:
    return Run(
        poses_a_second=poses,
        p50_ms=p99_ms / 2,
        p99_ms=p99_ms,
        cpu_ms=cpu_ms,
        web_us=280.0,
        fairness=0.99,
        generator_share=0.1,
        late_p99_ms=1.0,
        is_valid=is_valid,
    )


def camera_run(p50_ms: float, p99_ms: float) -> CameraRun:
    return CameraRun(p50_ms, p99_ms, worker_ms=10.0, sent=100, dropped=0, is_valid=True)


def overload_run(poses: float, answered: int) -> OverloadRun:
    return OverloadRun(
        peak=100.0,
        offered=300.0,
        poses_a_second=poses,
        p99_ms=200.0,
        sent=1000,
        answered=answered,
        dropped=700,
        left_out=0,
        web_us=280.0,
        late_p99_ms=1.0,
        generator_share=0.1,
        is_valid=True,
    )


def found(results: Results, part: str) -> Target:
    (one,) = (target for target in targets(results) if part in target.what)
    return one


def results_with(**results: object) -> Results:
    return Results(this_machine(), **results)  # type: ignore[arg-type]


def test_the_pipeline_is_compared_run_by_run() -> None:
    speed = ModelSpeed("full", macs=1, floor_ms=1.0)
    speed.ours = [ChunkRun(100.0, 10.0, 1.0), ChunkRun(60.0, 10.0, 1.0)]
    speed.theirs = [ChunkRun(50.0, 20.0, 1.0), ChunkRun(20.0, 20.0, 1.0)]
    speed.parts = [Parts(decode=0.5, crop=0.25, network=8.0, rest=0.25)]
    results = results_with(pipeline=PipelineResult([("clip", 30000)], 100.0, [speed]))
    assert found(results, "frames a second").found == 2.5
    assert found(results, "frames a second").reached is True
    assert found(results, "all but the network").found == 1.0


def test_whole_videos_are_compared_run_by_run() -> None:
    ours = [video.Run(seconds, 100, 1.0, 1.0) for seconds in (2.0, 4.0, 5.0)]
    theirs = [video.Run(seconds, 100, 1.0, 1.0) for seconds in (4.0, 6.0, 8.0)]
    target = found(results_with(video=video.VideoResult("park", ours, theirs)), "a whole video")
    assert target.found == pytest.approx(1.6)  # 2, 1.5 and 1.6
    assert target.reached is False


def test_the_system_is_compared_in_valid_rounds_only() -> None:
    ours = Cell("posecast", "full", 4, Pace.EAGER, [run(200, 30), run(90, 30), run(1, 30, is_valid=False)])
    theirs = Cell("stock", "full", 4, Pace.EAGER, [run(40, 120), run(20, 60), run(40, 120)])
    one = Cell("posecast", "full", 1, Pace.EAGER, [run(60, 20, cpu_ms=10.0)])
    many = Cell("posecast", "full", 32, Pace.EAGER, [run(140, 200, cpu_ms=12.0)])
    results = results_with(system=SystemResult(("clip", 30000), [ours, theirs, one, many]))
    assert found(results, "full, 4 clients: poses").found == 4.75  # 5 and 4.5
    assert found(results, "full, 4 clients: p99").found == 0.375  # 0.25 and 0.5
    assert found(results, "full, 4 clients: p99").reached is False
    assert found(results, "CPU a frame").found == pytest.approx(1.2)
    assert found(results, "fairness").reached is None


def test_one_camera_is_compared_with_the_pipeline_where_that_was_measured() -> None:
    result = OverloadResult([camera_run(15.0, 25.0)], [overload_run(95.0, 1000)])
    assert found(results_with(overload=result), "p50 delay").found == 1.5
    speed = ModelSpeed("full", 1, 1.0, ours=[ChunkRun(200.0, 5.0, 1.0)], theirs=[ChunkRun(100.0, 10.0, 1.0)])
    results = results_with(overload=result, pipeline=PipelineResult([], 100.0, [speed]))
    assert found(results, "one camera: p50").found == pytest.approx(3.0)
    assert found(results, "one camera: p50").reached is False


def test_a_frame_without_its_answer_is_a_miss() -> None:
    results = results_with(overload=OverloadResult([], [overload_run(95.0, 1000), overload_run(95.0, 999)]))
    assert found(results, "exactly one reply").found == 1
    assert found(results, "exactly one reply").reached is False
    assert found(results, "of the peak").reached is True
    assert found(results, "one camera: p50").reached is None


def test_viewers_are_compared_run_by_run() -> None:
    fps = Spread.of([30.0])
    runs = [
        viewers.PairedRun(run(30, 20), run(30, 22), fps),
        viewers.PairedRun(run(30, 40), run(30, 50), fps),
        viewers.PairedRun(run(30, 1), run(30, 99, is_valid=False), fps),
    ]
    target = found(results_with(viewers=viewers.ViewersResult(50, runs)), "50 viewers")
    assert target.found == pytest.approx(1.175)  # 1.1 and 1.25
    assert target.reached is True


def test_a_job_is_compared_run_by_run() -> None:
    runs = [
        jobs.PairedRun(run(30, 20), run(30, 22), 50.0, job_outlasted=True),
        jobs.PairedRun(run(30, 40), run(30, 60), 50.0, job_outlasted=True),
        jobs.PairedRun(run(30, 10), run(30, 90), 50.0, job_outlasted=False),
    ]
    target = found(results_with(jobs=jobs.JobsResult(runs)), "a video beside a camera")
    assert target.found == pytest.approx(1.3)  # 1.1 and 1.5
    assert not jobs.PairedRun(run(30, 1), run(30, 2, is_valid=False), 50.0, job_outlasted=True).is_valid


def test_memory_and_start() -> None:
    growth = Growth("posecast", clients=[1, 2, 4], idle_mb=[300.0] * 3, streaming_mb=[310.0, 310.5, 311.5])
    assert found(results_with(memory=MemoryResult([growth])), "memory").found == pytest.approx(0.5)
    starts = [Starts("posecast", is_warm=True, first_pose_s=[2.0, 3.5, 3.1])]
    start = found(results_with(start=StartResult("", starts)), "start")
    assert (start.found, start.reached) == (3.1, False)


def test_a_target_without_a_figure_is_not_measured() -> None:
    missing = Target("speed", "≥", 2.0, math.nan, "×")
    assert missing.verdict == "not measured"
    assert targets_table([missing]).rows == [["speed", "≥ 2×", "–", "not measured"]]
    assert targets(results_with()) == []


def test_a_busy_machine_is_reported() -> None:
    assert "CANNOT BE" not in other_load_text(results_with(other_load={"system": 0.02})).upper()
    busy = other_load_text(results_with(other_load={"system": 0.02, "memory": 0.4}))
    assert "at most 40%" in busy
    assert "cannot be trusted" in busy


def test_figures_are_written_with_their_spread() -> None:
    assert number(1234.56) == "1,234.6"
    assert spread_text(Spread.of([2.0, 1.0, 4.0])) == "2.0 (1.0–4.0)"
    assert spread_text(Spread.of([2.0])) == "2.0"
    assert ratio_text(Spread.of([])) == "–"
    table = Table(["a", "b"], [["1", "22"]], "Caption:")
    assert table.markdown() == "Caption:\n\n| a | b |\n| --- | --- |\n| 1 | 22 |"
    assert table.plain() == "Caption:\na  b\n1  22"
