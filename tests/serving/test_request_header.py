"""A header is read strictly: alone, and by both web servers."""

import io
import socket
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

import pytest

from tests.support.limited_server import limited_server
from webapp.serving.connection_limits import ConnectionLimits
from webapp.serving.request_header import BadHeaderError, read_header
from webapp.settings import ASYNC_MODES

GET: Final = b"GET / HTTP/1.1\r\n"

BAD_LINES: Final = {
    "two lengths": b"Content-Length: 3\r\nContent-Length: 3\r\n",
    "two lengths that differ": b"Content-Length: 3\r\ncontent-length: 5\r\n",
    "two lengths in one": b"Content-Length: 3, 3\r\n",
    "a space before the colon": b"Content-Length : 3\r\n",
    "a length and an encoding": b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
    "an encoding and a length": b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
    "two encodings": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
    "an unknown encoding": b"Transfer-Encoding: xchunked\r\n",
    "chunked not last": b"Transfer-Encoding: chunked, gzip\r\n",
    "a length with a sign": b"Content-Length: +3\r\n",
    "a negative length": b"Content-Length: -3\r\n",
    "a hexadecimal length": b"Content-Length: 0x3\r\n",
    "a length with a line": b"Content-Length: 1_0\r\n",
    "a length in other digits": "Content-Length: \u00b3\r\n".encode("latin-1"),
    "no length": b"Content-Length:\r\n",
    "a length beyond 64 bits": b"Content-Length: 99999999999999999999\r\n",
    "a bare CR": b"X: a\rContent-Length: 3\r\n",
    "a NUL": b"X: a\x00b\r\n",
    "a NUL in a name": b"X\x00: a\r\n",
    "a form feed": b"X: a\x0cb\r\n",
    "a line that goes on": b"X: a\r\n b\r\n",
    "a first line that goes on": b" X: a\r\n",
    "no colon": b"X\r\n",
    "no name": b": a\r\n",
    "LF alone": b"X: a\nContent-Length: 3\r\n",
    "LF alone at the end": b"X: a\n",
    "two hosts": b"Host: a\r\nHost: b\r\n",
}

BAD_REQUEST_LINES: Final = {
    "LF alone": b"GET / HTTP/1.1\n",
    "a bare CR": b"GET /\r HTTP/1.1\r\n",
    "a NUL": b"GET /\x00 HTTP/1.1\r\n",
    "two spaces": b"GET  / HTTP/1.1\r\n",
    "a tab": b"GET\t/ HTTP/1.1\r\n",
    "no version": b"GET /\r\n",
    "another protocol": b"GET / HTTPS/1.1\r\n",
    "nothing": b"\r\n",
    "half of it": b"GET / HT",
}


def refusal(request_line: bytes, header: bytes) -> BadHeaderError:
    with pytest.raises(BadHeaderError) as refused:
        read_header(request_line, io.BytesIO(header))
    return refused.value


def test_a_good_header_is_read_whole_and_nothing_beyond() -> None:
    header = b"Host: a:1\r\nEmpty:\r\nX:no space\r\nTab:\t a\tb \r\nBytes: \xc3\xbc \x85\r\nContent-Length:  007 \r\n\r\n"
    file = io.BytesIO(header + b"body")
    assert b"".join(read_header(b"POST /\xc3\xbc?a=b HTTP/1.1\r\n", file)) == header
    assert file.read() == b"body"


def test_one_encoding_is_allowed() -> None:
    assert read_header(GET, io.BytesIO(b"Transfer-Encoding: Chunked\r\n\r\n"))


def test_the_same_name_twice_is_no_harm_elsewhere() -> None:
    assert read_header(GET, io.BytesIO(b"X-Forwarded-For: a\r\nX-Forwarded-For: b\r\n\r\n"))


@pytest.mark.parametrize("line", BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_is_refused_wherever_it_is(line: bytes) -> None:
    assert refusal(GET, line + b"\r\n").status == HTTPStatus.BAD_REQUEST
    assert refusal(GET, b"A: b\r\n" + line + b"C: d\r\n\r\n").status == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("line", BAD_REQUEST_LINES.values(), ids=BAD_REQUEST_LINES.keys())
def test_a_bad_request_line_is_refused(line: bytes) -> None:
    assert refusal(line, b"\r\n").status == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("header", [b"", b"Host: a", b"Host: a\r\n", b"Host: a\r\n\r", b"Host: a\r\n\n"])
def test_a_header_without_its_end_is_none(header: bytes) -> None:
    assert refusal(GET, header).status == HTTPStatus.BAD_REQUEST


def test_chunks_are_not_of_http_1_0() -> None:
    refusal(b"POST / HTTP/1.0\r\n", b"Transfer-Encoding: chunked\r\n\r\n")


@pytest.mark.parametrize(
    "more", [b"X: " + b"a" * 9000, b"X: a\r\n" * 101, (b"X: " + b"a" * 8000 + b"\r\n") * 9]
)
def test_endless_headers_are_refused_early(more: bytes) -> None:
    file = io.BytesIO(more + b"\r\n" * 2 + b"b" * 10**6)
    with pytest.raises(BadHeaderError) as refused:
        read_header(GET, file)
    assert refused.value.status == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    assert file.tell() < 80_000


@pytest.fixture(scope="module", params=ASYNC_MODES)
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    with limited_server(request.param, ConnectionLimits(100, None)) as port:
        yield port


@pytest.mark.server
@pytest.mark.both_modes
@pytest.mark.parametrize(
    "header",
    [GET + b"Host: a\r\n" + line for line in BAD_LINES.values() if not line.startswith(b"Host")]
    + [line + b"Host: a\r\n" for line in BAD_REQUEST_LINES.values() if line.endswith(b"\n")],
)
def test_a_bad_header_is_answered_once_and_the_rest_is_no_request(port: int, header: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(header + b"\r\nabcGET /hidden HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1") == 1
    assert b"hidden" not in answer


@pytest.mark.server
@pytest.mark.both_modes
def test_a_bad_header_after_a_good_one_ends_the_connection(port: int) -> None:
    requests = (b"/first HTTP/1.1\r\nHost: a", b"/bad HTTP/1.1\r\nX : a", b"/hidden HTTP/1.1\r\nHost: a")
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(b"".join(b"GET " + request + b"\r\n\r\n" for request in requests))
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert b"/first" in answer
    assert b"/hidden" not in answer


@pytest.mark.server
@pytest.mark.both_modes
def test_who_still_sends_sees_the_refusal(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(GET + b"X : a\r\n\r\n" + bytes(500_000))
        time.sleep(0.1)
        connection.sendall(bytes(100_000))
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.server
@pytest.mark.both_modes
@pytest.mark.parametrize(
    "chunks",
    [
        b"+3\r\nabc\r\n0\r\n\r\n",
        b"0x3\r\nabc\r\n0\r\n\r\n",
        b"-3\r\nabc\r\n0\r\n\r\n",
        b" 3\r\nabc\r\n0\r\n\r\n",
        b"3\nabc\r\n0\r\n\r\n",
        b"3\r\nabcd\r\n0\r\n\r\n",
        b"3\r\nabc\n0\r\n\r\n",
        b"3;a\rb\r\nabc\r\n0\r\n\r\n",
        b"\r\nabc\r\n0\r\n\r\n",
    ],
)
def test_bad_chunks_are_no_body_and_the_rest_is_no_request(port: int, chunks: bytes) -> None:
    head = b"POST /chunks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(head + chunks + b"GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.count(b"HTTP/1.1") == 1
    assert b"/chunks OSError timed_out=False" in answer


@pytest.mark.server
@pytest.mark.both_modes
def test_good_requests_are_served(port: int) -> None:
    chunked = b"POST /chunked HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: r\r\n\r\n"
    plain = b"POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
    for request, answer in ((chunked, b"/chunked abc0123456789>"), (plain, b"/plain hello>")):
        with socket.create_connection(("127.0.0.1", port), 10) as connection:
            connection.sendall(request)
            received = b""
            while not received.endswith(b">"):
                received += connection.recv(65_536)
        assert received.endswith(answer)
