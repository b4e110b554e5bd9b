"""Clients that do not reply to pings are gone within 15 s, those that do stay; with Engine.IO's own connections."""

import time
from types import SimpleNamespace
from typing import Any

import engineio
import engineio.socket
import pytest
from engineio.packet import PING, PONG, Packet

from webapp.protocol import limits
from webapp.server.silent_clients import CHECK_S, PING_INTERVAL_S, PING_TIMEOUT_S, SilentClients

GONE_S = 15.0


class Watched:
    """An Engine.IO server and its watch, with the test's clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_s = 1_000_000.0
        self.left: list[str] = []
        self.server: Any = engineio.Server(
            async_mode="threading",
            ping_interval=PING_INTERVAL_S,
            ping_timeout=PING_TIMEOUT_S,
            monitor_clients=False,
        )
        self.server.on("disconnect", lambda sid, _reason: self.left.append(sid))
        self.server.start_background_task = lambda *_task: None  # pings are sent by the test
        self.watch = SilentClients(self.server)
        monkeypatch.setattr(engineio.socket, "time", SimpleNamespace(time=lambda: self.now_s))

    def connect(self, sid: str) -> Any:
        connection = engineio.socket.Socket(self.server, sid)
        connection.connected = True
        self.server.sockets[sid] = connection
        connection.schedule_ping()
        return connection

    def ping(self, connection: Any) -> None:
        """Do what Engine.IO does PING_INTERVAL_S after the last reply."""
        connection.last_ping = self.now_s
        connection.send(Packet(PING))


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(monkeypatch)


def test_who_does_not_reply_is_gone_after_the_timeout(watched: Watched) -> None:
    connection = watched.connect("a")
    watched.ping(connection)
    watched.now_s += PING_TIMEOUT_S
    watched.watch.check()
    assert watched.left == []
    watched.now_s += CHECK_S
    watched.watch.check()
    assert watched.left == ["a"]
    assert connection.closed
    assert watched.server.sockets == {}


def test_who_replies_stays(watched: Watched) -> None:
    connection = watched.connect("a")
    for _ in range(5):
        watched.ping(connection)
        watched.now_s += PING_TIMEOUT_S - 1
        connection.receive(Packet(PONG))
        watched.now_s += PING_INTERVAL_S
        watched.watch.check()
    assert watched.left == []


def test_closed_connections_are_forgotten(watched: Watched) -> None:
    watched.connect("a").close(wait=False)
    watched.watch.check()
    assert watched.server.sockets == {}


def test_one_that_cannot_be_closed_keeps_no_other(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("broken")

    for sid in ("a", "b"):
        watched.ping(watched.connect(sid))
    monkeypatch.setattr(watched.server.sockets["a"], "check_ping_timeout", fail)
    watched.now_s += PING_TIMEOUT_S + 1
    watched.watch.check()
    assert watched.left == ["b"]
    assert "could not be disconnected" in caplog.text


def test_the_watch_looks_by_itself(watched: Watched) -> None:
    watched.ping(watched.connect("a"))
    watched.now_s += PING_TIMEOUT_S + 1
    watched.watch.start()
    until_s = time.monotonic() + 10
    while not watched.left and time.monotonic() < until_s:
        time.sleep(0.02)
    assert watched.left == ["a"]


def test_a_vanished_client_is_gone_in_time_and_a_slow_viewer_is_told_why_before() -> None:
    assert PING_INTERVAL_S + PING_TIMEOUT_S + CHECK_S < GONE_S
    assert limits.VIEWER_STALL_S + 1 < PING_TIMEOUT_S
