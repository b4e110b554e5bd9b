"""The section on jobs."""

from typing import Final

from matplotlib.figure import Figure

from benchmarks.jobs import CAMERA_FPS, MODEL, JobsResult
from benchmarks.report.charts import OURS, REST, grouped_bars, panels
from benchmarks.report.elements import Section, Table, number
from benchmarks.samples import Spread, ratios

TEXT: Final = f"""\
One camera at {CAMERA_FPS:g} frames a second ("{MODEL}") alone, and while the server works on a video that somebody
sent: frame sent to pose received, as the camera sees it, in turns. Videos have the workers behind live clients."""


def section(result: JobsResult) -> Section:
    return Section("jobs", "A video beside a camera", TEXT, [_table(result)], _figure(result))


def _table(result: JobsResult) -> Table:
    header = [
        *("round", "p50 alone, ms", "p50 beside, ms", "p99 alone, ms", "p99 beside, ms", "p99 ratio"),
        *("the video's frames/s", "valid"),
    ]
    rows = [
        [
            *(str(index), number(turn.alone.p50_ms), number(turn.beside.p50_ms)),
            *(number(turn.alone.p99_ms), number(turn.beside.p99_ms)),
            number(ratios([turn.beside.p99_ms], [turn.alone.p99_ms]).median, 2),
            *(number(turn.job_fps), "yes" if turn.is_valid else "no"),
        ]
        for index, turn in enumerate(result.turns, 1)
    ]
    return Table(header, rows)


def _figure(result: JobsResult) -> Figure:
    figure, (axes,) = panels(1)
    delays = {
        name: [
            Spread.of([getattr(getattr(turn, part), key) for turn in result.turns]).median
            for key in ("p50_ms", "p99_ms")
        ]
        for name, part in (("alone", "alone"), ("beside a video", "beside"))
    }
    grouped_bars(axes, ["p50", "p99"], delays, dict(zip(delays, (REST[0], OURS), strict=True)))
    axes.set_ylabel("the camera's delay, ms")
    return figure
