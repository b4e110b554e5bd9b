"""Measures the CPU time and memory of a server's process and of all processes that it started."""

from dataclasses import dataclass
from typing import Literal

import psutil

MemoryKind = Literal["PSS", "RSS"]


@dataclass(frozen=True)
class Memory:
    """The memory of some processes. kind: PSS divides shared memory among the processes, RSS counts it in each."""

    kind: MemoryKind
    mb: float
    processes: int


class ProcessTree:
    """A process and its descendants."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)

    def cpu_s(self) -> float:
        """Return the seconds of user and system time of the processes that are alive."""
        times = [process.cpu_times() for process in self._processes()]
        return float(sum(time.user + time.system for time in times))

    def root_cpu_s(self) -> float:
        """Return the same for the first process alone, which is Posecast's web process."""
        times = self._root.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> Memory:
        """Return the memory in MB of 2**20 bytes: PSS if the system reports it, else RSS."""
        processes = self._processes()
        try:
            return Memory("PSS", sum(one.memory_full_info().pss for one in processes) / 2**20, len(processes))
        except (AttributeError, psutil.AccessDenied):
            return Memory("RSS", sum(one.memory_info().rss for one in processes) / 2**20, len(processes))

    def _processes(self) -> list[psutil.Process]:
        return [self._root, *self._root.children(recursive=True)]
