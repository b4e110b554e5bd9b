"""What viewers see over real connections, in both async modes."""

import numpy as np
import pytest
import simplejpeg

from tests.support.running_server import RunningServer
from tests.system.camera_client import CameraClient, stream
from tests.system.room_clients import phone_of, seqs, watching

pytestmark = pytest.mark.server


@pytest.mark.both_modes
@pytest.mark.parametrize("transports", [["polling"], ["websocket"], ["polling", "websocket"]], ids="+".join)
def test_a_viewer_sees_what_the_camera_sees_and_no_picture(
    server: RunningServer, transports: list[str]
) -> None:
    with CameraClient(server.url, ["websocket"]) as camera, watching(server, camera, transports) as viewer:
        viewer.wait_for_room(camera="here", viewers=1, is_camera=False, video=False)
        camera.wait_for_room(viewers=1, is_camera=True)
        for _ in range(5):
            seq = camera.send()
            camera.answer_to(seq)
            viewer.answer_to(seq)
        assert viewer.payloads("pose") == camera.payloads("pose")
        assert viewer.payloads("picture") == []
        room = viewer.wait_for_room(size=[64, 48])
        assert room["camera_delay_ms"] is not None


def test_viewers_over_both_transports_see_the_same(server: RunningServer) -> None:
    with (
        CameraClient(server.url, ["websocket"]) as camera,
        watching(server, camera, ["polling"]) as polling,
        watching(server, camera, ["websocket"]) as direct,
    ):
        camera.wait_for_room(viewers=2)
        for _ in range(5):
            seq = camera.ask()[1]["seq"]
            assert polling.answer_to(seq) == direct.answer_to(seq) == camera.answer_to(seq)


@pytest.mark.both_modes
def test_video_goes_to_viewers_while_it_is_shared_and_just_before_its_pose(server: RunningServer) -> None:
    rng = np.random.default_rng(4)
    with CameraClient(server.url) as camera, watching(server, camera) as viewer:
        assert camera.socket.call("share", {"video": True}) == {"ok": True}
        viewer.wait_for_room(video=True)
        for _ in range(4):
            jpeg = simplejpeg.encode_jpeg(rng.integers(0, 255, (48, 64, 3), np.uint8), colorspace="RGB")
            seq = camera.ask(jpeg)[1]["seq"]
            viewer.answer_to(seq)
            assert viewer.payloads("picture")[-1] == {"seq": seq, "t": seq + 1.0, "jpeg": jpeg}
        told = [(name, payload["seq"]) for name, payload in viewer.answers if name in ("picture", "pose")]
        assert told == [(name, seq) for seq in range(4) for name in ("picture", "pose")]
        with watching(server, camera) as late:
            late.answer_to(3)
            assert [picture["seq"] for picture in late.payloads("picture")] == [3]
        camera.socket.call("share", {"video": False})
        viewer.wait_for_room(video=False)
        viewer.answer_to(camera.ask()[1]["seq"])
        assert len(viewer.payloads("picture")) == 4
        assert camera.payloads("picture") == []


def test_video_ends_when_another_becomes_the_camera(server: RunningServer) -> None:
    with CameraClient(server.url) as owner, watching(server, owner) as viewer:
        owner.socket.call("share", {"video": True})
        viewer.wait_for_room(video=True)
        with phone_of(server, owner) as phone:
            viewer.wait_for_room(video=False)
            pose = phone.ask()[1]
            viewer.wait_until(lambda: viewer.payloads("pose")[-1:] == [pose], "the phone's pose")
            assert viewer.payloads("picture") == []


def test_a_camera_that_streams_has_every_frame_answered_whoever_watches(server: RunningServer) -> None:
    with CameraClient(server.url) as camera, watching(server, camera) as one, watching(server, camera) as two:
        camera.wait_for_room(viewers=2)
        stream([camera], for_s=1.0)
        camera.wait_until_all_answered()
        last = seqs(camera)[-1]
        for viewer in (one, two):
            viewer.answer_to(last)
            assert seqs(viewer) == sorted(set(seqs(viewer)))
            assert set(seqs(viewer)) <= set(seqs(camera))
            assert len(seqs(viewer)) > 0.8 * len(seqs(camera))
