"""The listening socket, the messages where there is none, and the thread that serves on it."""

import errno
import socket
from typing import Any

import pytest

from webapp.server.listener import (
    EVERYWHERE,
    STARTED_BY_ENV,
    ListenError,
    ServingThread,
    address_to_open,
    listen,
)
from webapp.serving.tls import TlsContextSource
from webapp.wsgi.middleware import WsgiApp


@pytest.fixture(autouse=True)
def _started_without_make(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(STARTED_BY_ENV, raising=False)


def test_port_zero_takes_a_free_one_without_delay_of_small_writes() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockname()[1] > 0
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                # So that a slow viewer's newest pose does not wait for old ones.
                if hasattr(socket, "TCP_NOTSENT_LOWAT"):
                    assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT) < 100_000


def test_a_taken_port_is_named_with_the_command_for_another() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ListenError, match=rf"port {port} is taken .*: posecast serve --port {port + 1}$"):
            listen("127.0.0.1", port)


def test_the_option_to_change_is_the_one_that_was_meant() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ListenError, match=rf"--http-port {port + 1}"):
            listen("127.0.0.1", port, "--http-port")


@pytest.mark.parametrize(
    ("option", "words"), [("--port", "PORT={}"), ("--http-port", 'LAN=1 ARGS="--http-port {}"')]
)
def test_a_server_that_make_started_is_told_its_variables(
    monkeypatch: pytest.MonkeyPatch, option: str, words: str
) -> None:
    monkeypatch.setenv(STARTED_BY_ENV, "make")
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ListenError, match=rf": make run {words.format(port + 1)}$"):
            listen("127.0.0.1", port, option)


@pytest.mark.parametrize("option", ["--port", "--http-port"])
def test_a_port_for_the_superuser_is_refused_with_one_for_all_users(
    monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    def forbidden(*_: Any, **__: Any) -> socket.socket:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket, "create_server", forbidden)
    with pytest.raises(
        ListenError, match=rf"port 80; choose one from 1024 up: posecast serve {option} 8000$"
    ):
        listen("127.0.0.1", 80, option)


def test_everywhere_is_ipv4_too() -> None:
    with listen(EVERYWHERE, 0) as listener:
        port = listener.getsockname()[1]
        socket.create_connection(("127.0.0.1", port)).close()
        with pytest.raises(ListenError, match="is taken"):
            listen(EVERYWHERE, port)


def test_everywhere_where_ipv6_is_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    create_server = socket.create_server

    def without_ipv6(address: tuple[str, int], **options: Any) -> socket.socket:
        if options["family"] == socket.AF_INET6:
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        return create_server(address, **options)

    monkeypatch.setattr(socket, "create_server", without_ipv6)
    with listen(EVERYWHERE, 0) as listener:
        assert listener.family == socket.AF_INET


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(ListenError, match=r"127\.0\.0\.1"):
        listen(host, 0)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_all_addresses_are_those_of_ipv4_too() -> None:
    with listen("::", 0) as listener:
        port = listener.getsockname()[1]
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, port)).close()


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://localhost:8000"),
        ("0.0.0.0", "http://localhost:8000"),  # noqa: S104
        ("::", "http://localhost:8000"),
        ("192.168.1.5", "http://192.168.1.5:8000"),
        ("fe80::1", "http://[fe80::1]:8000"),
    ],
)
def test_the_address_to_open(host: str, address: str) -> None:
    assert address_to_open(host, 8000) == address


def test_the_address_to_open_over_tls() -> None:
    assert address_to_open(EVERYWHERE, 8000, "https") == "https://localhost:8000"


class FailingServer:
    def serve(self, _listener: socket.socket, _app: WsgiApp, _tls: TlsContextSource | None = None) -> None:
        raise OSError("no more files")


def test_a_web_server_that_fails_ends_the_process(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    codes: list[int] = []
    monkeypatch.setattr("os._exit", codes.append)
    with socket.socket() as listener:
        thread = ServingThread("web", FailingServer(), listener, lambda *_: [])
        thread.start()
        thread.join(10)
    assert codes == [1]
    assert "no more files" in caplog.text
