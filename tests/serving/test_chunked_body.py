"""Chunked bodies: complete ones are read whole, others are refused, and of endless ones little is read."""

import io
from types import SimpleNamespace

import pytest

from webapp.serving import chunked_body as module
from webapp.serving.chunked_body import chunked_body


class Connection(io.BytesIO):
    """A connection's file that goes on with `rest` for a megabyte."""

    def __init__(self, begin: bytes, rest: bytes) -> None:
        super().__init__(begin + rest * (2**20 // len(rest)))


def test_chunks_are_read_whole_and_nothing_beyond() -> None:
    file = io.BytesIO(b"5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\nGET / ")
    body = chunked_body(file)
    assert (body.read(8), body.read(8), body.read(8)) == (b"hello wo", b"rld", b"")
    assert file.read() == b"GET / "


def test_a_body_may_be_empty() -> None:
    file = io.BytesIO(b"000\r\n\r\nGET / ")
    assert chunked_body(file).read() == b""
    assert file.read() == b"GET / "


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"+1\r\na\r\n",
        b"-1\r\na\r\n",
        b"0x1\r\na\r\n",
        b"1_0\r\na\r\n",
        b" 1\r\na\r\n",
        b"1 \r\na\r\n",
        b"1\na\r\n",
        b"1\r\na\n",
        b"1\r\nab\r\n",
        b"1\r\na",
        b"2\r\na",
        b"1;a\x00\r\na\r\n",
        b"1;a\rb\r\na\r\n",
        b"fffffffffffffffff\r\na\r\n",
        b"0\r\nA: b\n\r\n",
        b"0\r\nA: b\r\n",
    ],
)
def test_what_is_no_chunk_is_refused_at_every_read(bad: bytes) -> None:
    file = io.BytesIO(bad + (b"0\r\n\r\n" if bad.endswith(b"\n") and not bad.startswith(b"0\r") else b""))
    body = chunked_body(file)
    for _ in range(2):
        with pytest.raises(OSError, match=r"chunk|trailer|line"):
            body.read()


@pytest.mark.parametrize(
    ("begin", "rest"), [(b"", b"0"), (b"5;", b"x"), (b"1\r\nx", b"y"), (b"1\r\nx\r\n0\r\n", b"a: b\r\n")]
)
def test_an_endless_line_and_endless_trailers_are_refused_early(begin: bytes, rest: bytes) -> None:
    file = Connection(begin, rest)
    body = chunked_body(file)
    with pytest.raises(OSError, match="too"):
        body.read(100)
    read = file.tell()
    assert read < 10_000
    with pytest.raises(OSError, match="too"):
        body.read(100)
    assert file.tell() == read


def test_tiny_chunks_let_other_clients_be_served(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(module, "time", SimpleNamespace(sleep=pauses.append))
    assert chunked_body(Connection(b"", b"1\r\nx\r\n")).read(65_536) == b"x" * 65_536
    assert len(pauses) > 1000
