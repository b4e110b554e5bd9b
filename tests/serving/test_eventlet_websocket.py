"""Messages that are said together go out in one write, and arrive one by one."""

import warnings
from types import SimpleNamespace
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet announces the end of its life
    from eventlet.websocket import RFC6455WebSocket

    from webapp.serving.eventlet_websocket import JoiningWebSocket

from benchmarks.websocket_frames import BINARY, TEXT, FrameReader
from webapp.protocol.socketio_packet import JoinedMessages


def written(message: Any) -> list[bytes]:
    """What goes out on the connection, a write each."""
    writes: list[bytes] = []
    connection = SimpleNamespace(sendall=writes.append)
    JoiningWebSocket(RFC6455WebSocket(connection, {})).send(message)
    return writes


def test_joined_messages_are_one_write() -> None:
    messages = (b"pose" * 1000, b"dropped", b"dropped" * 10_000)
    (write,) = written(JoinedMessages(messages))
    assert list(FrameReader().feed(write)) == [(BINARY, message) for message in messages]


def test_a_single_message_goes_out_as_ever() -> None:
    assert [list(FrameReader().feed(write)) for write in written("2")] == [[(TEXT, b"2")]]
    assert [list(FrameReader().feed(write)) for write in written(b"pose")] == [[(BINARY, b"pose")]]


def test_all_else_is_the_librarys() -> None:
    websocket = RFC6455WebSocket(SimpleNamespace(), {})
    assert JoiningWebSocket(websocket).socket is websocket.socket
