"""Reports the benchmark of memory."""

from typing import Final

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from benchmarks.memory import MODEL, Growth, MemoryResult
from benchmarks.report.charts import COLOURS, NAMES, legend_above, panels
from benchmarks.report.elements import Section, Table, number

TEXT: Final = f"""\
Memory of all processes of a server ("{MODEL}") as clients are added: first idle ones, which are connected and have
not sent a frame, then streaming ones, each as fast as it may. Slopes are fitted to all numbers of clients."""
KINDS: Final = {
    "PSS": "PSS: memory that processes share is divided among them.",
    "RSS": "RSS, since this system does not report PSS: shared memory is counted in each process.",
}


def section(result: MemoryResult) -> Section:
    header = ["server", "clients", "idle, MB", "streaming, MB"]
    rows = [row for growth in result.growths for row in _rows(growth)]
    slopes = Table(
        ["server", "each further idle client, MB", "each further streaming client, MB"],
        [
            [NAMES[growth.server], number(growth.idle_slope, 3), number(growth.streaming_slope, 3)]
            for growth in result.growths
        ],
    )
    kind = KINDS[result.growths[0].kind]
    return Section("memory", "Memory", TEXT, [slopes, Table(header, rows)], _figure(result), [kind])


def _rows(growth: Growth) -> list[list[str]]:
    return [
        [NAMES[growth.server], str(count), number(idle), number(streaming)]
        for count, idle, streaming in zip(growth.clients, growth.idle_mb, growth.streaming_mb, strict=True)
    ]


def _figure(result: MemoryResult) -> Figure:
    figure, (axes,) = panels(1)
    for growth in result.growths:
        name, colour = NAMES[growth.server], COLOURS[growth.server]
        axes.plot(growth.clients, growth.streaming_mb, "o-", color=colour, label=f"{name}, streaming")
        axes.plot(growth.clients, growth.idle_mb, "s--", color=colour, label=f"{name}, idle")
    axes.set_xlabel("clients")
    axes.set_ylabel("memory of all processes, MB")
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    legend_above(axes, 2 * len(result.growths))
    return figure
