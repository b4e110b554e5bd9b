"""Reports the benchmark of the whole system."""

from typing import Final

from matplotlib.figure import Figure

from benchmarks.client_codecs import POSECAST, STOCK
from benchmarks.load import CPU_LIMIT, LATE_LIMIT_MS, Pace
from benchmarks.report.charts import COLOURS, NAMES, legend_above, logarithmic, panels
from benchmarks.report.elements import Section, Table, number, ratio_text, spread_text
from benchmarks.samples import Spread
from benchmarks.system import DETAILED_MODEL, STEADY_FPS, Cell, SystemResult
from webapp.protocol.limits import FRAMES_A_SECOND

TEXT: Final = """\
A real server, Socket.IO over WebSocket from another process, JPEG frames over loopback. The stock stack is
Flask-SocketIO on eventlet as its documentation shows it, with a PoseLandmarker for each client, called in the handler,
and a JSON reply (`benchmarks/peers/stock_app.py`). The two servers are measured alternately. The delay is from a frame
sent to its pose received; CPU time is that of all processes of the server."""
PACE_WORDS: Final = {
    Pace.EAGER: "as fast as it may",
    Pace.STEADY: f"{STEADY_FPS:g} frames/s each",
}


def section(result: SystemResult) -> Section:
    name, size = result.clip
    return Section(
        "system",
        "System: server and clients",
        TEXT,
        [_table(result, pace) for pace in PACE_WORDS],
        _figure(result),
        [
            (
                f"Clip: {name}, {size / 1e3:.0f} KB a frame. A client has one frame in flight. As fast as it may means "
                f"within the rate that the server announces: ours {FRAMES_A_SECOND} frames a second of one client, the "
                "stock stack none."
            ),
            f"At {STEADY_FPS:g} frames a second a client leaves a frame out while the one before is unanswered.",
            (
                f"The load generator's share is of one core. A round in which it took more than {CPU_LIMIT:.0%}, or its "
                f"timers fired more than {LATE_LIMIT_MS:g} ms late (p99), is invalid and does not count."
            ),
        ],
    )


def _table(result: SystemResult, pace: Pace) -> Table:
    cells = [cell for cell in result.cells if cell.pace is pace]
    header = [
        *("model", "clients", "server", "poses/s", "ratio", "p50, ms", "p99, ms", "p99 ratio"),
        *("CPU ms a pose", "fairness", "memory, MB", "generator", "late p99, ms", "valid rounds"),
    ]
    return Table(header, [_row(result, cell) for cell in cells], f"Each client sends {PACE_WORDS[pace]}:")


def _row(result: SystemResult, cell: Cell) -> list[str]:
    other = result.cell(STOCK, cell.model, cell.clients, cell.pace) if cell.server == POSECAST else None
    memory = cell.memory
    all_runs = cell.runs
    return [
        *(cell.model, str(cell.clients), NAMES[cell.server]),
        spread_text(cell.spread("poses_a_second")),
        ratio_text(cell.ratio("poses_a_second", other)) if other else "",
        spread_text(cell.spread("p50_ms")),
        spread_text(cell.spread("p99_ms")),
        ratio_text(cell.ratio("p99_ms", other)) if other else "",
        spread_text(cell.spread("cpu_ms")),
        number(cell.spread("fairness").median, 3),
        f"{memory.mb:,.0f} ({memory.kind})" if memory else "",
        f"{max(run.generator_share for run in all_runs):.0%}",
        number(Spread.of([run.late_p99_ms for run in all_runs]).high),
        f"{len(cell.valid_runs)} of {len(all_runs)}",
    ]


def _figure(result: SystemResult) -> Figure:
    figure, (rate_axes, delay_axes) = panels(2)
    for server in (POSECAST, STOCK):
        for pace, line in ((Pace.EAGER, "o-"), (Pace.STEADY, "s--")):
            cells = [
                cell
                for cell in result.cells
                if (cell.server, cell.model, cell.pace) == (server, DETAILED_MODEL, pace)
            ]
            label = f"{NAMES[server]}, {PACE_WORDS[pace]}"
            for axes, value in ((rate_axes, "poses_a_second"), (delay_axes, "p99_ms")):
                medians = [cell.spread(value).median for cell in cells]
                axes.plot([cell.clients for cell in cells], medians, line, color=COLOURS[server], label=label)
    for axes in (rate_axes, delay_axes):
        axes.set_xscale("log", base=2)
        axes.set_xlabel(f"clients ({DETAILED_MODEL})")
        ticks = sorted({cell.clients for cell in result.cells if cell.model == DETAILED_MODEL})
        axes.set_xticks(ticks, [str(tick) for tick in ticks])
    rate_axes.set_ylabel("poses a second, all clients")
    legend_above(rate_axes, 2)
    delay_axes.set_ylabel("frame sent to pose, p99, ms")
    logarithmic(delay_axes)
    return figure
