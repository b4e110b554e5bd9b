"""What the async mode eventlet adds to its listening socket."""

import errno
import socket
import warnings
from collections.abc import Iterator

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet warns that it is retired
    from webapp.serving import eventlet_server


class FailingListener(socket.socket):
    """Fails twice as if the system had no file left, and then accepts."""

    failures = 2

    def accept(self) -> tuple[socket.socket, object]:
        if self.failures:
            self.failures -= 1
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


@pytest.fixture
def listener() -> Iterator[FailingListener]:
    with FailingListener() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener


def test_accepting_goes_on_after_the_system_had_no_file_left(
    listener: FailingListener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(eventlet_server, "_ACCEPT_PAUSE_S", 0)
    with socket.create_connection(listener.getsockname()) as client:
        accepted, address = eventlet_server.RetryingListener(listener).accept()
        with accepted:
            assert address == client.getsockname()
    assert caplog.text.count("Too many open files") == 2


def test_all_else_is_the_listener_s(listener: FailingListener) -> None:
    assert eventlet_server.RetryingListener(listener).getsockname() == listener.getsockname()
