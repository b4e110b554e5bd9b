"""The whole server with the real engines and a real photograph."""

from typing import Any

import numpy as np
import pytest
import simplejpeg
import skimage.data

from tests.support.mediapipe_here import why_mediapipe_does_not_run
from tests.support.running_server import RunningServer
from tests.system.camera_client import CameraClient
from webapp.pose.body import LANDMARK_COUNT, landmark_index

pytestmark = pytest.mark.server

PHOTO = simplejpeg.encode_jpeg(skimage.data.astronaut(), quality=90, colorspace="RGB")


def image_of(pose: dict[str, Any]) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    (person,) = pose["people"]
    return np.frombuffer(person["image"], "<f4").reshape(LANDMARK_COUNT, 4)


def test_the_astronaut_is_found_and_followed_in_every_model(async_mode: str) -> None:
    with (
        RunningServer("--workers", "1", "--async-mode", async_mode) as server,
        CameraClient(server.url) as camera,
    ):
        for model in ("lite", "full", "heavy"):
            assert camera.socket.call("settings", {"model": model})["ok"]
            event, pose = camera.ask(PHOTO)
            assert (event, pose["size"]) == ("pose", [512, 512])
            nose = image_of(pose)[landmark_index("nose")]
            # Her nose, as seen in the photograph.
            assert nose[0] == pytest.approx(0.44, abs=0.03), model
            assert nose[1] == pytest.approx(0.24, abs=0.03), model
        first, second = camera.ask(PHOTO)[1], camera.ask(PHOTO)[1]
        assert first["people"][0]["id"] == second["people"][0]["id"]
        assert second["ms"]["landmarks"] > 0


def test_two_clients_do_not_disturb_each_other() -> None:
    mirrored = simplejpeg.encode_jpeg(
        np.ascontiguousarray(skimage.data.astronaut()[:, ::-1]), quality=90, colorspace="RGB"
    )
    with RunningServer("--workers", "1") as server:
        with CameraClient(server.url) as one, CameraClient(server.url) as other:
            for _ in range(5):
                nose = image_of(one.ask(PHOTO)[1])[landmark_index("nose"), 0]
                mirrored_nose = image_of(other.ask(mirrored)[1])[landmark_index("nose"), 0]
                assert nose + mirrored_nose == pytest.approx(1.0, abs=0.02)


def test_mediapipe_keeps_each_client_with_its_own_worker(async_mode: str) -> None:
    reason = why_mediapipe_does_not_run()
    if reason:
        pytest.skip(f"MediaPipe does not run here: {reason}")
    with RunningServer("--engine", "mediapipe", "--workers", "2", "--async-mode", async_mode) as server:
        with CameraClient(server.url) as one, CameraClient(server.url) as other:
            for camera in (one, other, one, other, one, other):
                event, pose = camera.ask(PHOTO)
                assert event == "pose"
                assert pose["people"][0]["id"] == camera.payloads("pose")[0]["people"][0]["id"]
                assert image_of(pose)[landmark_index("nose"), 0] == pytest.approx(0.44, abs=0.03)
