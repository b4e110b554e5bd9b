"""Servers with the fake engine: one for each async mode, shared by the tests that leave it whole."""

from collections.abc import Iterator

import pytest

from tests.support.running_server import FAKE_ENGINE, RunningServer
from webapp.settings import ASYNC_MODES


@pytest.fixture(scope="package", params=ASYNC_MODES)
def server(request: pytest.FixtureRequest) -> Iterator[RunningServer]:
    with RunningServer(*FAKE_ENGINE, "--workers", "2", "--async-mode", request.param) as running:
        yield running


@pytest.fixture(params=ASYNC_MODES)
def async_mode(request: pytest.FixtureRequest) -> str:
    """For tests that start, stop or fill a server of their own."""
    mode: str = request.param
    return mode
