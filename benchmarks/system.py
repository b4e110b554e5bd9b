"""Benchmark of the whole server: poses a second, delay, CPU time and memory, for a growing number of clients.

Both servers run all the time; one is measured while the other is idle. Clients stay connected between runs.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from benchmarks.clips import Clip, clips
from benchmarks.load import Load, Pace
from benchmarks.measured_server import MeasuredServer, Run, posecast, stock
from benchmarks.process_tree import Memory
from benchmarks.samples import Spread, ratios
from webapp.models import MODEL_NAMES

COMPARED_CLIENTS: Final = 4
"""The number of clients at which every model is measured; other numbers are measured for DETAILED_MODEL only."""

DETAILED_MODEL: Final = "full"
STEADY_FPS: Final = 15.0
SETTLING_S: Final = 0.2
"""New clients send for this long before anything counts, since their first frames cost more than others."""

PACES: Final = (Pace.EAGER, Pace.STEADY)


@dataclass(frozen=True)
class Effort:
    clients: tuple[int, ...]
    rounds: int
    seconds: float


FULL: Final = Effort(clients=(1, 2, 4, 8, 16, 32), rounds=3, seconds=3.0)
SHORT: Final = Effort(clients=(1, 4), rounds=1, seconds=0.6)


@dataclass
class Cell:
    """The runs of one server under one kind of load."""

    server: str
    model: str
    clients: int
    pace: Pace
    runs: list[Run] = field(default_factory=list)
    memory: Memory | None = None

    @property
    def valid_runs(self) -> list[Run]:
        return [run for run in self.runs if run.is_valid]

    def spread(self, figure: str) -> Spread:
        """Return the spread of a figure of Run over the valid rounds."""
        return Spread.of([float(getattr(run, figure)) for run in self.valid_runs])

    def ratio(self, figure: str, other: "Cell") -> Spread:
        """Return the ratio of this cell's figure to the other's, over the rounds that are valid in both."""
        both = [(a, b) for a, b in zip(self.runs, other.runs, strict=True) if a.is_valid and b.is_valid]
        return ratios([getattr(a, figure) for a, _ in both], [getattr(b, figure) for _, b in both])


@dataclass(frozen=True)
class SystemResult:
    clip: tuple[str, int]  # name, mean bytes of a JPEG
    cells: list[Cell]

    def cell(self, server: str, model: str, clients: int, pace: Pace = Pace.EAGER) -> Cell | None:
        wanted = (server, model, clients, pace)
        return next(
            (one for one in self.cells if (one.server, one.model, one.clients, one.pace) == wanted), None
        )


def measure(effort: Effort) -> SystemResult:
    (clip,) = clips(1)
    cells: list[Cell] = []
    for model in MODEL_NAMES:
        clients = effort.clients if model == DETAILED_MODEL else (COMPARED_CLIENTS,)
        cells += _model_cells(model, clients, clip, effort)
    return SystemResult((clip.name, clip.mean_bytes), cells)


def _model_cells(model: str, clients: Sequence[int], clip: Clip, effort: Effort) -> list[Cell]:
    with ExitStack() as running:
        both = [running.enter_context(server(model, clip)) for server in (posecast, stock)]
        return [cell for count in clients for cell in _cells(model, count, both, effort)]


def _cells(model: str, clients: int, both: Sequence[MeasuredServer], effort: Effort) -> list[Cell]:
    """Measure both servers with that number of clients, round by round."""
    for measured in both:
        measured.load.connect(clients)
        measured.load.run(Load(clients, Pace.EAGER, SETTLING_S))
    cells = {
        (measured, pace): Cell(measured.name, model, clients, pace) for pace in PACES for measured in both
    }
    for _ in range(effort.rounds):
        for (measured, pace), cell in cells.items():
            load = Load(clients, pace, effort.seconds, STEADY_FPS if pace is Pace.STEADY else 0.0)
            cell.runs.append(measured.run(load)[0])
    for (measured, _), cell in cells.items():
        cell.memory = measured.memory()
    return list(cells.values())
