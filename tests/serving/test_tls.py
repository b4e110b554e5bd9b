"""The handshake, and a TLS connection that one thread reads while another writes."""

import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from tests.lan.handshakes import strict_client
from webapp.lan.addresses import Reach
from webapp.lan.pki.authority import make_authority
from webapp.lan.pki.leaf import sign_leaf
from webapp.lan.pki.renewal import server_context
from webapp.server.listener import listen
from webapp.serving import tls
from webapp.serving.tls import ThreadsafeTlsSocket, accept_tls

NOW = datetime.now(UTC)
AUTHORITY = make_authority("pc", ["localhost"], NOW)


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    path = tmp_path / "leaf.pem"
    path.write_bytes(sign_leaf(AUTHORITY, Reach((), ("localhost",)), NOW).secret_pem())
    return server_context(path)


@pytest.fixture
def pair(context: ssl.SSLContext) -> Iterator[tuple[ThreadsafeTlsSocket, ssl.SSLSocket]]:
    """The server's end, which threads may share, and the client's."""
    ours, theirs = socket.socketpair()
    with ThreadPoolExecutor(1) as threads:
        handshake = threads.submit(accept_tls, ours, context)
        client = strict_client(AUTHORITY.pem()).wrap_socket(theirs, server_hostname="localhost")
        server = handshake.result(10)
    with server, client:
        client.settimeout(10)
        yield server, client


def test_small_writes_are_not_held_back(context: ssl.SSLContext) -> None:
    """Nagle's algorithm is off on the listening socket, and still off on the connection after the handshake."""
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()) as theirs:
        ours, _ = listener.accept()
        with ThreadPoolExecutor(1) as threads:
            handshake = threads.submit(accept_tls, ours, context)
            with strict_client(AUTHORITY.pem()).wrap_socket(theirs, server_hostname="localhost"):
                with handshake.result(10) as server:
                    assert server.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def read_exactly(connection: ssl.SSLSocket, count: int) -> bytes:
    parts = []
    while count:
        part = connection.recv(min(count, 65536))
        assert part, "the connection ended"
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def test_a_thread_that_waits_for_a_message_does_not_keep_another_from_sending(
    pair: tuple[ThreadsafeTlsSocket, ssl.SSLSocket],
) -> None:
    server, client = pair
    server.settimeout(10)
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(server.recv, 100)
        for number in range(20):
            server.sendall(b"pose %d" % number)
            assert client.recv(100) == b"pose %d" % number
        assert not reading.done()
        client.sendall(b"frame")
        assert reading.result(10) == b"frame"


def test_what_is_sent_both_ways_at_once_arrives_whole(
    pair: tuple[ThreadsafeTlsSocket, ssl.SSLSocket],
) -> None:
    server, client = pair
    server.settimeout(30)
    client.settimeout(30)
    down, up = bytes(range(256)) * 8000, bytes(reversed(range(256))) * 8000

    def client_side() -> bytes:
        # One thread on this side: Python's own sockets are not for two.
        got = b""
        sent = 0
        while sent < len(up) or len(got) < len(down):
            if sent < len(up):
                sent += client.send(up[sent : sent + 20_000])
            if len(got) < len(down):
                got += read_exactly(client, min(20_000, len(down) - len(got)))
        return got

    with ThreadPoolExecutor(3) as threads:
        sending = threads.submit(server.sendall, down)
        receiving = threads.submit(read_exactly, server, len(up))
        assert threads.submit(client_side).result(60) == down
        sending.result(10)
        assert receiving.result(10) == up


def test_a_silent_client_ends_the_wait_in_time(pair: tuple[ThreadsafeTlsSocket, ssl.SSLSocket]) -> None:
    server, _ = pair
    server.settimeout(0.01)
    assert server.gettimeout() == 0.01
    with pytest.raises(TimeoutError):
        server.recv(1)


def test_a_client_that_leaves_ends_the_wait(pair: tuple[ThreadsafeTlsSocket, ssl.SSLSocket]) -> None:
    server, client = pair
    server.settimeout(10)
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(server.recv, 1)
        client.close()
        assert reading.result(10) == b""


@pytest.mark.parametrize("first_bytes", [b"", b"\x16\x03\x01", b"GET / HTTP/1.1\r\n\r\n"])
def test_a_client_without_a_handshake_is_disconnected(
    context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, first_bytes: bytes
) -> None:
    monkeypatch.setattr(tls, "HANDSHAKE_LIMIT_S", 0.05)
    ours, theirs = socket.socketpair()
    with theirs:
        theirs.sendall(first_bytes)
        with pytest.raises(OSError, match=r"timed out|HTTP_REQUEST|http request"):
            accept_tls(ours, context)
        assert ours.fileno() == -1
        with suppress(ConnectionResetError):
            while theirs.recv(100):  # an alert may come first
                continue


def test_a_connection_closed_by_another_thread(pair: tuple[ThreadsafeTlsSocket, ssl.SSLSocket]) -> None:
    server, _ = pair
    server.settimeout(5)
    ending = Thread(target=server.shutdown, args=(socket.SHUT_RDWR,))
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(server.recv, 1)
        ending.start()
        ending.join()
        with suppress(OSError, ValueError):
            assert reading.result(10) == b""
