"""Bodies under eventlet: chunked ones are decoded once, and of refused ones little is read."""

import io
import socket
import time
import warnings
from collections.abc import Iterator
from typing import Final

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet warns that it is retired
    import eventlet.wsgi

    from webapp.serving import eventlet_body
    from webapp.serving.eventlet_body import LimitedBody

from webapp.serving.connection_limits import ConnectionLimits
from webapp.serving.timed_connection import TimedConnection

LIMITS: Final = ConnectionLimits(1, None, rest_s=0.05)


@pytest.fixture
def timed() -> Iterator[TimedConnection]:
    """A connection on which nothing comes."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield TimedConnection(ours, LIMITS)


def test_chunks_are_decoded_and_lines_of_them_can_be_read(timed: TimedConnection) -> None:
    rfile = io.BytesIO(b"5\r\nhe\nlo\r\n6\r\n world\r\n0\r\n\r\nGET / ")
    body = LimitedBody.from_input(eventlet.wsgi.Input(rfile, None, None, chunked_input=True), timed)
    assert (body.readline(), body.read(4), body.read(), body.read()) == (b"he\n", b"lo w", b"orld", b"")
    assert rfile.read() == b"GET / "


def test_who_waits_to_be_told_to_go_on_is_told_once(timed: TimedConnection) -> None:
    told = io.BytesIO()
    rfile = io.BytesIO(b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n")
    given = eventlet.wsgi.Input(rfile, None, None, told, b"HTTP/1.1 100 Continue\r\n", True)
    body = LimitedBody.from_input(given, timed)
    assert (body.read(1), body.read(1)) == (b"a", b"b")
    assert told.getvalue() == b"HTTP/1.1 100 Continue\r\n\r\n"


def test_only_so_much_is_read_of_a_refused_body(
    monkeypatch: pytest.MonkeyPatch, timed: TimedConnection
) -> None:
    monkeypatch.setattr(eventlet_body, "_DISCARD_BYTES", 100_000)
    rfile = io.BytesIO(bytes(2**20))
    body = LimitedBody.from_input(eventlet.wsgi.Input(rfile, 10**9, None), timed)
    with pytest.raises(ConnectionAbortedError):
        body.discard()
    assert rfile.tell() < 200_000


def test_only_for_so_long_a_refused_body_is_read(timed: TimedConnection) -> None:
    body = LimitedBody.from_input(eventlet.wsgi.Input(io.BufferedReader(timed), 10**9, None), timed)
    begun_s = time.monotonic()
    with pytest.raises(TimeoutError):
        body.discard()
    assert time.monotonic() - begun_s < LIMITS.body_grace_s / 2
