"""A clock that is set while the server runs changes nothing for its jobs."""

import time
from pathlib import Path

import pytest

import webapp.api
from webapp.api.jobs.job import steady_time


@pytest.mark.parametrize("leap_s", [-86_400.0, 7 * 3600.0])
def test_it_does_not_leap_with_the_clock(leap_s: float, monkeypatch: pytest.MonkeyPatch) -> None:
    before_s, real = steady_time(), time.time
    assert before_s == pytest.approx(real(), abs=60)
    monkeypatch.setattr(time, "time", lambda: real() + leap_s)
    assert 0 <= steady_time() - before_s < 60


def test_nothing_in_the_api_asks_another_clock() -> None:
    folder = Path(webapp.api.__file__).parent
    asking = {path.name for path in folder.rglob("*.py") if "time.time()" in path.read_text()}
    assert asking == {"job.py"}
