"""Reports the benchmark of viewers."""

from typing import Final

from matplotlib.figure import Figure

from benchmarks.report.charts import OURS, REST, grouped_bars, panels
from benchmarks.report.elements import Section, Table, number
from benchmarks.samples import Spread, ratios
from benchmarks.viewers import CAMERA_FPS, MODEL, VIEWERS, ViewersResult

TEXT: Final = f"""\
One camera at {CAMERA_FPS:g} frames a second ("{MODEL}") alone, and with {VIEWERS} viewers who receive every pose,
alternately. The delay is from a frame sent to its pose received. The viewers run on the same machine at the lowest
priority."""


def section(result: ViewersResult) -> Section:
    return Section("viewers", "Viewers", TEXT, [_table(result)], _figure(result))


def _table(result: ViewersResult) -> Table:
    header = [
        *("round", "p50 alone, ms", "p50 watched, ms", "p99 alone, ms", "p99 watched, ms", "p99 ratio"),
        *("server's CPU a pose alone, ms", "watched, ms", "poses/s of a viewer", "valid"),
    ]
    rows = [
        [
            *(str(index), number(run.alone.p50_ms), number(run.watched.p50_ms)),
            *(number(run.alone.p99_ms), number(run.watched.p99_ms)),
            number(ratios([run.watched.p99_ms], [run.alone.p99_ms]).median, 2),
            *(number(run.alone.cpu_ms), number(run.watched.cpu_ms)),
            *(
                f"{number(run.viewer_fps.low)} to {number(run.viewer_fps.high)}",
                "yes" if run.is_valid else "no",
            ),
        ]
        for index, run in enumerate(result.runs, 1)
    ]
    return Table(header, rows)


def _figure(result: ViewersResult) -> Figure:
    figure, (axes,) = panels(1)
    delays = {
        "alone": [
            Spread.of([run.alone.p50_ms for run in result.runs]).median,
            Spread.of([run.alone.p99_ms for run in result.runs]).median,
        ],
        f"{result.viewers} viewers": [
            Spread.of([run.watched.p50_ms for run in result.runs]).median,
            Spread.of([run.watched.p99_ms for run in result.runs]).median,
        ],
    }
    grouped_bars(axes, ["p50", "p99"], delays, dict(zip(delays, (REST[0], OURS), strict=True)))
    axes.set_ylabel("the camera's delay, ms")
    return figure
