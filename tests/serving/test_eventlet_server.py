"""What the async mode eventlet adds to its listening socket."""

import errno
import socket
import warnings
from collections.abc import Iterator

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # eventlet warns that it is retired
    from webapp.serving import eventlet_server
    from webapp.serving.eventlet_server import LimitedListener

from webapp.serving.address_limit import AddressLimit


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
        accepted, address = LimitedListener(listener, AddressLimit(None)).accept()
        with accepted:
            assert address == client.getsockname()
    assert caplog.text.count("Too many open files") == 2


def test_all_else_is_the_listener_s(listener: FailingListener) -> None:
    assert LimitedListener(listener, AddressLimit(None)).getsockname() == listener.getsockname()


def test_a_connection_too_many_is_closed_and_the_next_one_accepted(listener: FailingListener) -> None:
    addresses = AddressLimit(1)
    assert addresses.admit("127.0.0.1")
    limited = LimitedListener(listener, addresses)
    listener.failures = 0
    with (
        socket.create_connection(listener.getsockname(), 10) as refused,
        socket.create_connection(listener.getsockname(), 10, ("127.0.0.2", 0)) as client,
    ):
        accepted, address = limited.accept()
        with accepted:
            assert address == client.getsockname()
        assert refused.recv(1) == b""
