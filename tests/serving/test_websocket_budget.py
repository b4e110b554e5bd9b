"""The budget of a WebSocket connection: messages are counted however they arrive, and a reader sees an end after too many."""

import os
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.websocket_frames import BINARY, client_frame, client_header
from webapp.protocol import limits
from webapp.serving.websocket_budget import FrameCounter, InputBudget, MeteredSocket

_FINAL = 0x80
PING = 0x9


def pieces_of(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[start:end] for start, end in pairwise(places)]


@given(st.lists(st.integers(0, 70_000), min_size=1, max_size=8), st.lists(st.integers(0, 2**20), max_size=30))
def test_messages_are_counted_once_however_they_are_cut(sizes: list[int], cuts: list[int]) -> None:
    data = b"".join(client_frame(BINARY, bytes(size)) for size in sizes)
    counter = FrameCounter()
    assert sum(map(counter.count, pieces_of(data, cuts))) == len(sizes)


def test_every_byte_apart() -> None:
    data = client_frame(BINARY, bytes(200)) + client_frame(PING, b"") + client_frame(BINARY, b"end")
    counter = FrameCounter()
    assert sum(counter.count(data[place : place + 1]) for place in range(len(data))) == 3


def test_long_fragments_count_as_one_message_and_short_ones_each() -> None:
    def fragment(size: int, is_first: bool, is_last: bool) -> bytes:
        header = bytearray(client_header(BINARY if is_first else 0, size))
        header[0] = (BINARY if is_first else 0) | (_FINAL if is_last else 0)
        return bytes(header) + bytes(size)

    long = fragment(100_000, True, False) + fragment(100_000, False, False) + fragment(1, False, True)
    assert FrameCounter().count(long) == 1
    short = fragment(1, True, False) + fragment(1, False, False) * 50 + fragment(1, False, True)
    assert FrameCounter().count(short) == 52


def test_messages_and_bytes_have_budgets_of_their_own() -> None:
    budget = InputBudget(0.0)
    assert budget.spend(limits.MESSAGE_BURST, 1, 0.0)
    assert not budget.spend(1, 1, 0.0)
    budget = InputBudget(0.0)
    assert budget.spend(1, limits.BYTE_BURST, 0.0)
    assert not budget.spend(1, limits.BYTES_A_SECOND, 0.5)


def test_a_budget_once_exceeded_stays_so() -> None:
    budget = InputBudget(0.0)
    assert not budget.spend(limits.MESSAGE_BURST + 1, 1, 0.0)
    assert not budget.spend(1, 1, 100.0)
    assert budget.is_exceeded


def test_the_fastest_camera_with_the_largest_frames_stays_within() -> None:
    budget = InputBudget(0.0)
    assert all(budget.spend(1, limits.FRAME_BYTES // 2, n / limits.FRAMES_A_SECOND) for n in range(1000))


class Connection:
    def __init__(self, *pieces: bytes) -> None:
        self.pieces = list(pieces)

    def recv(self, _size: int) -> bytes:
        return self.pieces.pop(0)

    def fileno(self) -> int:
        return 7


def test_a_reader_gets_what_is_within_and_then_an_end() -> None:
    ping = client_frame(PING, b"")
    within, beyond = ping * limits.MESSAGE_BURST, ping * limits.MESSAGE_BURST
    connection = MeteredSocket(Connection(within, beyond, os.urandom(8)))  # type: ignore[arg-type]
    assert connection.recv(65_536) == within
    states = [connection.is_budget_exceeded]
    assert connection.recv(65_536) == b""
    states.append(connection.is_budget_exceeded)
    assert states == [False, True]
    assert connection.recv(65_536) == b""
    assert connection.fileno() == 7
