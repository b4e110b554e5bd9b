"""Floods of one connection: it is ended with a reason, nothing of it fills the log, and a client beside it goes on."""

from collections.abc import Iterator

import pytest

from benchmarks.hostile_client import FLOODS, HostileClient
from tests.support.running_server import FAKE_ENGINE, RunningServer
from tests.system.camera_client import PATIENCE_S, CameraClient

pytestmark = pytest.mark.server

LOG_LINES = 12
"""Lines that a flood may leave at most: who came, who went, and a few of those that have a limit of their own."""


@pytest.fixture(scope="module", params=["eventlet", pytest.param("threading", marks=pytest.mark.both_modes)])
def flooded(request: pytest.FixtureRequest) -> Iterator[RunningServer]:
    with RunningServer(*FAKE_ENGINE, "--workers", "1", "--async-mode", request.param) as running:
        yield running


@pytest.mark.parametrize("kind", list(FLOODS))
def test_a_flood_ends_its_connection_and_nobody_else_s(flooded: RunningServer, kind: str) -> None:
    log_before = len(flooded.log)
    with CameraClient(flooded.url) as beside, HostileClient(flooded.port) as hostile:
        beside.ask()
        result = hostile.flood(FLOODS[kind], limit_s=PATIENCE_S)
        assert result.was_ended
        if kind != "DISCONNECT and CONNECT":  # whose connection is closed as it asked
            assert "too-many-messages" in result.codes
        assert beside.ask()[0] == "pose"
        assert not beside.ended
    log = flooded.log[log_before:]
    assert "Traceback" not in log
    assert len(log.splitlines()) <= LOG_LINES, log
