"""How many files the system lets this process open; each connection is one."""

import logging
import resource
from typing import Final

log = logging.getLogger("posecast.web")

_OTHER_FILES: Final = 1024
"""Files besides connections: workers' pipes, uploads, results, libraries. A busy server has about 200."""


def allow_open_files(connections: int) -> None:
    """Raise this process's limit for so many connections, as far as the system lets it; its usual 1024 are too few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _OTHER_FILES
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError) as error:
        log.warning("the limit of open files stays at %d: %s", soft, error)
