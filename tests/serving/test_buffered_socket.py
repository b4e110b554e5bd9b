"""Reading ahead changes nothing of what is read."""

from hypothesis import given
from hypothesis import strategies as st

from webapp.serving.buffered_socket import ReadAhead


class Connection:
    """Gives what has come in the pieces in which it came."""

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
def test_every_byte_comes_once_and_in_order(pieces: list[bytes], sizes: list[int]) -> None:
    sent = b"".join(pieces)
    reader = ReadAhead(Connection(pieces))  # type: ignore[arg-type]
    received = b""
    turn = 0
    while piece := reader.recv(sizes[turn % len(sizes)]):
        assert len(piece) <= sizes[turn % len(sizes)]
        received += piece
        turn += 1
    assert received == sent


def test_a_message_in_four_parts_is_read_at_once() -> None:
    connection = Connection([b"hhllmmmm" + bytes(30_000)])
    reader = ReadAhead(connection)  # type: ignore[arg-type]
    assert [reader.recv(size)[:4] for size in (2, 2, 4, 30_000)] == [b"hh", b"ll", b"mmmm", bytes(4)]
    assert len(connection.asked) == 1


def test_more_than_what_is_read_ahead_may_be_asked_for() -> None:
    reader = ReadAhead(Connection([bytes(1_000_000)]))  # type: ignore[arg-type]
    assert len(reader.recv(1_000_000)) == 1_000_000


def test_all_else_is_the_connections_own() -> None:
    assert ReadAhead(Connection([])).fileno() == 7  # type: ignore[arg-type]
