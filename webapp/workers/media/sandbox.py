"""Limits what the media process may take of the machine: little beside live clients, bounded memory and files."""

import os
import resource
from contextlib import suppress
from typing import Final

import psutil

MEMORY_BYTES: Final = 1536 * 2**20
"""Memory beyond that of the process at its start. The largest picture that is read (PIXEL_LIMIT) takes about half of
it while it is turned, drawn on and encoded; a 4K video a third."""

OPEN_FILES: Final = 256


def give_way() -> None:
    """Run only when nobody else wants the processor: live clients' workers preempt this process at once."""
    os.nice(19)
    if hasattr(os, "SCHED_IDLE"):
        with suppress(OSError):  # some containers forbid it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def bound_memory() -> None:
    """From here on, an allocation beyond MEMORY_BYTES fails. Call it when all libraries are loaded."""
    limit = psutil.Process().memory_info().vms + MEMORY_BYTES
    with suppress(OSError, ValueError):  # not every system knows it
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # would be a copy of somebody's picture


def bound_files(file_bytes: int) -> None:
    """From here on, a file that grows beyond that fails to be written (Python ignores the signal for it)."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, hard))
