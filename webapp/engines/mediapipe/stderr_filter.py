"""Keeps the chatter of MediaPipe's C++ out of the log, without losing what it says when it fails.

It writes to file descriptor 2 whatever GLOG_minloglevel, ABSL_* or TF_CPP_MIN_LOG_LEVEL say (tried with 1.2.2),
so the descriptor itself is turned away for the two moments at which it chatters: opening and the first frame.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2


@contextmanager
def native_noise_held_back() -> Iterator[None]:
    """Holds back what this process writes to stderr, and writes it after all where the block raises.

    For one thread at a time: the descriptor belongs to the process.
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
