"""The time of jobs: the clock's when the server started, and from then on counted by one that nobody sets.

A clock that is set, as on a small computer without a battery when it finds the network, would else end running jobs,
remove fresh results, or not look at the disk until it is as late again.
"""

import time
from typing import Final

_START_S: Final = time.time() - time.monotonic()


def steady_time() -> float:
    """Seconds since 1970; never leaps."""
    return _START_S + time.monotonic()
