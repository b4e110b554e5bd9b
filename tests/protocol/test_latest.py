"""Newest wins: one slot."""

from webapp.protocol.latest import Latest


def test_an_empty_slot_has_nothing() -> None:
    latest: Latest[str] = Latest()
    assert not latest
    assert latest.take() is None


def test_a_value_waits_until_it_is_taken() -> None:
    latest: Latest[str] = Latest()
    assert latest.put("a") is None
    assert latest
    assert latest.peek() == "a"
    assert latest.take() == "a"
    assert not latest


def test_a_newer_value_replaces_the_waiting_one() -> None:
    latest: Latest[str] = Latest()
    latest.put("a")
    assert latest.put("b") == "a"
    assert latest.take() == "b"
