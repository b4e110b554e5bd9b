"""What the threading server adds to its libraries."""

import socket
from contextlib import ExitStack
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from webapp.protocol.socketio_packet import JoinedMessages
from webapp.serving import threading_server
from webapp.serving.threading_server import WholeSends, _AttentiveWebSocket, serve


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


def hello(_environ: object, start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Length", "5")])
    return [b"hello"]


def test_more_connections_than_there_are_places_wait_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading_server, "_CONNECTIONS", 2)
    with socket.create_server(("127.0.0.1", 0)) as listener, ExitStack() as clients:
        Thread(target=serve, args=(listener, hello), daemon=True).start()

        def connect() -> socket.socket:
            client = socket.create_connection(listener.getsockname(), 10)
            return clients.enter_context(client)

        def ask(client: socket.socket) -> bytes:
            client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            return client.recv(4096)

        assert b" 200 OK" in ask(connect())
        silent, _another, late = connect(), connect(), connect()
        late.settimeout(0.3)
        with pytest.raises(TimeoutError):
            ask(late)
        late.settimeout(10)
        silent.close()
        assert b" 200 OK" in late.recv(4096)
