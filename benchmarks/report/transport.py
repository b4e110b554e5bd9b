"""Reports the benchmark of the transport."""

from typing import Final

from matplotlib.figure import Figure

from benchmarks.client_codecs import POSECAST, STOCK
from benchmarks.report.charts import COLOURS, NAMES, grouped_bars, logarithmic, panels
from benchmarks.report.elements import Section, Table, ratio_text, spread_text
from benchmarks.samples import Spread, ratios
from benchmarks.transport import Echo, TransportResult
from webapp.settings import ASYNC_MODES

TEXT: Final = """\
A frame to the server and back, one after the other, without any processing: Posecast's web server and Socket.IO
set-up (`benchmarks/peers/our_echo.py`), and Flask-SocketIO as its documentation shows it
(`benchmarks/peers/stock_echo.py`)."""


def section(result: TransportResult) -> Section:
    header = [
        *("async mode", "server", "round trip p50, ms", "p99, ms", "stock / ours"),
        *("CPU ms a frame", "stock / ours", "generator", "valid rounds"),
    ]
    rows = [_row(result, echo) for echo in result.echoes]
    return Section(
        "transport",
        "Transport alone",
        TEXT,
        [Table(header, rows)],
        _figure(result),
        [f"Frames of {result.frame_bytes / 1e3:.0f} KB, sent back whole."],
    )


def _values(echo: Echo, name: str) -> list[float]:
    return [getattr(run, name) for run in echo.runs]


def _row(result: TransportResult, echo: Echo) -> list[str]:
    stock = result.echo(STOCK, echo.async_mode)
    compared = echo.server == POSECAST
    return [
        *(echo.async_mode, NAMES[echo.server]),
        spread_text(Spread.of(_values(echo, "p50_ms")), 2),
        spread_text(Spread.of(_values(echo, "p99_ms")), 2),
        ratio_text(ratios(_values(stock, "p50_ms"), _values(echo, "p50_ms"))) if compared else "",
        spread_text(Spread.of(_values(echo, "cpu_ms")), 2),
        ratio_text(ratios(_values(stock, "cpu_ms"), _values(echo, "cpu_ms"))) if compared else "",
        f"{max(run.generator_share for run in echo.runs):.0%}",
        f"{sum(run.is_valid for run in echo.runs)} of {len(echo.runs)}",
    ]


def _figure(result: TransportResult) -> Figure:
    figure, both = panels(2)
    for axes, name, words in zip(
        both, ("p50_ms", "cpu_ms"), ("round trip p50, ms", "CPU ms a frame"), strict=True
    ):
        medians = {
            NAMES[server]: [
                Spread.of(_values(result.echo(server, mode), name)).median for mode in ASYNC_MODES
            ]
            for server in (POSECAST, STOCK)
        }
        grouped_bars(axes, ASYNC_MODES, medians, {NAMES[server]: COLOURS[server] for server in COLOURS})
        axes.set_ylabel(words)
        logarithmic(axes)
    return figure
