"""Which time each part of a request has; the clock is the test's."""

import io
import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from webapp.serving import timed_connection
from webapp.serving.connection_limits import ConnectionLimits
from webapp.serving.timed_connection import TimedConnection

LIMITS = ConnectionLimits(10, None, header_s=10, idle_s=60, body_grace_s=5, body_bytes_a_second=100, rest_s=2)


class Client:
    """Sends what it is told to, and notes how long the server would wait for it."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.waits_s: list[float | None] = []
        self._ours, self._theirs = socket.socketpair()
        self._ours.setblocking(False)

    def monotonic(self) -> float:
        return self.now_s

    def send(self, data: bytes, after_s: float = 0.0) -> None:
        self.now_s += after_s
        self._theirs.sendall(data)

    def settimeout(self, limit_s: float | None) -> None:
        self.waits_s.append(limit_s)

    def recv_into(self, buffer: memoryview) -> int:
        try:
            return self._ours.recv_into(buffer)
        except BlockingIOError:
            raise TimeoutError from None

    def close(self) -> None:
        self._ours.close()
        self._theirs.close()


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    client = Client()
    monkeypatch.setattr(
        timed_connection, "time", SimpleNamespace(monotonic=client.monotonic, sleep=lambda _s: None)
    )
    yield client
    client.close()


@pytest.fixture
def timed(client: Client) -> TimedConnection:
    return TimedConnection(client, LIMITS)  # type: ignore[arg-type]


def wait_s(client: Client, timed: TimedConnection) -> float:
    """Read what has come; how long the server would have waited for it."""
    client.waits_s.clear()
    timed.read(100)
    limit_s, afterwards_s = client.waits_s
    assert afterwards_s == LIMITS.idle_s, "what is written has the limit of before"
    assert limit_s is not None
    return limit_s


def test_all_pieces_of_a_header_share_one_limit(client: Client, timed: TimedConnection) -> None:
    timed.await_request()  # of the first one: it changes nothing
    for left_s in (10, 7, 4, 1):
        client.send(b"a")
        assert wait_s(client, timed) == left_s
        client.now_s += 3
    client.send(b"a")
    with pytest.raises(TimeoutError):
        timed.read(100)
    assert timed.timed_out


def test_the_next_header_has_its_time_from_its_first_byte_on(client: Client, timed: TimedConnection) -> None:
    timed.begin_body()
    timed.await_request()
    client.send(b"G", after_s=50)
    assert wait_s(client, timed) == 10  # left of the pause
    client.send(b"E", after_s=9)
    assert wait_s(client, timed) == 1


def test_a_pause_ends_too(client: Client, timed: TimedConnection) -> None:
    timed.begin_body()
    timed.await_request()
    client.now_s += 61
    with pytest.raises(TimeoutError):
        timed.read(100)


def test_a_body_s_time_begins_with_its_first_read(client: Client, timed: TimedConnection) -> None:
    timed.begin_body()
    client.send(b"a" * 100, after_s=1000)
    assert wait_s(client, timed) == 5


def test_each_byte_of_a_body_gives_it_time(client: Client, timed: TimedConnection) -> None:
    timed.begin_body()
    client.send(b"a" * 100)
    timed.read(100)
    client.send(b"a" * 50, after_s=5.5)
    assert wait_s(client, timed) == 0.5
    client.send(b"a", after_s=0.9)
    assert wait_s(client, timed) == pytest.approx(0.1)


def test_the_rest_has_a_limit_whatever_its_rate(client: Client, timed: TimedConnection) -> None:
    timed.begin_body()
    timed.begin_rest()
    for left_s in (2, 1):
        client.send(b"a" * 100)
        assert wait_s(client, timed) == left_s
        client.now_s += 1
    with pytest.raises(TimeoutError):
        timed.read(100)


def test_after_the_limit_nothing_is_read_any_more(client: Client, timed: TimedConnection) -> None:
    with pytest.raises(TimeoutError):
        timed.read(100)  # where the connection itself says so
    client.send(b"late")
    timed.begin_body()
    with pytest.raises(TimeoutError):
        io.BufferedReader(timed).read(4)


def test_what_is_discarded_has_a_limit_of_bytes_and_of_time(client: Client, timed: TimedConnection) -> None:
    client.send(b"a" * 70_000)
    timed.discard_rest(60_000)
    assert not timed.timed_out
    timed.discard_rest(60_000)  # there is nothing any more
    assert timed.timed_out
