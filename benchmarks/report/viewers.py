"""The section on viewers."""

from typing import Final

from matplotlib.figure import Figure

from benchmarks.report.charts import OURS, REST, grouped_bars, panels
from benchmarks.report.elements import Section, Table, number
from benchmarks.samples import Spread, ratios
from benchmarks.viewers import CAMERA_FPS, MODEL, VIEWERS, ViewersResult

TEXT: Final = f"""\
One camera at {CAMERA_FPS:g} frames a second ("{MODEL}") alone, and with {VIEWERS} viewers who get every pose: frame sent
to pose received, as the camera sees it, in turns. The viewers run on the same machine, behind everything else."""


def section(result: ViewersResult) -> Section:
    return Section("viewers", "Viewers", TEXT, [_table(result)], _figure(result))


def _table(result: ViewersResult) -> Table:
    header = [
        *("round", "p50 alone, ms", "p50 watched, ms", "p99 alone, ms", "p99 watched, ms", "p99 ratio"),
        *("server's CPU a pose alone, ms", "watched, ms", "poses/s of a viewer", "valid"),
    ]
    rows = [
        [
            *(str(index), number(turn.alone.p50_ms), number(turn.watched.p50_ms)),
            *(number(turn.alone.p99_ms), number(turn.watched.p99_ms)),
            number(ratios([turn.watched.p99_ms], [turn.alone.p99_ms]).median, 2),
            *(number(turn.alone.cpu_ms), number(turn.watched.cpu_ms)),
            *(
                f"{number(turn.viewer_fps.low)} to {number(turn.viewer_fps.high)}",
                "yes" if turn.is_valid else "no",
            ),
        ]
        for index, turn in enumerate(result.turns, 1)
    ]
    return Table(header, rows)


def _figure(result: ViewersResult) -> Figure:
    figure, (axes,) = panels(1)
    delays = {
        "alone": [
            Spread.of([turn.alone.p50_ms for turn in result.turns]).median,
            Spread.of([turn.alone.p99_ms for turn in result.turns]).median,
        ],
        f"{result.viewers} viewers": [
            Spread.of([turn.watched.p50_ms for turn in result.turns]).median,
            Spread.of([turn.watched.p99_ms for turn in result.turns]).median,
        ],
    }
    grouped_bars(axes, ["p50", "p99"], delays, dict(zip(delays, (REST[0], OURS), strict=True)))
    axes.set_ylabel("the camera's delay, ms")
    return figure
