"""Framed messages between the web process and its children."""

import socket
from collections.abc import Iterator
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.workers.channel import ChannelClosedError, WorkerChannel


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


MESSAGES = st.dictionaries(
    st.text(), st.none() | st.booleans() | st.binary() | st.text() | st.integers(0, 2**63), max_size=5
)


@given(st.lists(MESSAGES, max_size=4))
def test_messages_arrive_whole_and_in_order(messages: list[dict[str, object]]) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender, receiver = WorkerChannel(ours), WorkerChannel(theirs)
        for message in messages:
            sender.send(message)
        assert [receiver.receive(1) for _ in messages] == messages


def test_a_message_larger_than_the_socket_holds(pair: tuple[socket.socket, socket.socket]) -> None:
    message = {"jpeg": bytes(range(256)) * 8000}
    sending = Thread(target=WorkerChannel(pair[0]).send, args=(message,))
    sending.start()
    assert WorkerChannel(pair[1]).receive(5) == message
    sending.join()


def test_exact_bytes_on_the_wire(pair: tuple[socket.socket, socket.socket]) -> None:
    WorkerChannel(pair[0]).send({"a": 1})
    assert pair[1].recv(100) == b"\x04\x00\x00\x00\x81\xa1a\x01"


def test_no_message_is_a_timeout(pair: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(TimeoutError):
        WorkerChannel(pair[0]).receive(0.01)


def test_waiting_for_a_message_leaves_it_whole(pair: tuple[socket.socket, socket.socket]) -> None:
    sender, receiver = WorkerChannel(pair[0]), WorkerChannel(pair[1])
    with pytest.raises(TimeoutError):
        receiver.wait(0.01)
    sender.send({"a": 1})
    receiver.wait(1)
    assert receiver.receive(1) == {"a": 1}
    sender.close()
    with pytest.raises(ChannelClosedError):
        receiver.wait(1)


def test_half_a_message_is_a_timeout_too(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].sendall(b"\x04\x00\x00\x00\x81")
    with pytest.raises(TimeoutError):
        WorkerChannel(pair[0]).receive(0.01)


def test_sending_to_a_process_that_does_not_read_is_a_timeout(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    with pytest.raises(TimeoutError):
        WorkerChannel(pair[0]).send({"jpeg": bytes(5_000_000)}, 0.05)


def test_the_end_of_the_other_process_closes_the_channel(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].close()
    with pytest.raises(ChannelClosedError):
        WorkerChannel(pair[0]).receive(1)
    with pytest.raises(ChannelClosedError):
        WorkerChannel(pair[0]).send({}, 1)


def test_an_end_within_a_message_closes_the_channel(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].sendall(b"\x04\x00\x00\x00\x81")
    pair[1].close()
    with pytest.raises(ChannelClosedError):
        WorkerChannel(pair[0]).receive(1)


def test_an_absurd_length_closes_the_channel(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].sendall(b"\xff\xff\xff\xff")
    with pytest.raises(ChannelClosedError, match="announced"):
        WorkerChannel(pair[0]).receive(1)
