"""Rooms over real connections, in both async modes: watching, handing the camera over, links, and coming back."""

import time
from typing import Any

import numpy as np
import pytest
import requests
import simplejpeg

from tests.running_server import FAKE_ENGINE, RunningServer
from tests.server.camera_client import AUTH, GOOD, SLOW, CameraClient, stream
from tests.server.test_connecting import refusal
from webapp.rooms.roles import MAY_SEND, Standing
from webapp.wire import Event

pytestmark = pytest.mark.server


def link(kind: str, owner: CameraClient) -> dict[str, Any]:
    """The auth of somebody who was sent this owner's link."""
    room, token = owner.welcome()["links"][kind].split(".")
    return {"v": 1, "role": "viewer" if kind == "watch" else "camera", "room": room, "token": token}


def watching(server: RunningServer, owner: CameraClient, transports: list[str] | None = None) -> CameraClient:
    return CameraClient(server.url, transports, link("watch", owner))


def phone_of(server: RunningServer, owner: CameraClient, name: str = "phone") -> CameraClient:
    return CameraClient(server.url, auth={**link("camera", owner), "name": name})


def resuming(server: RunningServer, lost: CameraClient) -> CameraClient:
    auth = {"v": 1, "role": "camera", "resume": lost.welcome()["resume"]}
    return CameraClient(server.url, ["websocket"], auth)


def seqs(client: CameraClient) -> list[int]:
    return [pose["seq"] for pose in client.payloads("pose")]


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
        assert refusal(server.url, watch)["data"]["code"] == "too-many-tries"  # else nothing would be limited
        assert camera.ask()[0] == "pose"


STANDINGS = {
    Standing.OWNER_CAMERA: {"owner": True, "is_camera": True},
    Standing.OWNER: {"owner": True, "is_camera": False},
    Standing.CAMERA: {"owner": False, "is_camera": True},
    Standing.VIEWER: {"owner": False, "is_camera": False},
}
PAYLOADS: dict[Event, dict[str, Any]] = {
    Event.FRAME: {"seq": 7, "t": 7.0, "jpeg": GOOD},
    Event.STATE: {"paused": False},
}
"""What each event carries, where it is not nothing."""


@pytest.mark.parametrize("standing", list(Standing))
def test_the_whole_table_of_standings_and_events(server: RunningServer, standing: Standing) -> None:
    print(
        f"{len(MAY_SEND)} events tried as {standing}, {sum(standing in who for who in MAY_SEND.values())} allowed"
    )
    for event, allowed in MAY_SEND.items():
        with CameraClient(server.url) as owner:
            clients = [owner]
            if standing in (Standing.OWNER, Standing.CAMERA):
                clients.append(phone_of(server, owner).__enter__())
            if standing is Standing.VIEWER:
                clients.append(watching(server, owner).__enter__())
            client = owner if STANDINGS[standing]["owner"] else clients[-1]
            client.wait_for_room(is_camera=STANDINGS[standing]["is_camera"])
            outcome = outcome_of(client, event)
            expected = "allowed" if standing in allowed else "not-allowed"
            assert outcome == expected, (standing, event)
            for guest in clients[1:]:
                guest.socket.disconnect()


def outcome_of(client: CameraClient, event: Event) -> str:
    """What comes of sending an event: "allowed", or the code of the problem."""
    payload = PAYLOADS.get(event, {})
    if event is Event.FRAME:
        client.socket.emit(str(event), payload)
        name, answer = client.answer_to(7)
        return "allowed" if name == "pose" else str(answer["code"])
    answer = client.socket.call(str(event), payload)
    return "allowed" if answer["ok"] else str(answer["problem"]["code"])


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
