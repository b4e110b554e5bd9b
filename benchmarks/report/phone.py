"""Reports the benchmark of a phone over HTTPS."""

from typing import Final

from matplotlib.figure import Figure

from benchmarks.phone import MODEL, TRANSPORTS, PhoneResult
from benchmarks.report.charts import OURS, REST, grouped_bars, panels
from benchmarks.report.elements import Section, Table, spread_text
from benchmarks.samples import Spread

TEXT: Final = f"""\
One camera over HTTPS (`posecast serve --lan`, "{MODEL}") that sends its next frame when the one before is answered:
with polling only, as on iPhones where the warning was clicked away but the authority not installed, and with WebSocket.
The delay is from a frame sent to its pose received."""

FIGURES: Final = {"poses/s": "poses_a_second", "p50, ms": "p50_ms", "p99, ms": "p99_ms"}


def section(result: PhoneResult) -> Section:
    return Section("phone", "A phone over HTTPS", TEXT, [_table(result)], _figure(result))


def _table(result: PhoneResult) -> Table:
    rows = [
        [transport, *(spread_text(_spread(result, transport, figure)) for figure in FIGURES.values())]
        for transport in TRANSPORTS
    ]
    return Table(["transport", *FIGURES], rows)


def _figure(result: PhoneResult) -> Figure:
    figure, (axes,) = panels(1)
    rates = {name: [_spread(result, name, "poses_a_second").median] for name in TRANSPORTS}
    grouped_bars(axes, [""], rates, dict(zip(TRANSPORTS, (REST[0], OURS), strict=True)))
    axes.set_ylabel("poses a second")
    return figure


def _spread(result: PhoneResult, transport: str, figure: str) -> Spread:
    return Spread.of([getattr(run, figure) for run in result.runs[transport]])
