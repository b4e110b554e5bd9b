"""Floods of one connection: it is ended with a reason, nothing of it fills the log, and a client beside it goes on."""

import base64
import time
from collections.abc import Iterator

import pytest
import requests
from socketio.msgpack_packet import MsgPackPacket

from benchmarks.chaos.hostile_client import FLOODS, HostileClient
from tests.support.running_server import FAKE_ENGINE, RunningServer
from tests.system.camera_client import AUTH, PATIENCE_S, CameraClient
from webapp.protocol import limits

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


def polling_session(url: str) -> tuple[requests.Session, str]:
    """A client that connects over HTTP polling by hand; returns the address of its connection."""
    http = requests.Session()
    address = f"{url}/socket.io/?EIO=4&transport=polling"
    sid = http.get(address, timeout=10).text.split('"sid":"')[1].split('"')[0]
    address = f"{address}&sid={sid}"
    assert http.post(address, data=polled(MsgPackPacket(0, data=AUTH, namespace="/")), timeout=10).ok
    return http, address


def polled(packet: MsgPackPacket) -> str:
    return "b" + base64.b64encode(packet.encode()).decode()


def test_a_flood_over_polling_is_refused(flooded: RunningServer) -> None:
    log_before = len(flooded.log)
    http, address = polling_session(flooded.url)
    event = polled(MsgPackPacket(2, data=["*"], namespace="/"))
    many = "\x1e".join([event] * limits.MESSAGES_A_REQUEST)
    statuses = [200]
    deadline_s = time.monotonic() + PATIENCE_S
    with CameraClient(flooded.url) as beside, http:
        while statuses[-1] == 200 and time.monotonic() < deadline_s:
            statuses.append(http.post(address, data=many, timeout=10).status_code)
            http.get(address, timeout=10)  # its answers, so that it is not ended because they are unread
        assert statuses[-1] == 400
        assert beside.ask()[0] == "pose"
    log = flooded.log[log_before:]
    assert "sent too many messages" in log
    assert "Traceback" not in log


@pytest.mark.parametrize(
    "body",
    ["4" + "[" * 100_000, "9", "x", "\x1e".join(["3"] * (limits.MESSAGES_A_REQUEST + 1)), b"\xff\xfe"],
    ids=["nested JSON", "no type", "no number", "too many", "no UTF-8"],
)
def test_polled_text_that_is_no_message_leaves_no_traceback(
    flooded: RunningServer, body: str | bytes
) -> None:
    log_before = len(flooded.log)
    http, address = polling_session(flooded.url)
    with http:
        http.post(address, data=body, timeout=10)
    with CameraClient(flooded.url) as beside:
        assert beside.ask()[0] == "pose"
    assert "Traceback" not in flooded.log[log_before:]
