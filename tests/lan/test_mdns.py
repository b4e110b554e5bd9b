"""posecast.local: announced by a process of its own, asked for by another on the loopback interface."""

import errno
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib.util import find_spec
from ipaddress import ip_address

import pytest
from zeroconf import Zeroconf

from webapp.lan import mdns
from webapp.lan.addresses import IpAddress
from webapp.lan.mdns import Announcement, MdnsError
from webapp.lan.mdns_process import NAME_TAKEN, others_with

NAME = "posecast-test.local"
PATIENCE_S = 15.0


class Asker:
    """Asks from a thread of its own: in the main one the browser tests' event loop may run, which zeroconf would take."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self._thread = thread
        self._zeroconf = thread.submit(Zeroconf, interfaces=["127.0.0.1"]).result()

    def found(self) -> set[IpAddress]:
        return self._thread.submit(others_with, self._zeroconf, NAME).result()

    def close(self) -> None:
        self._thread.submit(self._zeroconf.close).result()


@pytest.fixture
def asking() -> Iterator[Asker]:
    with ThreadPoolExecutor(1) as thread, closing(Asker(thread)) as asker:
        yield asker


def announcer(address: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "webapp.lan.mdns_process", "--name", NAME, "--port", "8000"),
            *("--address", address, "--interface", "127.0.0.1"),
        ],
        stdin=subprocess.PIPE,
    )


def wait_for(asking: Asker, expected: set[IpAddress]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while (found := asking.found()) != expected:
        assert time.monotonic() < deadline_s, found


def test_the_name_is_announced_until_the_server_ends_and_no_other_machine_takes_it(asking: Asker) -> None:
    ours = ip_address("192.168.1.5")
    with announcer(str(ours)) as first:
        wait_for(asking, {ours})
        with announcer("192.168.1.6") as second:
            assert second.wait(PATIENCE_S) == NAME_TAKEN
        assert first.poll() is None
        assert first.stdin is not None
        first.stdin.close()
        assert first.wait(PATIENCE_S) == 0


class FakeProcess:
    """A child process that only records its command."""

    def __init__(self, command: list[str], **_options: object) -> None:
        self.command = command
        self.stdin = self
        self.returncode: int | None = None

    def close(self) -> None:
        self.returncode = 0

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, _limit_s: float | None = None) -> int | None:
        return self.returncode


def test_a_failure_is_logged_once_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    started: list[FakeProcess] = []

    def start(command: list[str], **options: object) -> FakeProcess:
        if not may_start:
            raise OSError(errno.EMFILE, "Too many open files")
        started.append(FakeProcess(command, **options))
        return started[-1]

    monkeypatch.setattr("webapp.lan.mdns.subprocess.Popen", start)
    announcement = Announcement(NAME, 8000, lambda: (ip_address("192.168.1.5"),))
    may_start = False
    for _ in range(3):
        announcement.try_refresh()
    assert [record.getMessage() for record in caplog.records] == [
        f"{NAME} cannot be announced at the moment: [Errno 24] Too many open files"
    ]
    may_start = True
    announcement.try_refresh()
    assert [each.command[-1] for each in started] == ["192.168.1.5"]


def test_a_laptop_that_changes_networks_announces_its_new_address(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    started: list[FakeProcess] = []

    def start(command: list[str], **options: object) -> FakeProcess:
        started.append(FakeProcess(command, **options))
        return started[-1]

    monkeypatch.setattr("webapp.lan.mdns.subprocess.Popen", start)
    ips: list[str] = ["192.168.1.5"]
    announcement = Announcement(NAME, 8000, lambda: tuple(map(ip_address, ips)))
    announcement.refresh()
    announcement.refresh()
    assert [each.command[-1] for each in started] == ["192.168.1.5"]
    ips[:] = ["10.0.0.7"]
    announcement.refresh()
    assert started[0].returncode == 0
    assert started[1].command[-1] == "10.0.0.7"
    started[1].returncode = NAME_TAKEN
    announcement.refresh()
    announcement.refresh()
    assert caplog.text.count("another machine answers") == 1
    ips.clear()
    announcement.refresh()
    assert len(started) == 2


def test_a_missing_library_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_spec("zeroconf")
    monkeypatch.setattr(mdns, "find_spec", lambda _name: None)
    with pytest.raises(MdnsError, match="pip install zeroconf"):
        Announcement(NAME, 8000, lambda: ())
