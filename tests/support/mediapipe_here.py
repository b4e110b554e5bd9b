"""Whether MediaPipe itself runs on this machine, for the tests that compare with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest

from webapp.engines.mediapipe.engine import MediapipeEngine
from webapp.pose.engine import EngineError


@cache
def why_mediapipe_does_not_run() -> str | None:
    """The engine's own words about what is missing; None where it runs."""
    try:
        MediapipeEngine().load("lite")
    except EngineError as error:
        return str(error)
    return None


@contextmanager
def mediapipe_or_skip() -> Iterator[MediapipeEngine]:
    """An engine that runs, closed at the end; else skips the test, saying loudly that nothing was compared."""
    reason = why_mediapipe_does_not_run()
    if reason:
        pytest.skip(f"NOT COMPARED WITH MEDIAPIPE, which does not run here: {reason}")
    engine = MediapipeEngine()
    try:
        yield engine
    finally:
        engine.close()
