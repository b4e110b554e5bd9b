"""Lost connections that are taken up again, in both async modes."""

import numpy as np
import pytest

from tests.support.running_server import RunningServer
from tests.system.camera_client import AUTH, SLOW, CameraClient
from tests.system.room_clients import phone_of, resuming, seqs, watching
from tests.system.test_connecting import refusal

pytestmark = pytest.mark.server


@pytest.mark.both_modes
def test_a_camera_that_lost_its_connection_goes_on_where_it_was(server: RunningServer) -> None:
    with CameraClient(server.url, ["websocket"]) as camera, watching(server, camera) as viewer:
        camera.socket.call("settings", {"model": "lite"})
        for _ in range(3):
            camera.ask()
        in_work = camera.send(SLOW)  # takes 0.2 s, so its pose finds nobody, or the new connection
        camera.wait_until_sent()
        camera.drop_link()
        viewer.wait_for_room(camera="away")
        with resuming(server, camera) as again:
            welcome, before = again.welcome(), camera.welcome()
            assert {name: welcome[name] for name in ("session", "room", "owner", "links", "role")} == {
                name: before[name] for name in ("session", "room", "owner", "links", "role")
            }
            assert (welcome["last_seq"], welcome["settings"]["model"]) == (in_work, "lite")
            viewer.wait_for_room(camera="here")
            again.next_seq = welcome["last_seq"] + 1
            assert (
                again.ask()[1]["people"][0]["id"] == in_work + 2
            )  # the fake engine counts the frames it has seen
            for _ in range(3):
                again.ask()
            viewer.answer_to(again.next_seq - 1)
            assert seqs(viewer) == sorted(set(seqs(viewer)))
            both = seqs(camera) + seqs(again)
            assert both == sorted(set(both))
            assert again.send(seq=0) is not None  # a seq from before is stale, as ever
            again.wait_until(
                lambda: any(p["code"] == "stale-seq" for p in again.payloads("problem")), "stale-seq"
            )


def test_resuming_ends_a_connection_that_only_looks_alive(server: RunningServer) -> None:
    with CameraClient(server.url, ["websocket"]) as camera, watching(server, camera) as viewer:
        camera.ask()
        with resuming(server, camera) as again:
            camera.wait_until(lambda: camera.ended, "the end of the old connection")
            assert again.welcome()["session"] == camera.welcome()["session"]
            again.next_seq = 1
            assert again.ask()[1]["people"][0]["id"] == 2
            viewer.wait_for_room(camera="here")


def test_a_client_held_to_polling_comes_back(server: RunningServer) -> None:
    """Nobody notices that a polling client is gone before its next poll is overdue, so the new connection ends the old."""
    with CameraClient(server.url, ["polling"]) as camera, watching(server, camera) as viewer:
        camera.ask()
        in_work = camera.send(SLOW)
        camera.wait_until_sent()
        auth = {"v": 1, "role": "camera", "resume": camera.welcome()["resume"]}
        with CameraClient(server.url, ["polling"], auth) as again:
            welcome = again.welcome()
            assert (welcome["session"], welcome["last_seq"]) == (camera.welcome()["session"], in_work)
            again.next_seq = in_work + 1
            again.ask()
            assert again.answers[0][0] == "welcome"
            viewer.answer_to(again.next_seq - 1)
            both = seqs(camera) + seqs(again)
            assert both == sorted(set(both))


def test_a_reloaded_page_has_a_new_clock(server: RunningServer) -> None:
    with CameraClient(server.url, ["websocket"]) as camera:
        camera.ask(t=900_000.0)
        camera.drop_link()
        with resuming(server, camera) as again:
            again.next_seq = again.welcome()["last_seq"] + 1
            pose = again.ask(t=15.0)[1]
            assert pose["t"] == 15.0
            tracked_at_s = np.frombuffer(pose["people"][0]["image"], "<f4")[0]
            assert tracked_at_s == pytest.approx(900.1)


def test_a_phone_and_an_owner_that_come_back_are_what_they_were(server: RunningServer) -> None:
    with CameraClient(server.url, ["websocket"]) as owner, watching(server, owner) as viewer:
        with phone_of(server, owner) as phone:
            phone.wait_for_room(is_camera=True)
            owner.drop_link()
            with resuming(server, owner) as owner_again:
                assert owner_again.welcome()["owner"]
                assert owner_again.welcome()["role"] == "viewer"
                assert owner_again.welcome()["links"] == owner.welcome()["links"]
                phone.ask()
                owner_again.wait_until(lambda: bool(owner_again.payloads("pose")), "the phone's pose")
                viewer.wait_for_room(camera="here")


def test_a_viewer_comes_back_and_sees_no_pose_twice(server: RunningServer) -> None:
    with CameraClient(server.url) as camera, watching(server, camera, ["websocket"]) as viewer:
        viewer.answer_to(camera.ask()[1]["seq"])
        viewer.drop_link()
        camera.wait_for_room(viewers=0)
        auth = {"v": 1, "role": "viewer", "resume": viewer.welcome()["resume"]}
        with CameraClient(server.url, auth=auth) as again:
            camera.wait_for_room(viewers=1)
            assert again.welcome()["session"] == viewer.welcome()["session"]
            again.answer_to(camera.ask()[1]["seq"])
            assert seqs(again) == [1]


@pytest.mark.parametrize("resume", ["", "x", "x.y", "." * 100, "session.token"])
def test_a_wrong_resume_token_is_no_room(server: RunningServer, resume: str) -> None:
    assert refusal(server.url, {**AUTH, "resume": resume})["data"]["code"] == "no-such-room"
