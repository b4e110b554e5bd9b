"""What the async mode threading adds to Werkzeug."""

import io
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from threading import Thread
from typing import Any

import pytest

from webapp.serving import threading_server
from webapp.serving.connection_limits import ConnectionLimits
from webapp.serving.threading_server import DrainedFile, ThreadingServer
from webapp.serving.timed_connection import TimedConnection


@pytest.fixture
def timed() -> Iterator[TimedConnection]:
    """A connection on which nothing comes."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield TimedConnection(ours, ConnectionLimits(1, None, rest_s=0.05))


def test_before_the_response_all_is_read(timed: TimedConnection) -> None:
    drained = DrainedFile(io.BufferedReader(io.BytesIO(b"a: b\r\nbody")), timed)
    assert (drained.readline(), drained.read(2), drained.read(9)) == (b"a: b\r\n", b"bo", b"dy")


def test_after_the_response_only_so_many_bytes_are_read(
    monkeypatch: pytest.MonkeyPatch, timed: TimedConnection
) -> None:
    monkeypatch.setattr(threading_server, "_DRAIN_BYTES", 100_000)
    source = io.BufferedReader(io.BytesIO(bytes(10**6)))
    drained = DrainedFile(source, timed)
    drained.begin_drain()
    assert 100_000 <= sum(map(len, iter(lambda: drained.read(10_000_000), b""))) < 200_000


def test_after_the_response_only_for_so_long_and_without_an_error(timed: TimedConnection) -> None:
    drained = DrainedFile(io.BufferedReader(timed), timed)
    drained.begin_drain()
    assert drained.read(9) == b""
    assert timed.timed_out


def hello(_environ: object, start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Length", "5")])
    return [b"hello"]


def test_connections_beyond_the_limit_wait_until_another_ends() -> None:
    server = ThreadingServer(ConnectionLimits(connections=2, connections_an_address=None))
    with socket.create_server(("127.0.0.1", 0)) as listener, ExitStack() as clients:
        Thread(target=server.serve, args=(listener, hello), daemon=True).start()

        def connect() -> socket.socket:
            client = socket.create_connection(listener.getsockname(), 10)
            return clients.enter_context(client)

        def ask(client: socket.socket) -> bytes:
            client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            return client.recv(4096)

        assert b" 200 OK" in ask(connect())
        silent, _another, late = connect(), connect(), connect()
        late.settimeout(0.3)
        with pytest.raises(TimeoutError):
            ask(late)
        late.settimeout(10)
        silent.close()
        assert b" 200 OK" in late.recv(4096)
