"""Bodies of chunks under eventlet: whole ones come whole, and of endless ones little is taken in."""

import io
import warnings
from types import SimpleNamespace

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet announces the end of its life
    import eventlet.wsgi

    from webapp.serving import eventlet_body as patient_body
    from webapp.serving.eventlet_body import PatientBody


class Connection(io.BytesIO):
    """Counts what was taken from it, and never ends: it begins anew with `rest`."""

    def __init__(self, begin: bytes, rest: bytes) -> None:
        super().__init__(begin + rest * (2**20 // len(rest)))


def chunked(rfile: io.BytesIO) -> PatientBody:
    return PatientBody.in_place_of(eventlet.wsgi.Input(rfile, None, None, chunked_input=True))


def test_chunks_come_whole_and_no_more() -> None:
    rfile = io.BytesIO(b"5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\nGET / ")
    body = chunked(rfile)
    assert (body.read(8), body.read(8), body.read(8)) == (b"hello wo", b"rld", b"")
    assert rfile.read() == b"GET / "


@pytest.mark.parametrize(
    ("begin", "rest"), [(b"", b"0"), (b"5;", b"x"), (b"1\r\nx", b"y"), (b"1\r\nx\r\n0\r\n", b"a: b\r\n")]
)
def test_an_endless_line_and_endless_trailers_are_not_taken_in(begin: bytes, rest: bytes) -> None:
    rfile = Connection(begin, rest)
    body = chunked(rfile)
    with pytest.raises(OSError, match="too"):
        body.read(100)
    taken = rfile.tell()
    assert taken < 10_000
    with pytest.raises(OSError, match="too"):
        body.discard()
    assert rfile.tell() == taken


def test_tiny_chunks_let_others_be_served(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[float] = []
    monkeypatch.setattr(patient_body, "time", SimpleNamespace(sleep=turns.append))
    assert chunked(Connection(b"", b"1\r\nx\r\n")).read(65_536) == b"x" * 65_536
    assert len(turns) > 1000


def test_only_so_much_is_read_of_a_body_that_nobody_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_body, "_DISCARD_BYTES", 100_000)
    rfile = Connection(b"", b"z")
    body = PatientBody.in_place_of(eventlet.wsgi.Input(rfile, 10**9, None))
    with pytest.raises(ConnectionAbortedError):
        body.discard()
    assert rfile.tell() < 200_000
