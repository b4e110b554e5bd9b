"""The drop rule: one slot, newest wins."""

from webapp.camera.latest import Latest


def test_an_empty_slot_has_nothing() -> None:
    slot: Latest[str] = Latest()
    assert not slot
    assert slot.take() is None


def test_a_frame_waits_until_it_is_taken() -> None:
    slot: Latest[str] = Latest()
    assert slot.put("a") is None
    assert slot
    assert slot.look() == "a"
    assert slot.take() == "a"
    assert not slot


def test_a_newer_frame_displaces_the_waiting_one() -> None:
    slot: Latest[str] = Latest()
    slot.put("a")
    assert slot.put("b") == "a"
    assert slot.take() == "b"
