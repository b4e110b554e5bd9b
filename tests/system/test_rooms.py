"""Rooms over real connections, in both async modes: links, handing the camera over, places and names."""

import time

import pytest
import requests

from tests.support.running_server import FAKE_ENGINE, RunningServer
from tests.system.camera_client import CameraClient
from tests.system.room_clients import link, phone_of, watching
from tests.system.test_connecting import refusal

pytestmark = pytest.mark.server


def assert_may_send_no_frame(client: CameraClient) -> None:
    refused = {"seq": client.send(), "code": "not-allowed"}
    client.wait_until(
        lambda: any(refused.items() <= p.items() for p in client.payloads("problem")), "a refusal"
    )


def test_an_owner_gets_links_and_nobody_else_does(server: RunningServer) -> None:
    with (
        CameraClient(server.url) as owner,
        watching(server, owner) as viewer,
        phone_of(server, owner) as phone,
    ):
        assert owner.welcome()["owner"]
        assert set(owner.welcome()["links"]) == {"watch", "camera"}
        assert len(set(owner.welcome()["links"].values())) == 2
        for guest, role in ((viewer, "viewer"), (phone, "camera")):
            welcome = guest.welcome()
            assert (welcome["owner"], welcome["role"], "links" in welcome) == (False, role, False)
            assert welcome["room"] == owner.welcome()["room"]


@pytest.mark.both_modes
def test_a_phone_takes_the_camera_over_and_the_owner_takes_it_back(server: RunningServer) -> None:
    with CameraClient(server.url) as owner, watching(server, owner) as viewer:
        owner.ask()
        with phone_of(server, owner, "Ann's phone") as phone:
            phone.wait_for_room(is_camera=True, camera_name="Ann's phone")
            owner.wait_for_room(is_camera=False, camera_name="Ann's phone", camera="here")
            for _ in range(3):
                seq = phone.ask()[1]["seq"]
            pose = phone.answer_to(seq)[1]
            for watcher in (owner, viewer):
                watcher.wait_until(lambda w=watcher: w.payloads("pose")[-1:] == [pose], "the phone's pose")  # type: ignore[misc]
            assert_may_send_no_frame(owner)
            assert owner.socket.call("take_back", {}) == {"ok": True}
            owner.wait_for_room(is_camera=True)
            phone.wait_for_room(is_camera=False)
            pose = owner.ask()[1]
            for watcher in (phone, viewer):
                watcher.wait_until(lambda w=watcher: w.payloads("pose")[-1:] == [pose], "the owner's pose")  # type: ignore[misc]
            assert_may_send_no_frame(phone)


def test_the_newest_camera_wins(server: RunningServer) -> None:
    with CameraClient(server.url) as owner, phone_of(server, owner, "one") as one:
        one.wait_for_room(is_camera=True)
        with phone_of(server, owner, "two") as two:
            one.wait_for_room(is_camera=False, camera_name="two")
            assert two.ask()[0] == "pose"
            assert_may_send_no_frame(one)


def test_a_camera_tells_how_it_is(server: RunningServer) -> None:
    with CameraClient(server.url) as owner, phone_of(server, owner) as phone:
        phone.wait_for_room(is_camera=True)
        state = {"paused": True, "name": "kitchen\u202e\x00", "battery": 0.5, "charging": False}
        assert phone.socket.call("state", state) == {"ok": True}
        room = owner.wait_for_room(camera="paused", camera_name="kitchen")
        assert room["camera_state"] == {"paused": True, "battery": 0.5, "charging": False}
        answer = phone.socket.call("state", {"paused": "yes"})
        assert (answer["ok"], answer["problem"]["code"]) == (False, "bad-message")


@pytest.mark.both_modes
@pytest.mark.parametrize("transport", ["polling", "websocket"])
def test_new_links_end_the_old_ones_within_a_second(server: RunningServer, transport: str) -> None:
    with CameraClient(server.url) as owner:
        old_watch, old_camera = link("watch", owner), link("camera", owner)
        viewers = [CameraClient(server.url, [transport], old_watch) for _ in range(3)]
        phone = CameraClient(server.url, [transport], old_camera)
        for guest in (*viewers, phone):
            guest.__enter__()
        owner.wait_for_room(viewers=3, is_camera=False)
        started_s = time.monotonic()
        answer = owner.socket.call("renew", {})
        assert answer["ok"]
        for guest in (*viewers, phone):
            guest.wait_until(lambda guest=guest: guest.ended, "the end")  # type: ignore[misc]
            assert guest.payloads("problem")[-1]["code"] == "link-ended"
        assert time.monotonic() - started_s < 1
        owner.wait_for_room(viewers=0, camera="none")
        for old in (old_watch, old_camera):
            assert refusal(server.url, old)["data"]["code"] == "no-such-room"
        room, token = answer["links"]["watch"].split(".")
        with CameraClient(
            server.url, auth={"v": 1, "role": "viewer", "room": room, "token": token}
        ) as viewer:
            viewer.wait_for_room(viewers=1)
        assert refusal(server.url, {"v": 1, "role": "viewer", "resume": viewers[0].welcome()["resume"]})
        assert owner.socket.call("take_back", {}) == {"ok": True}
        assert owner.ask()[0] == "pose"


def test_an_unknown_room_and_a_wrong_token_get_the_same_answer(server: RunningServer) -> None:
    with CameraClient(server.url) as owner:
        right = link("watch", owner)
        wrong_token = refusal(server.url, {**right, "token": "x" * 22})
        wrong_room = refusal(server.url, {**right, "room": "x" * 22})
        other_role = refusal(server.url, {**right, "role": "camera"})
    assert wrong_token == wrong_room == other_role
    assert wrong_token["data"]["code"] == "no-such-room"


def test_viewers_have_places_of_their_own_and_guessing_is_limited(async_mode: str) -> None:
    arguments = ("--workers", "1", "--async-mode", async_mode, "--max-clients", "1", "--max-viewers", "2")
    with RunningServer(*FAKE_ENGINE, *arguments) as server, CameraClient(server.url) as camera:
        watch = link("watch", camera)
        with watching(server, camera), watching(server, camera):
            camera.wait_for_room(viewers=2)
            assert refusal(server.url, watch)["data"]["code"] == "server-full"
            health = requests.get(f"{server.url}/healthz", timeout=10).json()
            assert health["viewers"] == {"connected": 2, "max": 2}
        camera.wait_for_room(viewers=0)
        codes = [refusal(server.url, {**watch, "token": str(guess)})["data"]["code"] for guess in range(25)]
        assert codes[0] == "no-such-room"
        assert codes[-1] == "too-many-tries"
        with watching(server, camera):  # the right link still passes, from the same address
            camera.wait_for_room(viewers=1)
        assert camera.ask()[0] == "pose"


def test_names_are_made_fit_to_be_shown(server: RunningServer) -> None:
    hostile = [
        "<script>alert(1)</script>",
        "a\x00b\x1b[31m",
        "\u202egnp.exe",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "  ",
        "x" * 100,
    ]
    with CameraClient(server.url) as owner:
        for name in hostile:
            with phone_of(server, owner, name) as phone:
                room = phone.wait_for_room(is_camera=True)
                assert all(character.isprintable() for character in room["camera_name"])
        unusable: list[object] = ["y" * 4096, "\x00" * 4096, 7, None, ["x"]]
        for wrong in unusable:
            told = refusal(server.url, {**link("camera", owner), "name": wrong})
            assert told["data"]["code"] == "bad-auth"
        owner.socket.call("take_back", {})
        assert owner.ask()[0] == "pose"
