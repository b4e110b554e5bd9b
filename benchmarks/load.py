"""What a load generator is told to do, and what it says about it afterwards."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from benchmarks.samples import jain_index, percentile

LATE_LIMIT_MS: Final = 10.0
"""A generator whose timers fire later than this (p99) measured itself, not the server."""

CPU_LIMIT: Final = 0.35
"""Of one core; a generator that takes more takes it from the server on the same machine."""


class Pace(Enum):
    """When a client sends its next frame."""

    EAGER = "as fast as it may"  # at once when the one before is answered, within the server's announced rate
    STEADY = (
        "steady"  # at its rate, but a frame is left out while the one before is unanswered, as a page does
    )
    OPEN = "open loop"  # at its rate, whatever the server does


@dataclass(frozen=True)
class Load:
    clients: int
    pace: Pace
    seconds: float
    fps: float = 0.0  # of each client; EAGER has none
    warm_up_s: float = 0.5  # sent, but not counted
    cpu_limit: float = CPU_LIMIT


@dataclass
class LoadResult:
    """Counts and ages (frame sent to answer received) of the counted time; `all_…` also of the time around it."""

    load: Load
    poses_by_client: list[int]
    ages_ms: list[float] = field(default_factory=list)
    worker_ms: list[float] = field(
        default_factory=list
    )  # decode + detect + landmarks, where the server says it
    sent: int = 0
    left_out: int = 0  # not sent, because the pace or a full socket did not let it go
    all_poses: int = 0
    all_dropped: int = 0
    all_problems: int = 0
    unanswered: int = 0
    late_ms: list[float] = field(default_factory=list)
    cpu_share: float = 0.0  # of one core

    @property
    def poses_a_second(self) -> float:
        return sum(self.poses_by_client) / self.load.seconds

    @property
    def fairness(self) -> float:
        return jain_index(self.poses_by_client)

    @property
    def late_p99_ms(self) -> float:
        return percentile(self.late_ms, 99)

    @property
    def is_valid(self) -> bool:
        """Whether the generator kept up, so that the figures are the server's."""
        return self.cpu_share <= self.load.cpu_limit and not self.late_p99_ms > LATE_LIMIT_MS

    @property
    def unaccounted(self) -> int:
        """Frames that were sent and got no answer, or more answers than one."""
        return self.sent - self.all_poses - self.all_dropped - self.all_problems
