"""What the threading server adds to its libraries."""

import socket
from threading import Thread
from types import SimpleNamespace

from webapp.joined_messages import JoinedMessages
from webapp.serving.threading_server import WholeSends, _AttentiveWebSocket


def test_a_message_larger_than_the_system_s_buffers_goes_out_whole() -> None:
    """A plain `send` on a connection with a time limit would stop at what fits in."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10)
        message = bytes(range(256)) * 40_000
        received = bytearray()

        def read() -> None:
            while len(received) < len(message):
                received.extend(theirs.recv(65536))

        reader = Thread(target=read)
        reader.start()
        assert WholeSends(ours).send(message) == len(message)
        reader.join(10)
        assert bytes(received) == message


def test_two_senders_do_not_get_in_each_others_way() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10)
        whole = WholeSends(ours)
        messages = [bytes([number]) * 300_000 for number in range(8)]
        senders = [Thread(target=whole.send, args=(message,)) for message in messages]
        for sender in senders:
            sender.start()
        received = bytearray()
        while len(received) < sum(map(len, messages)):
            received.extend(theirs.recv(65536))
        pieces = {bytes(received[start : start + 300_000]) for start in range(0, len(received), 300_000)}
        assert pieces == set(messages)


def test_all_else_is_the_connections_own() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert WholeSends(ours).fileno() == ours.fileno()


def test_messages_that_are_said_together_go_out_one_after_the_other() -> None:
    sent: list[bytes | str] = []
    websocket = _AttentiveWebSocket(None, None)
    websocket.ws = SimpleNamespace(send=sent.append)
    websocket.send(JoinedMessages((b"pose", b"dropped")))
    websocket.send("2")
    assert sent == [b"pose", b"dropped", "2"]
