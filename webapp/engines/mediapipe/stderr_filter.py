"""Keeps the log lines of MediaPipe's C++ code out of stderr, without losing them when it fails.

It writes to file descriptor 2 whatever GLOG_minloglevel, ABSL_* or TF_CPP_MIN_LOG_LEVEL say (tried with 1.2.2),
so the descriptor itself is redirected while a landmarker opens and during its first frame.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2


@contextmanager
def hold_back_stderr() -> Iterator[None]:
    """Discard what this process writes to stderr, or write it at the end if the block raises.

    Not thread-safe, since the descriptor belongs to the whole process.
    """
    sys.stderr.flush()
    shown = os.dup(STDERR)
    with tempfile.TemporaryFile() as held_back:
        os.dup2(held_back.fileno(), STDERR)
        try:
            yield
        except BaseException:
            held_back.seek(0)
            os.write(shown, held_back.read())
            raise
        finally:
            os.dup2(shown, STDERR)
            os.close(shown)
