"""What the async mode threading adds to simple-websocket."""

import socket
from threading import Thread
from types import SimpleNamespace

from webapp.protocol.socketio_packet import JoinedMessages
from webapp.serving.threading_websocket import LimitedWebSocket, SendAllSocket
from webapp.serving.websocket_budget import MeteredSocket


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
        assert SendAllSocket(MeteredSocket(ours)).send(message) == len(message)
        reader.join(10)
        assert bytes(received) == message


def test_two_senders_send_whole_messages() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10)
        whole = SendAllSocket(MeteredSocket(ours))
        messages = [bytes([number]) * 300_000 for number in range(8)]
        senders = [Thread(target=whole.send, args=(message,)) for message in messages]
        for sender in senders:
            sender.start()
        received = bytearray()
        while len(received) < sum(map(len, messages)):
            received.extend(theirs.recv(65536))
        pieces = {bytes(received[start : start + 300_000]) for start in range(0, len(received), 300_000)}
        assert pieces == set(messages)


def test_all_else_is_the_connection_s() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert SendAllSocket(MeteredSocket(ours)).fileno() == ours.fileno()


def test_joined_messages_are_sent_one_after_the_other() -> None:
    sent: list[bytes | str] = []
    websocket = LimitedWebSocket(None, None)
    websocket.ws = SimpleNamespace(send=sent.append)
    websocket.send(JoinedMessages((b"pose", b"dropped")))
    websocket.send("2")
    assert sent == [b"pose", b"dropped", "2"]
