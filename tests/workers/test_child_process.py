"""A child process: its start, its end, and what is known of it meanwhile."""

import os
import socket
import subprocess
import time
from typing import NoReturn

import pytest

from webapp.workers.channel import ChannelClosedError
from webapp.workers.child_process import ChildProcess, ChildStartError, cpu_seconds, resident_bytes
from webapp.workers.media_task import FROM_MEDIA_WORKER

PATIENCE_S = 30.0


def test_a_killed_child_closes_its_channel_and_has_a_reason() -> None:
    child = ChildProcess("webapp.workers.media", FROM_MEDIA_WORKER)
    assert child.is_alive()
    child.kill()
    with pytest.raises(ChannelClosedError):
        child.channel.receive(PATIENCE_S)
    assert child.exit_reason() == "was ended by SIGKILL"
    assert not child.is_alive()
    child.end()


def test_a_child_that_exits_has_its_code_as_the_reason() -> None:
    child = ChildProcess("webapp.workers.media", FROM_MEDIA_WORKER, ["--no-such-option"])
    with pytest.raises(ChannelClosedError):
        child.channel.receive(PATIENCE_S)
    assert child.exit_reason() == "ended with exit code 2"
    child.end()


def test_a_system_without_files_or_processes_is_an_error_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_arguments: object, **_options: object) -> NoReturn:
        raise OSError(11, "Resource temporarily unavailable")

    with monkeypatch.context() as refused:
        refused.setattr(subprocess, "Popen", refuse)
        with pytest.raises(ChildStartError, match=r"no more processes .*Resource temporarily unavailable"):
            ChildProcess("webapp.workers.media", FROM_MEDIA_WORKER)
    monkeypatch.setattr(socket, "socketpair", refuse)
    with pytest.raises(ChildStartError, match=r"no channel .*Resource temporarily unavailable"):
        ChildProcess("webapp.workers.media", FROM_MEDIA_WORKER)


def test_cpu_seconds_count_work_and_not_waiting() -> None:
    before_s, before_cpu_s = cpu_seconds(os.getpid()), time.process_time()
    time.sleep(0.2)
    while time.process_time() - before_cpu_s < 0.1:
        pass
    worked_s = cpu_seconds(os.getpid()) - before_s
    assert abs(worked_s - (time.process_time() - before_cpu_s)) < 0.05  # the system counts in hundredths


def test_a_process_that_has_ended_counts_by_the_clock_and_has_no_memory() -> None:
    before_s = time.monotonic()
    assert before_s <= cpu_seconds(0) <= time.monotonic()
    assert resident_bytes(0) == 0
    assert resident_bytes(os.getpid()) > 0
