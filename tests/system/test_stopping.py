"""How a server ends, and what it leaves behind: nothing."""

import signal
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest

from tests.support.running_server import FAKE_ENGINE, ROOT, RunningServer
from tests.system.camera_client import HANGING, PATIENCE_S, CameraClient, stream

pytestmark = pytest.mark.server


def workers_of(server: RunningServer) -> list[psutil.Process]:
    return list(psutil.Process(server.process.pid).children())


def is_alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def check_that_all_ended(workers: list[psutil.Process]) -> None:
    """A zombie has ended too: its parent is gone, and whoever inherited it has not looked yet."""
    deadline_s = time.monotonic() + PATIENCE_S
    while any(is_alive(worker) for worker in workers):
        assert time.monotonic() < deadline_s, workers
        time.sleep(0.02)


@pytest.mark.both_modes
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("transport", ["polling", "websocket"])
def test_clients_are_told_and_everything_ends(async_mode: str, number: int, transport: str) -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "2", "--async-mode", async_mode) as server:
        workers = workers_of(server)
        cameras = [CameraClient(server.url, [transport]) for _ in range(3)]
        for camera in cameras:
            camera.__enter__()
        stream(cameras, for_s=0.3)
        assert server.stop(number) == 0
        for camera in cameras:
            camera.wait_until(lambda camera=camera: camera.ended, "the end")  # type: ignore[misc]
            assert [problem["code"] for problem in camera.payloads("problem") if problem["seq"] is None] == [
                "server-stopping"
            ]
        check_that_all_ended(workers)


def test_a_hanging_worker_does_not_hold_the_end_up(async_mode: str) -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "1", "--async-mode", async_mode) as server:
        workers = workers_of(server)
        with CameraClient(server.url) as camera:
            seq = camera.send(HANGING)
            camera.socket.sleep(0.3)
            assert server.stop() == 0
            assert camera.answer_to(seq)[1]["code"] == "server-stopping"
        check_that_all_ended(workers)


def test_a_second_ctrl_c_ends_at_once(async_mode: str) -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "1", "--async-mode", async_mode) as server:
        workers = workers_of(server)
        with CameraClient(server.url) as camera:
            camera.send(HANGING)  # the first Ctrl-C waits for this frame
            camera.socket.sleep(0.3)
            server.process.send_signal(signal.SIGINT)
            camera.socket.sleep(0.3)
            assert server.stop(signal.SIGINT) == 128 + signal.SIGINT
        check_that_all_ended(workers)


def test_no_worker_outlives_a_killed_server(async_mode: str) -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "2", "--async-mode", async_mode) as server:
        workers = workers_of(server)
        with CameraClient(server.url) as camera:
            camera.send(HANGING)
            camera.socket.sleep(0.3)
            assert server.stop(signal.SIGKILL) == -signal.SIGKILL
        check_that_all_ended(workers)


def test_an_ended_server_frees_its_port(async_mode: str) -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "1", "--async-mode", async_mode) as server:
        with CameraClient(server.url) as camera:
            camera.ask()
            server.stop()
        with RunningServer(*FAKE_ENGINE, "--workers", "1", "--port", str(server.port)) as again:
            assert again.port == server.port


def test_the_log_has_a_line_an_event_and_none_a_frame(async_mode: str) -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "2", "--async-mode", async_mode) as server:
        with CameraClient(server.url) as camera:
            stream([camera], for_s=0.5)
            camera.wait_until_all_answered()
            camera.socket.call("settings", {"model": "lite"})
        server.stop()
        # Not those of workers and of the media folder: how far the spare worker comes, and what other tests' servers have
        # left behind, is chance.
        chance = ("posecast.workers", "posecast.media")
        lines = [line for line in server.log.splitlines() if not any(name in line for name in chance)]
    assert len(lines) == 7, lines
    assert sum("frames" in line and "poses" in line for line in lines) == 1
    assert any("changed model to lite" in line for line in lines)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_still_starts_ends_at_once(async_mode: str, number: int) -> None:
    engine = ("--engine-factory", "tests.support.fake_engine:EndlesslyLoadingEngine")
    command = [sys.executable, "-m", "webapp", "serve", "--port", "0", "--workers", "2", *engine]
    with subprocess.Popen(
        [*command, "--async-mode", async_mode], cwd=ROOT, stderr=subprocess.DEVNULL
    ) as process:
        server = psutil.Process(process.pid)
        deadline_s = time.monotonic() + 20
        while len(workers := server.children()) < 2 and time.monotonic() < deadline_s:
            time.sleep(0.05)
        process.send_signal(number)
        assert process.wait(PATIENCE_S) == 128 + number
    check_that_all_ended(workers)
