"""Reports the benchmark of one camera and of overload."""

from typing import Final

from matplotlib.figure import Figure

from benchmarks.overload import (
    CAMERA_FPS,
    MODEL,
    OVERLOAD,
    PEAK_CLIENTS,
    CameraRun,
    OverloadResult,
    OverloadRun,
)
from benchmarks.report.charts import OURS, REST, grouped_bars, panels
from benchmarks.report.elements import Section, Table, number
from benchmarks.samples import Spread

TEXT: Final = f"""\
One camera at {CAMERA_FPS:g} frames a second ("{MODEL}"), whose delay should be hardly more than the pipeline's
own time; and {OVERLOAD:g} times as many frames as the machine can serve, sent whatever the server does: the newest
should be answered soon and the others dropped, without a growing queue."""


def section(result: OverloadResult) -> Section:
    return Section(
        "overload",
        "One camera, and overload",
        TEXT,
        [_camera_table(result.camera), _overload_table(result.overload)],
        _figure(result),
        [f"The peak is what {PEAK_CLIENTS} clients get, each as fast as it may, just before."],
    )


def _camera_table(runs: list[CameraRun]) -> Table:
    header = ["round", "p50, ms", "p99, ms", "worker's own time, p50 ms", "frames sent", "dropped", "valid"]
    rows = [
        [
            *(str(index), number(run.p50_ms), number(run.p99_ms), number(run.worker_ms)),
            *(str(run.sent), str(run.dropped), _yes(run.is_valid)),
        ]
        for index, run in enumerate(runs, 1)
    ]
    return Table(header, rows, f"One camera at {CAMERA_FPS:g} frames a second, frame sent to pose received:")


def _overload_table(runs: list[OverloadRun]) -> Table:
    header = [
        *("round", "peak, poses/s", "offered, frames/s", "poses/s", "of the peak", "age p99, ms"),
        *(
            "sent",
            "answered",
            "of these dropped",
            "never sent",
            "web process, µs a frame",
            "generator",
            "late p99, ms",
            "valid",
        ),
    ]
    return Table(header, [_overload_row(index, run) for index, run in enumerate(runs, 1)], "Overload:")


def _overload_row(index: int, run: OverloadRun) -> list[str]:
    return [
        *(str(index), number(run.peak), number(run.offered), number(run.poses_a_second)),
        *(f"{run.poses_a_second / run.peak:.0%}" if run.peak else "–", number(run.p99_ms)),
        *(str(run.sent), str(run.answered), str(run.dropped), str(run.left_out)),
        *(number(run.web_us), f"{run.generator_share:.0%}", number(run.late_p99_ms), _yes(run.is_valid)),
    ]


def _figure(result: OverloadResult) -> Figure:
    figure, (rate_axes, delay_axes) = panels(2)
    rates = {
        "at the peak": [Spread.of([run.peak for run in result.overload]).median],
        f"at {OVERLOAD:g}× the load": [Spread.of([run.poses_a_second for run in result.overload]).median],
    }
    grouped_bars(rate_axes, [MODEL], rates, dict(zip(rates, (REST[0], OURS), strict=True)))
    rate_axes.set_ylabel("poses a second")
    delays = {
        "worker's own": [Spread.of([run.worker_ms for run in result.camera]).median],
        "p50": [Spread.of([run.p50_ms for run in result.camera]).median],
        "p99": [Spread.of([run.p99_ms for run in result.camera]).median],
    }
    grouped_bars(
        delay_axes,
        [f"one camera, {CAMERA_FPS:g}/s"],
        delays,
        dict(zip(delays, (REST[2], REST[0], OURS), strict=True)),
    )
    delay_axes.set_ylabel("frame sent to pose received, ms")
    return figure


def _yes(valid: bool) -> str:
    return "yes" if valid else "no"
