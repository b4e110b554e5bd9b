"""Chunked bodies under eventlet: complete ones are read whole, and of endless ones little is read."""

import io
import warnings
from types import SimpleNamespace

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet warns that it is retired
    import eventlet.wsgi

    from webapp.serving import eventlet_body
    from webapp.serving.eventlet_body import LimitedBody


class Connection(io.BytesIO):
    """A connection's file that goes on with `rest` for a megabyte."""

    def __init__(self, begin: bytes, rest: bytes) -> None:
        super().__init__(begin + rest * (2**20 // len(rest)))


def chunked(rfile: io.BytesIO) -> LimitedBody:
    return LimitedBody.from_input(eventlet.wsgi.Input(rfile, None, None, chunked_input=True))


def test_chunks_are_read_whole_and_nothing_beyond() -> None:
    rfile = io.BytesIO(b"5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\nGET / ")
    body = chunked(rfile)
    assert (body.read(8), body.read(8), body.read(8)) == (b"hello wo", b"rld", b"")
    assert rfile.read() == b"GET / "


@pytest.mark.parametrize(
    ("begin", "rest"), [(b"", b"0"), (b"5;", b"x"), (b"1\r\nx", b"y"), (b"1\r\nx\r\n0\r\n", b"a: b\r\n")]
)
def test_an_endless_line_and_endless_trailers_are_refused_early(begin: bytes, rest: bytes) -> None:
    rfile = Connection(begin, rest)
    body = chunked(rfile)
    with pytest.raises(OSError, match="too"):
        body.read(100)
    read = rfile.tell()
    assert read < 10_000
    with pytest.raises(OSError, match="too"):
        body.discard()
    assert rfile.tell() == read


def test_tiny_chunks_let_other_clients_be_served(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(eventlet_body, "time", SimpleNamespace(sleep=pauses.append))
    assert chunked(Connection(b"", b"1\r\nx\r\n")).read(65_536) == b"x" * 65_536
    assert len(pauses) > 1000


def test_only_so_much_is_read_of_a_refused_body(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventlet_body, "_DISCARD_BYTES", 100_000)
    rfile = Connection(b"", b"z")
    body = LimitedBody.from_input(eventlet.wsgi.Input(rfile, 10**9, None))
    with pytest.raises(ConnectionAbortedError):
        body.discard()
    assert rfile.tell() < 200_000
