"""WebSocket under eventlet: reading ahead changes nothing, unmasking does what eventlet does, joined messages arrive."""

import time
import timeit
import warnings
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet warns that it is retired
    from eventlet.websocket import RFC6455WebSocket

    from webapp.serving import eventlet_websocket
    from webapp.serving.eventlet_websocket import BufferedSocket, JoiningWebSocket, UnmaskingError, unmask

from benchmarks.websocket_frames import BINARY, TEXT, FrameReader
from webapp.protocol.socketio_packet import JoinedMessages

ORIGINAL = RFC6455WebSocket.__dict__["_apply_mask"]
MASKS = st.tuples(*[st.integers(0, 255)] * 4)


class Connection:
    """Returns what has arrived in the pieces in which it arrived."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self.asked: list[int] = []

    def recv(self, size: int) -> bytes:
        self.asked.append(size)
        if not self._pieces:
            return b""
        piece = self._pieces.pop(0)
        if len(piece) > size:
            self._pieces.insert(0, piece[size:])
        return piece[:size]

    def fileno(self) -> int:
        return 7


@given(
    st.lists(st.binary(min_size=1, max_size=90_000), max_size=5), st.lists(st.integers(1, 90_000), min_size=1)
)
def test_every_byte_is_read_once_and_in_order(pieces: list[bytes], sizes: list[int]) -> None:
    sent = b"".join(pieces)
    buffered = BufferedSocket(Connection(pieces))  # type: ignore[arg-type]
    received = b""
    reads = 0
    while piece := buffered.recv(sizes[reads % len(sizes)]):
        assert len(piece) <= sizes[reads % len(sizes)]
        received += piece
        reads += 1
    assert received == sent


def test_a_message_in_four_parts_is_read_at_once() -> None:
    connection = Connection([b"hhllmmmm" + bytes(30_000)])
    buffered = BufferedSocket(connection)  # type: ignore[arg-type]
    assert [buffered.recv(size)[:4] for size in (2, 2, 4, 30_000)] == [b"hh", b"ll", b"mmmm", bytes(4)]
    assert len(connection.asked) == 1


def test_more_than_what_is_read_ahead_may_be_asked_for() -> None:
    buffered = BufferedSocket(Connection([bytes(1_000_000)]))  # type: ignore[arg-type]
    assert len(buffered.recv(1_000_000)) == 1_000_000


def test_the_rest_of_a_buffered_socket_is_the_connection_s() -> None:
    assert BufferedSocket(Connection([])).fileno() == 7  # type: ignore[arg-type]


def original(*arguments: object) -> bytes:
    unmasked: bytes = ORIGINAL.__func__(*arguments)
    return unmasked


@given(st.binary(max_size=300), MASKS, st.integers(0, 2**40))
def test_unmasking_does_what_eventlet_does(data: bytes, mask: tuple[int, ...], offset: int) -> None:
    expected = original(data, mask, len(data), offset)
    assert unmask(data, mask, len(data), offset) == expected
    assert unmask(data, list(mask), None, offset) == expected


@given(st.binary(max_size=50), MASKS, st.integers(0, 60))
def test_a_shorter_length_means_the_first_bytes(data: bytes, mask: tuple[int, ...], length: int) -> None:
    length = min(length, len(data))
    assert unmask(data, mask, length) == original(data, mask, length)


@given(st.binary(max_size=300), MASKS, st.lists(st.integers(0, 300), max_size=4))
def test_parts_with_their_offsets_make_the_whole(data: bytes, mask: tuple[int, ...], cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    parts = [unmask(data[start:end], mask, end - start, start) for start, end in pairwise(places)]
    assert b"".join(parts) == original(data, mask)


@given(st.binary(max_size=300), MASKS)
def test_masking_twice_gives_the_data_back(data: bytes, mask: tuple[int, ...]) -> None:
    assert unmask(unmask(data, mask), mask) == data


def test_unmasking_is_far_faster_than_what_it_replaces() -> None:
    """By 1000 times for a camera's frame, in processor time of this thread; eventlet's own takes 8 ms."""
    data, mask = bytes(range(256)) * 130, (1, 2, 3, 4)
    ours_s, theirs_s = (
        min(
            timeit.repeat(
                lambda apply=apply: apply(data, mask, len(data), 0),  # type: ignore[misc]
                timer=time.thread_time,
                number=1,
                repeat=5,
            )
        )
        for apply in (unmask, original)
    )
    assert ours_s < theirs_s / 20


def test_unmasking_takes_the_place_of_eventlet_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RFC6455WebSocket, "_apply_mask", ORIGINAL)
    assert not eventlet_websocket.uses_fast_unmasking()
    eventlet_websocket.use_fast_unmasking()
    assert eventlet_websocket.uses_fast_unmasking()


def test_a_method_that_is_gone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(RFC6455WebSocket, "_apply_mask")
    with pytest.raises(UnmaskingError, match=r"eventlet 0\.\S+ .* is gone"):
        eventlet_websocket.use_fast_unmasking()


def test_a_method_with_other_parameters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RFC6455WebSocket, "_apply_mask", staticmethod(lambda data, key: data + key))
    with pytest.raises(UnmaskingError, match="other parameters"):
        eventlet_websocket.use_fast_unmasking()


def test_a_method_that_is_not_static_any_more_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RFC6455WebSocket, "_apply_mask", lambda data, mask, length, offset: data)  # noqa: ARG005
    with pytest.raises(UnmaskingError):
        eventlet_websocket.use_fast_unmasking()


def written(message: Any) -> list[bytes]:
    """What goes out on the connection, one item a write."""
    writes: list[bytes] = []
    connection = SimpleNamespace(sendall=writes.append)
    JoiningWebSocket(RFC6455WebSocket(connection, {})).send(message)
    return writes


def test_joined_messages_are_one_write() -> None:
    messages = (b"pose" * 1000, b"dropped", b"dropped" * 10_000)
    (write,) = written(JoinedMessages(messages))
    assert list(FrameReader().feed(write)) == [(BINARY, message) for message in messages]


def test_a_single_message_goes_out_as_eventlet_sends_it() -> None:
    assert [list(FrameReader().feed(write)) for write in written("2")] == [[(TEXT, b"2")]]
    assert [list(FrameReader().feed(write)) for write in written(b"pose")] == [[(BINARY, b"pose")]]


def test_the_rest_of_a_joining_websocket_is_eventlet_s() -> None:
    websocket = RFC6455WebSocket(SimpleNamespace(), {})
    assert JoiningWebSocket(websocket).socket is websocket.socket
