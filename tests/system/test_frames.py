"""Frames and their answers, over every transport and both async modes."""

import numpy as np
import pytest

from tests.support.running_server import RunningServer
from tests.system.camera_client import FAILING, GOOD, CameraClient, stream
from webapp.pose.body import LANDMARK_COUNT
from webapp.protocol import limits

pytestmark = pytest.mark.server


@pytest.mark.both_modes
@pytest.mark.parametrize("transports", [["polling"], ["websocket"], ["polling", "websocket"]], ids="+".join)
def test_a_camera_gets_its_poses(server: RunningServer, transports: list[str]) -> None:
    with CameraClient(server.url, transports) as camera:
        for _ in range(5):
            event, pose = camera.ask()
            assert (event, pose["size"]) == ("pose", [64, 48])
        assert [pose["seq"] for pose in camera.payloads("pose")] == [0, 1, 2, 3, 4]


def test_the_welcome_says_what_a_camera_needs_to_know(server: RunningServer) -> None:
    with CameraClient(server.url) as camera, CameraClient(server.url) as other:
        for client in (camera, other):
            client.wait_until(lambda client=client: bool(client.payloads("welcome")), "the welcome")  # type: ignore[misc]
        (welcome,), (other_welcome,) = camera.payloads("welcome"), other.payloads("welcome")
    assert welcome["v"] == 1
    assert welcome["role"] == "camera"
    assert welcome["models"] == ["lite", "full", "heavy"]
    assert welcome["limits"] == {
        "frame_bytes": 1_000_000,
        "frame_pixels": 4096 * 4096,
        "fps": 120,
        "away_s": 120.0,
    }
    assert welcome["settings"]["model"] == "full"
    assert len(welcome["room"]) >= 22  # 128 bits in base64
    assert welcome["room"] != other_welcome["room"]


def test_a_pose_is_as_the_wire_format_says(server: RunningServer) -> None:
    with CameraClient(server.url) as camera:
        _, pose = camera.ask(t=2000.0)
    (person,) = pose["people"]
    image = np.frombuffer(person["image"], "<f4").reshape(LANDMARK_COUNT, 4)
    world = np.frombuffer(person["world"], "<f4").reshape(LANDMARK_COUNT, 3)
    assert (pose["t"], image[0, 0], world[0, 0]) == (2000.0, 2.0, 1.0)
    assert set(pose["ms"]) == {"queue", "decode", "detect", "landmarks", "total"}
    assert pose["ms"]["total"] >= pose["ms"]["queue"] + pose["ms"]["decode"]


def test_the_state_travels_from_frame_to_frame_and_is_each_clients_own(server: RunningServer) -> None:
    with CameraClient(server.url) as one, CameraClient(server.url) as other:
        for count in range(1, 7):
            assert one.ask()[1]["people"][0]["id"] == count
        assert other.ask()[1]["people"][0]["id"] == 1


@pytest.mark.both_modes
def test_every_frame_of_a_flood_is_answered_once_and_poses_come_in_order(server: RunningServer) -> None:
    with CameraClient(server.url) as flooding, CameraClient(server.url) as other:
        for _ in range(300):
            flooding.send()
            if flooding.next_seq % 10 == 0:
                other.send()
        for camera in (flooding, other):
            camera.wait_until_all_answered()
            assert sorted(camera.answered_seqs()) == list(range(camera.next_seq))
            seqs = [pose["seq"] for pose in camera.payloads("pose")]
            assert seqs == sorted(seqs)
        reasons = {dropped["reason"] for dropped in flooding.payloads("dropped")}
        assert "rate" in reasons
        assert reasons <= {"rate", "newer-frame"}
        assert other.payloads("pose")


def test_a_camera_within_the_rate_is_never_told_that_it_is_too_fast(server: RunningServer) -> None:
    with CameraClient(server.url) as camera:
        stream([camera], for_s=1.0, frames_a_second=30)
        camera.wait_until_all_answered()
        assert not [dropped for dropped in camera.payloads("dropped") if dropped["reason"] == "rate"]


def test_an_engine_that_fails_costs_one_frame(server: RunningServer) -> None:
    with CameraClient(server.url) as camera:
        camera.ask()
        event, problem = camera.ask(FAILING)
        assert (event, problem["code"]) == ("problem", "internal")
        assert camera.ask()[1]["people"][0]["id"] == 2


def test_settings_are_acknowledged_and_bad_ones_explained(server: RunningServer) -> None:
    with CameraClient(server.url) as camera:
        answer = camera.socket.call("settings", {"model": "lite", "people": 2})
        assert answer["ok"]
        assert (answer["settings"]["model"], answer["settings"]["people"]) == ("lite", 2)
        answer = camera.socket.call("settings", {"model": "huge"})
        assert not answer["ok"]
        assert answer["problem"]["code"] == "bad-settings"
        assert "lite, full, heavy" in answer["problem"]["message"]
        assert camera.ask()[0] == "pose"


def test_a_frame_above_the_limit_is_a_problem_and_the_session_goes_on(server: RunningServer) -> None:
    with CameraClient(server.url) as camera:
        event, problem = camera.ask(GOOD + bytes(limits.FRAME_BYTES))
        assert (event, problem["code"]) == ("problem", "frame-too-large")
        assert camera.ask()[0] == "pose"


def test_ten_megabytes_over_websocket_are_refused_and_the_session_goes_on(server: RunningServer) -> None:
    with CameraClient(server.url, ["websocket"]) as camera:
        event, problem = camera.ask(bytes(10_000_000))
        assert (event, problem["code"]) == ("problem", "frame-too-large")
        assert camera.ask()[0] == "pose"
