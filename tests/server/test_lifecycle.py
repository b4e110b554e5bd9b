"""What a starting server decides by itself."""

import subprocess
import sys
from queue import Queue
from threading import Timer

import pytest

from webapp.server.lifecycle import close_connections, has_display


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux runs without a display")
@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ""}, False),
    ],
)
def test_a_browser_opens_only_where_it_can_be_seen(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert has_display() is expected


def test_a_server_without_https_does_without_what_makes_certificates() -> None:
    script = "import sys, webapp.server.lifecycle; print({'cryptography', 'segno', 'ifaddr', 'zeroconf'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"


class PollingConnection:
    """Fetches its messages between two of its requests, and is refused once the server has closed it."""

    def __init__(self) -> None:
        self.queue: Queue[str] = Queue()
        self.queue.put("the server is stopping")
        self.closed = False
        self.fetched: list[str] = []
        Timer(0.05, self._fetch).start()

    def close(self, **_: bool) -> None:
        self.closed = True

    def _fetch(self) -> None:
        if not self.closed:
            self.fetched.append(self.queue.get())


def test_a_client_that_polls_fetches_the_last_message_before_it_is_refused() -> None:
    connections = [PollingConnection() for _ in range(3)]
    close_connections(connections)
    assert all(connection.closed for connection in connections)
    assert [connection.fetched for connection in connections] == [["the server is stopping"]] * 3
