"""The limits of connections, with real ones, in both async modes: what takes too long or is too many is closed."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from tests.lan.handshakes import strict_client
from tests.support.limited_server import limited_server
from webapp.lan.addresses import Reach
from webapp.lan.pki.authority import make_authority
from webapp.lan.pki.leaf import sign_leaf
from webapp.serving.connection_limits import REST_S, ConnectionLimits
from webapp.settings import ASYNC_MODES, AsyncMode

LIMITS: Final = ConnectionLimits(
    connections=30,
    connections_an_address=20,
    header_s=0.5,
    idle_s=0.6,
    body_grace_s=0.4,
    body_bytes_a_second=1000,
    rest_s=0.3,
)
PATIENCE_S: Final = 10.0
PAUSE_S: Final = 0.05
FAST_ENOUGH: Final = b"y" * 200  # four times the lowest rate
NOW: Final = datetime.now(UTC)
AUTHORITY: Final = make_authority("pc", ["localhost"], NOW)
WHOLE: Final = b"GET /whole HTTP/1.1\r\nHost: a\r\n\r\n"
SLOW_BODY: Final = b"POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"

pytestmark = [pytest.mark.server, pytest.mark.both_modes]


@pytest.fixture(scope="module", params=ASYNC_MODES)
def mode(request: pytest.FixtureRequest) -> AsyncMode:
    mode: AsyncMode = request.param
    return mode


@pytest.fixture(scope="module")
def port(mode: AsyncMode) -> Iterator[int]:
    with limited_server(mode, LIMITS) as port:
        yield port


@pytest.fixture(scope="module")
def tls_port(mode: AsyncMode, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    certfile = tmp_path_factory.mktemp("tls") / "leaf.pem"
    certfile.write_bytes(sign_leaf(AUTHORITY, Reach((), ("localhost",)), NOW).secret_pem())
    with limited_server(mode, LIMITS, certfile) as port:
        yield port


def connect(port: int, source: str = "127.0.0.1") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE_S, (source, 0))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def read_to_end(connection: socket.socket) -> bytes:
    """Return what comes until the connection is closed, also where what we sent too late made it break."""
    received = b""
    try:
        while data := connection.recv(4096):
            received += data
    except ConnectionError:
        pass
    return received


def trickle(connection: socket.socket, piece: bytes = b"x") -> tuple[bytes, float]:
    """Send a little now and then until the server closes the connection; what it has sent, and seconds until then."""
    begun_s = time.monotonic()
    connection.settimeout(PAUSE_S)
    received = b""
    while time.monotonic() - begun_s < PATIENCE_S:
        try:
            connection.sendall(piece)
            data = connection.recv(4096)
        except TimeoutError:
            continue
        except OSError:
            break
        if not data:
            break
        received += data
    return received, time.monotonic() - begun_s


@pytest.mark.parametrize("begin", [b"", b"G", b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: "])
def test_a_header_that_trickles_in_ends_the_connection(port: int, begin: bytes) -> None:
    with connect(port) as connection:
        connection.sendall(begin)
        received, seconds = trickle(connection)
    assert received == b""
    assert LIMITS.header_s - 0.1 < seconds < PATIENCE_S / 2


def test_a_client_that_sends_nothing_is_gone_as_soon(port: int) -> None:
    with connect(port) as connection:
        begun_s = time.monotonic()
        assert read_to_end(connection) == b""
        assert LIMITS.header_s - 0.1 < time.monotonic() - begun_s < PATIENCE_S / 2


def test_a_body_that_trickles_in_is_cut_and_the_connection_closed(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(SLOW_BODY)
        received, seconds = trickle(connection)
    assert b"TimeoutError timed_out=True" in received
    assert LIMITS.body_grace_s - 0.1 < seconds < PATIENCE_S / 2


def test_a_body_that_nobody_reads_does_not_hold_its_connection(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(b"POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
        received, seconds = trickle(connection, FAST_ENOUGH)
    assert b"/unread" in received
    assert seconds < REST_S


def test_a_body_that_is_fast_enough_has_all_the_time_it_needs(port: int) -> None:
    """For more than twice the grace."""
    pieces = 20
    with connect(port) as connection:
        connection.sendall(SLOW_BODY.replace(b"1000", str(pieces * len(FAST_ENOUGH)).encode()))
        for _ in range(pieces):
            connection.sendall(FAST_ENOUGH)
            time.sleep(PAUSE_S)
        received = b""
        while not received.endswith(b">"):
            received += connection.recv(4096)
    assert received.endswith(FAST_ENOUGH + b">")


def test_a_connection_without_a_next_request_is_closed(port: int) -> None:
    with connect(port) as connection:
        connection.sendall(WHOLE)
        begun_s = time.monotonic()
        assert b" 200 OK" in read_to_end(connection)
        assert time.monotonic() - begun_s < PATIENCE_S / 2


@pytest.mark.parametrize("begin", [b"GET / HTTP/1.1\r\nX-Long: ", SLOW_BODY])
def test_over_tls_a_request_that_trickles_in_is_ended_as_well(tls_port: int, begin: bytes) -> None:
    with connect(tls_port) as plain:
        with strict_client(AUTHORITY.pem()).wrap_socket(plain, server_hostname="localhost") as connection:
            connection.sendall(begin)
            _received, seconds = trickle(connection)
    assert seconds < PATIENCE_S / 2


def test_a_record_of_tls_that_trickles_in_is_ended_as_well(tls_port: int) -> None:
    with connect(tls_port) as plain:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = strict_client(AUTHORITY.pem()).wrap_bio(incoming, outgoing, server_hostname="localhost")
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                plain.sendall(outgoing.read())
                incoming.write(plain.recv(65_536))
        plain.sendall(outgoing.read())
        tls.write(b"x" * 8000)
        record = outgoing.read()
        begun_s = time.monotonic()
        plain.settimeout(PAUSE_S)
        for byte in record:
            if time.monotonic() - begun_s > PATIENCE_S / 2:
                break
            try:
                plain.sendall(bytes([byte]))
                while plain.recv(4096):
                    pass
                break
            except TimeoutError:
                continue
            except OSError:
                break
        assert time.monotonic() - begun_s < PATIENCE_S / 2


def test_who_has_closed_connections_may_open_others(port: int) -> None:
    for _ in range(LIMITS.connections + 5):
        with connect(port) as connection:
            connection.sendall(WHOLE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            assert b" 200 OK" in read_to_end(connection)


def test_one_address_leaves_connections_to_the_others(mode: AsyncMode) -> None:
    """Their headers have more time than this test."""
    with limited_server(mode, replace(LIMITS, header_s=4 * PATIENCE_S)) as port, ExitStack() as open_ones:
        for _ in range(2 * LIMITS.connections):
            half_sent = open_ones.enter_context(connect(port, "127.0.0.2"))
            with suppress(ConnectionError):  # one too many, and closed already
                half_sent.sendall(b"GET / HTTP/1.1\r\n")
        with connect(port) as newcomer:
            newcomer.sendall(WHOLE)
            assert b" 200 OK" in newcomer.recv(4096)
