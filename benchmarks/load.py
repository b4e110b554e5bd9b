"""The load that a generator puts on a server, and its result."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from benchmarks.samples import jain_index, percentile

LATE_LIMIT_MS: Final = 10.0
"""If the generator's timers fire later than this (p99), the figures are the generator's, not the server's."""

CPU_LIMIT: Final = 0.35
"""Of one core; a generator that uses more takes it from the server on the same machine."""


class Pace(Enum):
    """When a client sends its next frame."""

    # As soon as the one before is answered, within the rate that the server announced.
    EAGER = "as fast as it may"
    # At its rate, but a frame is left out while the one before is unanswered, as in the page.
    STEADY = "steady"
    # At its rate, whatever the server does.
    OPEN = "open loop"


@dataclass(frozen=True)
class Load:
    """A number of clients that send frames for some seconds."""

    clients: int
    pace: Pace
    seconds: float
    fps: float = 0.0  # of each client; 0 for EAGER
    warm_up_s: float = 0.5  # before the counted time
    cpu_limit: float = CPU_LIMIT


@dataclass
class LoadResult:
    """Counts and ages (frame sent to reply received) within the counted time; `all_…` also before and after it."""

    load: Load
    poses_by_client: list[int]
    ages_ms: list[float] = field(default_factory=list)
    worker_ms: list[float] = field(
        default_factory=list
    )  # decode + detect + landmarks, if the server reports it
    sent: int = 0
    left_out: int = 0  # not sent because of the pace or a full socket
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
        """Frames sent minus replies: not 0 if a frame got no reply, or several."""
        return self.sent - self.all_poses - self.all_dropped - self.all_problems
