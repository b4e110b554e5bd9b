"""The fast unmasking against eventlet's own, and its refusal of an eventlet that it does not know."""

import subprocess
import sys
import timeit
import warnings
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet announces the end of its life
    from eventlet.websocket import RFC6455WebSocket

    from webapp.serving import eventlet_unmasking as websocket_unmasking

ORIGINAL = RFC6455WebSocket.__dict__["_apply_mask"]
MASKS = st.tuples(*[st.integers(0, 255)] * 4)


def original(*arguments: object) -> bytes:
    unmasked: bytes = ORIGINAL.__func__(*arguments)
    return unmasked


@given(st.binary(max_size=300), MASKS, st.integers(0, 2**40))
def test_it_does_what_eventlet_does(data: bytes, mask: tuple[int, ...], offset: int) -> None:
    expected = original(data, mask, len(data), offset)
    assert websocket_unmasking.apply_mask(data, mask, len(data), offset) == expected
    assert websocket_unmasking.apply_mask(data, list(mask), None, offset) == expected


@given(st.binary(max_size=50), MASKS, st.integers(0, 60))
def test_a_shorter_length_means_the_first_bytes(data: bytes, mask: tuple[int, ...], length: int) -> None:
    length = min(length, len(data))
    assert websocket_unmasking.apply_mask(data, mask, length) == original(data, mask, length)


@given(st.binary(max_size=300), MASKS, st.lists(st.integers(0, 300), max_size=4))
def test_parts_with_their_offsets_make_the_whole(data: bytes, mask: tuple[int, ...], cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    parts = [
        websocket_unmasking.apply_mask(data[start:end], mask, end - start, start)
        for start, end in pairwise(places)
    ]
    assert b"".join(parts) == original(data, mask)


@given(st.binary(max_size=300), MASKS)
def test_masking_twice_gives_the_data_back(data: bytes, mask: tuple[int, ...]) -> None:
    masked = websocket_unmasking.apply_mask(data, mask)
    assert websocket_unmasking.apply_mask(masked, mask) == data


def test_it_is_far_faster_than_what_it_replaces() -> None:
    """By 1000 times for a camera's frame; eventlet's own way serves nobody for 8 ms meanwhile."""
    data, mask = bytes(range(256)) * 130, (1, 2, 3, 4)
    ours_s, theirs_s = (
        min(timeit.repeat(lambda unmask=unmask: unmask(data, mask, len(data), 0), number=1, repeat=5))  # type: ignore[misc]
        for unmask in (websocket_unmasking.apply_mask, original)
    )
    assert ours_s < theirs_s / 20


def test_it_takes_the_place_of_the_original(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RFC6455WebSocket, "_apply_mask", ORIGINAL)
    assert not websocket_unmasking.unmasking_is_fast()
    websocket_unmasking.make_unmasking_fast()
    assert websocket_unmasking.unmasking_is_fast()


def test_a_method_that_is_gone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(RFC6455WebSocket, "_apply_mask")
    with pytest.raises(websocket_unmasking.UnmaskingError, match=r"eventlet 0\.\S+ .* is gone"):
        websocket_unmasking.make_unmasking_fast()


def test_a_method_with_other_parameters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RFC6455WebSocket, "_apply_mask", staticmethod(lambda data, key: data + key))
    with pytest.raises(websocket_unmasking.UnmaskingError, match="other parameters"):
        websocket_unmasking.make_unmasking_fast()


def test_a_method_that_is_not_static_any_more_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RFC6455WebSocket, "_apply_mask", lambda data, mask, length, offset: data)  # noqa: ARG005
    with pytest.raises(websocket_unmasking.UnmaskingError):
        websocket_unmasking.make_unmasking_fast()


_START_AND_LOOK = """
from webapp import __main__

answer_files = {3}
__main__._eventlet_serve(answer_files)
import eventlet.hubs
import eventlet.patcher
from webapp.serving.eventlet_unmasking import unmasking_is_fast
print(unmasking_is_fast(), eventlet.patcher.is_monkey_patched("socket"))
print(eventlet.hubs.get_hub().answer_files is answer_files)
"""


def test_the_entry_point_patches_and_puts_it_in_place() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", _START_AND_LOOK], capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == ["True", "True", "True"]
