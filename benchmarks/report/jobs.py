"""Reports the benchmark of a video beside a camera."""

from typing import Final

from matplotlib.figure import Figure

from benchmarks.jobs import CAMERA_FPS, MODEL, JobsResult
from benchmarks.report.charts import OURS, REST, grouped_bars, panels
from benchmarks.report.elements import Section, Table, number
from benchmarks.samples import Spread, ratios

TEXT: Final = f"""\
One camera at {CAMERA_FPS:g} frames a second ("{MODEL}") alone, and while the server processes an uploaded video,
alternately. The delay is from a frame sent to its pose received. Frames of the video go behind those of live clients."""


def section(result: JobsResult) -> Section:
    return Section("jobs", "A video beside a camera", TEXT, [_table(result)], _figure(result))


def _table(result: JobsResult) -> Table:
    header = [
        *("round", "p50 alone, ms", "p50 beside, ms", "p99 alone, ms", "p99 beside, ms", "p99 ratio"),
        *("the video's frames/s", "valid"),
    ]
    rows = [
        [
            *(str(index), number(run.alone.p50_ms), number(run.beside.p50_ms)),
            *(number(run.alone.p99_ms), number(run.beside.p99_ms)),
            number(ratios([run.beside.p99_ms], [run.alone.p99_ms]).median, 2),
            *(number(run.job_fps), "yes" if run.is_valid else "no"),
        ]
        for index, run in enumerate(result.runs, 1)
    ]
    return Table(header, rows)


def _figure(result: JobsResult) -> Figure:
    figure, (axes,) = panels(1)
    delays = {
        name: [
            Spread.of([getattr(getattr(run, part), key) for run in result.runs]).median
            for key in ("p50_ms", "p99_ms")
        ]
        for name, part in (("alone", "alone"), ("beside a video", "beside"))
    }
    grouped_bars(axes, ["p50", "p99"], delays, dict(zip(delays, (REST[0], OURS), strict=True)))
    axes.set_ylabel("the camera's delay, ms")
    return figure
