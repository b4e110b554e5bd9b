"""Reports the benchmark of the start."""

from typing import Final

from matplotlib.figure import Figure

from benchmarks.client_codecs import POSECAST, STOCK
from benchmarks.report.charts import COLOURS, NAMES, grouped_bars, panels
from benchmarks.report.elements import Section, Table, spread_text
from benchmarks.samples import Spread
from benchmarks.start import MODEL, StartResult, Starts

TEXT: Final = f"""\
From the start of the server's process until the first client has its first pose ("{MODEL}"); it connects as soon
as the server listens. Warm: the files are in the page cache. Cold: they are read from the disk."""
WORDS: Final = {True: "warm", False: "cold"}


def section(result: StartResult) -> Section:
    measured = [one for one in result.starts if one.first_pose_s]
    header = ["files", "server", "until it listens, s", "until the first pose, s", "rounds"]
    rows = [
        [
            *(WORDS[one.is_warm], NAMES[one.server]),
            *(spread_text(Spread.of(one.listening_s), 2), spread_text(Spread.of(one.first_pose_s), 2)),
            str(len(one.first_pose_s)),
        ]
        for one in measured
    ]
    notes = (
        [f"Cold: {result.how_cold}; ours had no compiled networks from earlier starts."]
        if result.how_cold
        else []
    )
    return Section("start", "Start", TEXT, [Table(header, rows)], _figure(measured, result), notes)


def _figure(measured: list[Starts], result: StartResult) -> Figure:
    figure, (axes,) = panels(1)
    groups = sorted({one.is_warm for one in measured})
    medians = {
        NAMES[server]: [Spread.of(result.of(server, is_warm).first_pose_s).median for is_warm in groups]
        for server in (POSECAST, STOCK)
    }
    grouped_bars(
        axes,
        [WORDS[is_warm] for is_warm in groups],
        medians,
        {NAMES[server]: COLOURS[server] for server in COLOURS},
    )
    axes.set_ylabel("process start to first pose, s")
    return figure
