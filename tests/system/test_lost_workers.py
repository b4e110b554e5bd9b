"""Workers that die or hang while clients stream."""

import signal

import psutil
import pytest

from tests.support.running_server import FAKE_ENGINE, RunningServer
from tests.system.camera_client import CRASHING, FAULTY, HANGING, SLOW, CameraClient, stream
from webapp.protocol import limits

pytestmark = pytest.mark.server


def workers_of(server: RunningServer) -> list[psutil.Process]:
    return list(psutil.Process(server.process.pid).children())


def check_that_no_session_suffered(cameras: list[CameraClient], code: str) -> None:
    """At most one frame of each was lost, and every pose went on from the one before."""
    for camera in cameras:
        camera.wait_until_all_answered()
        problems = camera.payloads("problem")
        assert len(problems) <= 1
        assert all(problem["code"] == code for problem in problems)
        ids = [pose["people"][0]["id"] for pose in camera.payloads("pose")]
        assert ids == list(range(1, len(ids) + 1))
        assert not camera.ended


def test_killing_a_worker_while_four_cameras_stream(async_mode: str) -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "2", "--async-mode", async_mode) as server:
        cameras = [CameraClient(server.url) for _ in range(4)]
        with cameras[0], cameras[1], cameras[2], cameras[3]:
            stream(cameras, for_s=0.5)
            for kills in range(1, 4):
                before = [len(camera.payloads("problem")) for camera in cameras]
                workers_of(server)[0].send_signal(signal.SIGKILL)
                stream(cameras, for_s=1.0)
                after = [len(camera.payloads("problem")) for camera in cameras]
                assert max(late - early for late, early in zip(after, before, strict=True)) <= 1, kills
            for camera in cameras:
                camera.wait_until_all_answered()
                ids = [pose["people"][0]["id"] for pose in camera.payloads("pose")]
                assert ids == list(range(1, len(ids) + 1))
                assert camera.ask()[0] == "pose"
        assert server.log.count("lost:") == 3


@pytest.mark.both_modes
def test_a_worker_that_crashes_with_a_frame(async_mode: str) -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "2", "--async-mode", async_mode) as server:
        cameras = [CameraClient(server.url) for _ in range(4)]
        with cameras[0], cameras[1], cameras[2], cameras[3]:
            stream(cameras, for_s=0.3)
            event, problem = cameras[0].ask(CRASHING)
            assert (event, problem["code"]) == ("problem", "worker-lost")
            stream(cameras, for_s=0.5)
            check_that_no_session_suffered(cameras, "worker-lost")
        assert "was ended by SIGKILL" in server.log


def test_a_worker_that_hangs_with_a_frame(async_mode: str) -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "2", "--async-mode", async_mode) as server:
        cameras = [CameraClient(server.url) for _ in range(4)]
        with cameras[0], cameras[1], cameras[2], cameras[3]:
            stream(cameras, for_s=0.3)
            hanging = cameras[0].send(HANGING)
            stream(cameras[1:], for_s=3.5)
            event, problem = cameras[0].answer_to(hanging)
            assert (event, problem["code"]) == ("problem", "worker-hung")
            stream(cameras, for_s=0.5)
            check_that_no_session_suffered(cameras, "worker-hung")
            assert all(len(camera.payloads("pose")) > 60 for camera in cameras[1:])


def test_a_client_whose_frames_break_workers_is_ended_and_the_others_go_on(async_mode: str) -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "2", "--async-mode", async_mode) as server:
        with CameraClient(server.url) as hostile, CameraClient(server.url) as beside:
            for _ in range(limits.BROKEN_WORKERS + 1):
                assert hostile.ask(FAULTY)[1]["code"] == "worker-lost"
            hostile.wait_until(lambda: hostile.ended, "the end")
            assert hostile.payloads("problem")[-1]["code"] == "breaks-workers"
            assert beside.ask()[0] == "pose"
            assert not beside.ended
        assert server.log.count("lost: it ended with exit code 3") == limits.BROKEN_WORKERS + 1


def test_two_cameras_at_different_speeds_get_fair_shares(async_mode: str) -> None:
    """One worker with 5 poses a second; both cameras want more than half of them, one far more."""
    with RunningServer(*FAKE_ENGINE, "--workers", "1", "--async-mode", async_mode) as server:
        with CameraClient(server.url) as fast, CameraClient(server.url) as slow:
            for _ in range(40):
                for _ in range(4):
                    fast.send(SLOW)
                slow.send(SLOW)
                fast.socket.sleep(0.075)
            counts = [len(camera.payloads("pose")) for camera in (fast, slow)]
            assert min(counts) >= 5
            assert max(counts) - min(counts) <= 2
