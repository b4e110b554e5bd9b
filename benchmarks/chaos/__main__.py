"""`python -m benchmarks.chaos`: attacks a server beside three good clients, and a server without guards to compare.

The exit code says whether every attack was refused and every frame of the good clients answered, and whether the server
without guards failed at one of the two; the times are figures to read, since they depend on the machine.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from benchmarks.chaos.attacks import ATTACKS, Attack, CostlyFrames, Flood, Outcome, Running
from benchmarks.client_codecs import POSECAST
from benchmarks.clips import clips
from benchmarks.load import Load, LoadResult, Pace
from benchmarks.load_generator import LoadGenerator
from benchmarks.samples import percentile
from tests.support.running_server import RunningServer

GOOD_CLIENTS: Final = 3
GOOD_FPS: Final = 15.0
LOG_LIMIT_BYTES: Final = 20_000
"""Bytes of log that an attack may cause; the server writes a line when somebody comes, goes or is ended."""

LEAST_SHARE: Final = 0.1
"""Of their poses that the good clients must still get. A server that is stopped gives them none, a busy machine half."""

_SELF_CHECK: Final = (Flood("unknown events"), Flood("WebSocket pings"), CostlyFrames())


@dataclass(frozen=True)
class Effort:
    seconds: float  # that an attack has, beside the good clients
    modes: tuple[str, ...]


FULL: Final = Effort(4.0, ("eventlet", "threading"))
SHORT: Final = Effort(1.5, ("eventlet",))


@dataclass(frozen=True)
class Trial:
    """The good clients' figures beside one attack."""

    name: str
    result: LoadResult
    outcome: Outcome
    log_bytes: int

    def held(self, before: LoadResult) -> bool:
        """Whether the attack was refused, the log stayed small, and the good clients were served all along."""
        is_served = self.result.unaccounted == 0 and sum(self.result.poses_by_client) >= LEAST_SHARE * sum(
            before.poses_by_client
        )
        return self.outcome.was_refused and is_served and self.log_bytes <= LOG_LIMIT_BYTES

    def line(self, before: LoadResult) -> str:
        p99, p99_before = (percentile(one.ages_ms, 99) for one in (self.result, before))
        longest = max(self.result.ages_ms, default=float("nan"))
        verdict = "held" if self.held(before) else "FELL"
        return (
            f"{verdict}  {self.name:30} p99 {p99:6.1f} ms ({p99 / p99_before:4.2f}×)  longest {longest:7.1f} ms  "
            f"{sum(self.result.poses_by_client):4d} poses  log {self.log_bytes / 1e3:7.1f} KB  {self.outcome.text}"
        )


class Ground:
    """A running server and the good clients beside which attacks are tried."""

    def __init__(self, server: RunningServer, load: LoadGenerator, seconds: float) -> None:
        self._server = server
        self._load = load
        self._plan = Load(GOOD_CLIENTS, Pace.STEADY, seconds, GOOD_FPS)
        self.before = load.run(self._plan)

    def try_attack(self, attack: Attack) -> Trial:
        log_before = len(self._server.log)
        with Running(attack, self._server.port) as running:
            result = self._load.run(self._plan)
        return Trial(attack.name, result, running.outcome, len(self._server.log) - log_before)


@contextmanager
def ground(seconds: float, mode: str, module: str = "webapp") -> Iterator[Ground]:
    (clip,) = clips(1)
    arguments = ("--model", "lite", "--workers", "2", "--async-mode", mode)
    with RunningServer(*arguments, module=module) as server:
        with LoadGenerator(server.port, POSECAST, clip.jpegs) as load:
            load.connect(GOOD_CLIENTS)
            yield Ground(server, load, seconds)


def trials(on: Ground, attacks: Iterable[Attack]) -> bool:
    """Try attacks one after the other, print a line for each, and return whether the server held against all."""
    held = True
    for attack in attacks:
        trial = on.try_attack(attack)
        print(trial.line(on.before), flush=True)
        held = held and trial.held(on.before)
    return held


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("--short", action="store_true", help="one async mode, and less time for each attack")
    effort = SHORT if parser.parse_args(arguments).short else FULL
    held = True
    for mode in effort.modes:
        with ground(effort.seconds, mode) as guarded:
            before = guarded.before
            print(f"{mode}: three good clients alone: p99 {percentile(before.ages_ms, 99):.1f} ms, ", end="")
            print(f"{sum(before.poses_by_client)} poses in {effort.seconds:g} s")
            held = trials(guarded, ATTACKS) and held
    print("the same without guards, where each has to fall:")
    fell = []
    for attack in _SELF_CHECK:
        with ground(effort.seconds, "eventlet", "benchmarks.chaos.unguarded_server") as unguarded:
            fell.append(not trials(unguarded, [attack]))
    return 0 if held and all(fell) else 1


if __name__ == "__main__":
    sys.exit(main())
