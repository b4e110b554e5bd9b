"""Reports the benchmark of the browser."""

from typing import Final

from matplotlib.figure import Figure

from benchmarks.browser import CAMERA_FPS, MODEL, BrowserResult
from benchmarks.report.charts import OURS, REST, grouped_bars, panels
from benchmarks.report.elements import Section, Table, number, spread_text
from benchmarks.samples import Spread

TEXT: Final = f"""\
The page in headless Chromium, with a clip as its camera at {CAMERA_FPS} frames a second, "{MODEL}": from the
moment at which the camera captured a frame to the moment at which its skeleton is drawn."""
SHARED: Final = (
    "The browser has no graphics card here and shares the machine's cores with the server: capturing, encoding and "
    "drawing take most of the time. A phone or a laptop does these faster."
)
NO_TIMES: Final = (
    "This camera does not report capture times; the frame's arrival in the page is used instead."
)


def section(result: BrowserResult) -> Section:
    name, (width, height) = result.clip
    notes = [SHARED, f"Clip: {name}, {width}×{height}."]
    if result.missing:
        notes.append(f"NOT MEASURED: {result.missing}.")
    elif not result.camera_tells_times:
        notes.append(NO_TIMES)
    return Section("browser", "Browser", TEXT, [_table(result)], _figure(result), notes)


def _spread(result: BrowserResult, name: str) -> Spread:
    return Spread.of([getattr(run, name) for run in result.runs])


def _table(result: BrowserResult) -> Table:
    figures = {
        "captured to drawn, p50, ms": "p50_ms",
        "captured to drawn, p99, ms": "p99_ms",
        "taken by the page to drawn, p50, ms": "page_p50_ms",
        "camera frames a second that reached the page": "camera_fps",
        "skeletons drawn a second": "drawn_a_second",
    }
    rows = [[words, spread_text(_spread(result, name))] for words, name in figures.items()]
    rows.append(["sent, KB a second", number(_spread(result, "sent_bytes_a_second").median / 1e3)])
    return Table(["figure", "median (lowest–highest round)"], rows)


def _figure(result: BrowserResult) -> Figure:
    figure, (delay_axes, rate_axes) = panels(2)
    delays = {"p50": [_spread(result, "p50_ms").median], "p99": [_spread(result, "p99_ms").median]}
    grouped_bars(delay_axes, ["captured to drawn"], delays, {"p50": REST[0], "p99": OURS})
    delay_axes.set_ylabel("ms")
    rates = {
        "camera": [_spread(result, "camera_fps").median],
        "drawn": [_spread(result, "drawn_a_second").median],
    }
    grouped_bars(rate_axes, ["frames"], rates, {"camera": REST[0], "drawn": OURS})
    rate_axes.set_ylabel("a second")
    return figure
