"""Measures the most memory that a server and its child processes took, from the kernel's own records."""

from threading import Event, Lock, Thread
from types import TracebackType
from typing import Final, Self

import psutil

_PAUSE_S: Final = 0.02


class PeakMemory:
    """`with PeakMemory(pid) as memory:` measures in a thread; `memory.peak_bytes()` is the most until now.

    Added up are the most that each living process ever had resident (VmHWM), so nothing is overlooked between two looks,
    but for the last 20 ms of a process that ends. What processes share counts in each of them, in any measure alike.
    """

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._peak = 0
        self._lock = Lock()
        self._is_over = Event()
        self._thread = Thread(target=self._measure_repeatedly)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def peak_bytes(self) -> int:
        self._measure()
        return self._peak

    def _measure_repeatedly(self) -> None:
        while not self._is_over.wait(_PAUSE_S):
            self._measure()

    def _measure(self) -> None:
        with self._lock:
            processes = [self._root, *self._root.children(recursive=True)]
            self._peak = max(self._peak, sum(_most_resident_bytes(one.pid) for one in processes))


def _most_resident_bytes(pid: int) -> int:
    """Return 0 for a process that has ended. psutil has no peak on Linux, so this reads /proc."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as status:  # noqa: PTH123 - often, and so the fast way
            return next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:")), 0)
    except (FileNotFoundError, ProcessLookupError):
        return 0
