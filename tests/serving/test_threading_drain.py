"""What comes after an answer is read for a while, and not for ever."""

import io

import pytest

from webapp.serving import threading_drain as unwanted_rest
from webapp.serving.threading_drain import UnwantedRest


def test_before_the_answer_it_is_the_connection_itself() -> None:
    rest = UnwantedRest(io.BufferedReader(io.BytesIO(b"a: b\r\nbody")))
    assert (rest.readline(), rest.read(2), rest.read(9)) == (b"a: b\r\n", b"bo", b"dy")


def test_after_it_only_so_much_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unwanted_rest, "_LIMIT_BYTES", 100_000)
    source = io.BufferedReader(io.BytesIO(bytes(10**6)))
    rest = UnwantedRest(source)
    rest.begin()
    assert 100_000 <= sum(map(len, iter(lambda: rest.read(10_000_000), b""))) < 200_000


def test_after_it_only_for_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unwanted_rest, "_LIMIT_S", -1.0)
    rest = UnwantedRest(io.BufferedReader(io.BytesIO(b"more")))
    rest.begin()
    assert rest.read(9) == b""
