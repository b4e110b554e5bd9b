"""The web process's end of a pose worker: start, requests and losses."""

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.system.camera_client import CRASHING, FAULTY, GOOD, HANGING
from webapp.pose.engine import TrackerOptions
from webapp.protocol.pose_request import JpegRequest, PoseReply, WorkerReady
from webapp.serving.worker_sockets import worker_sockets
from webapp.settings import ServerSettings
from webapp.workers import pose_process as worker_process
from webapp.workers.pose_process import (
    WorkerCrashedError,
    WorkerHungError,
    WorkerLostError,
    WorkerProcess,
    WorkerStartError,
)


@contextmanager
def worker(engine: str = "FakeEngine") -> Iterator[WorkerProcess]:
    process = WorkerProcess(ServerSettings(engine_factory=f"tests.support.fake_engine:{engine}"))
    try:
        yield process
    finally:
        process.end()


def request(jpeg: bytes = GOOD, state: bytes = b"", model: str = "full") -> JpegRequest:
    return JpegRequest(jpeg=jpeg, state=state, time_s=1.0, options=TrackerOptions(model))


def test_a_worker_is_ready_and_replies() -> None:
    with worker() as process:
        assert process.wait_ready() == WorkerReady(keeps_state=False)
        reply = process.track(request(state=b"7"))
        assert isinstance(reply, PoseReply)
        assert reply.state == b"8"
        assert process.is_alive()
    assert not process.is_alive()


def test_the_web_server_has_the_workers_socket_until_it_ends() -> None:
    before = set(worker_sockets.numbers)
    with worker() as process:
        process.wait_ready()
        (number,) = worker_sockets.numbers - before
        assert stat.S_ISSOCK(os.fstat(number).st_mode)
    assert worker_sockets.numbers == before


def test_an_engine_that_keeps_state_is_reported() -> None:
    with worker("StatefulFakeEngine") as process:
        assert process.wait_ready().keeps_state


def test_a_workers_end_of_the_socket_pair_is_blocking_even_if_the_pair_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As under eventlet, which makes both ends non-blocking."""
    real_pair = socket.socketpair

    def non_blocking_pair() -> tuple[socket.socket, socket.socket]:
        pair = real_pair()
        pair[1].setblocking(False)
        return pair

    monkeypatch.setattr(socket, "socketpair", non_blocking_pair)
    with worker() as process:
        process.wait_ready()
        assert isinstance(process.track(request()), PoseReply)


def test_an_engine_that_cannot_run_is_a_start_error() -> None:
    with (
        worker("BrokenEngine") as process,
        pytest.raises(WorkerStartError, match="the weights are at the cleaner's"),
    ):
        process.wait_ready()


def test_a_worker_that_ends_before_it_is_ready() -> None:
    with worker("crash_at_start") as process, pytest.raises(WorkerStartError, match="exit code 7"):
        process.wait_ready()


def test_a_worker_that_crashes_with_a_frame() -> None:
    with worker() as process:
        process.wait_ready()
        with pytest.raises(WorkerLostError, match="SIGKILL"):
            process.track(request(CRASHING))
        assert not process.is_alive()


def test_a_worker_that_a_frame_made_crash_is_told_from_one_that_was_killed() -> None:
    for jpeg, kind in ((FAULTY, WorkerCrashedError), (CRASHING, WorkerLostError)):
        with worker() as process:
            process.wait_ready()
            with pytest.raises(WorkerLostError) as raised:
                process.track(request(jpeg))
            assert type(raised.value) is kind


def test_a_worker_that_hangs_with_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "REPLY_LIMIT_S", 0.2)
    with worker() as process:
        process.wait_ready()
        with pytest.raises(WorkerHungError, match=r"0\.2 s"):
            process.track(request(HANGING))


def test_the_first_frame_with_a_model_has_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "REPLY_LIMIT_S", 0.0001)
    with worker() as process:
        process.wait_ready()
        assert isinstance(process.track(request(model="lite")), PoseReply)
        with pytest.raises(WorkerHungError):
            process.track(request(HANGING, model="lite"))
