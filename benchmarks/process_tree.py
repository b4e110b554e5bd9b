"""What a server costs: the CPU time and the memory of its process and of all processes that it started."""

from dataclasses import dataclass
from typing import Literal

import psutil

MemoryKind = Literal["PSS", "RSS"]


@dataclass(frozen=True)
class Memory:
    """kind: PSS counts what processes share once, divided among them; RSS counts it in each of them."""

    kind: MemoryKind
    mb: float
    processes: int


class ProcessTree:
    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)

    def cpu_s(self) -> float:
        """Seconds of user and system time so far, of the processes that now live."""
        times = [process.cpu_times() for process in self._processes()]
        return float(sum(time.user + time.system for time in times))

    def root_cpu_s(self) -> float:
        """Likewise, of the first process alone: of Posecast, the one that serves the web."""
        times = self._root.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> Memory:
        """MB of 2**20 bytes. PSS where the system tells it, else RSS."""
        processes = self._processes()
        try:
            return Memory("PSS", sum(one.memory_full_info().pss for one in processes) / 2**20, len(processes))
        except (AttributeError, psutil.AccessDenied):
            return Memory("RSS", sum(one.memory_info().rss for one in processes) / 2**20, len(processes))

    def _processes(self) -> list[psutil.Process]:
        return [self._root, *self._root.children(recursive=True)]
