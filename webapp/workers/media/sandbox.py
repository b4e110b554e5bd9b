"""Limits a media worker's processor time, memory and files."""

import os
import resource
from contextlib import suppress
from typing import Final

import psutil

MEMORY_BYTES: Final = 1536 * 2**20
"""Memory beyond that of the process at its start. The largest picture that is read (PIXEL_LIMIT) takes about half of
it while it is turned, drawn on and encoded; a 4K video a third."""

OPEN_FILES: Final = 256


def lower_priority() -> None:
    """Run only when no other process wants the processor: pose workers preempt this process at once."""
    os.nice(19)
    if hasattr(os, "SCHED_IDLE"):
        with suppress(OSError):  # some containers forbid it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def limit_memory() -> None:
    """Make allocations beyond MEMORY_BYTES fail from now on. Call it when all libraries are loaded."""
    limit = psutil.Process().memory_info().vms + MEMORY_BYTES
    with suppress(OSError, ValueError):  # not every system has this limit
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold a copy of the upload


def limit_file_size(file_bytes: int) -> None:
    """Make writing fail beyond so many bytes of a file from now on (Python ignores the signal SIGXFSZ)."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, hard))
