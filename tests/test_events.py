"""What clients send, in an order that only threads bring about. tests/server has the rest, over real connections."""

from threading import Thread
from typing import Any, cast

import pytest
import socketio

from tests.test_reception import FakePool
from webapp import events as events_module
from webapp import limits
from webapp.clients import Clients
from webapp.events import RoomEvents
from webapp.rooms.roles import Standing, may_send
from webapp.wire import Event
from webapp.worker_pool import WorkerPool


@pytest.fixture
def events() -> RoomEvents:
    server = socketio.Server(async_mode="threading")
    return RoomEvents(server, Clients(4, 4), cast("WorkerPool", FakePool()), "full")


def test_a_camera_displaced_just_now_does_not_turn_the_next_one_s_video_on(
    events: RoomEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = events._rooms
    events.connect("owner", {}, {"v": 1, "role": "camera"})
    (room,) = rooms.all()
    room_id, token = room.links["camera"].split(".")
    link: dict[str, Any] = {"v": 1, "role": "camera", "room": room_id, "token": token}
    events.connect("first", {}, link)
    second = Thread(target=events.connect, args=("second", {}, link))

    def may_send_and_then_another_comes(standing: Standing, event: Event) -> bool:
        allowed = may_send(standing, event)
        second.start()
        second.join(0.3)
        return allowed

    monkeypatch.setattr(events_module, "may_send", may_send_and_then_another_comes)
    assert events.other("share", "first", {"video": True}) == {"ok": True}
    second.join(5)
    assert room.camera is not None
    assert room.camera.sid == "second"
    assert not room.video


def test_a_client_that_changes_its_settings_without_end_does_not_fill_the_log(
    events: RoomEvents, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now_s = 1000.0
    monkeypatch.setattr("webapp.events.time.monotonic", lambda: now_s)
    caplog.set_level("INFO", "posecast.clients")
    for sid in ("busy", "calm"):
        events.connect(sid, {}, {"v": 1, "role": "camera"})

    def lines_of(sid: str) -> int:
        return sum(f"client {sid} changed" in line for line in caplog.messages)

    for number in range(1000):
        answer = events.other("settings", "busy", {"smoothing": number % 2 == 1})
        assert answer is not None
        assert answer["ok"]
    assert lines_of("busy") == limits.LOG_BURST
    events.other("settings", "calm", {"model": "lite"})
    assert lines_of("calm") == 1  # the others' lines are their own
    now_s += 1 / limits.LOG_LINES_A_SECOND
    for people in (2, 3):
        events.other("settings", "busy", {"people": people})
    assert lines_of("busy") == limits.LOG_BURST + 1


def test_an_owner_that_renews_its_links_without_end_does_not_fill_the_log(
    events: RoomEvents, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("webapp.events.time.monotonic", lambda: 1000.0)
    caplog.set_level("INFO", "posecast.clients")
    events.connect("owner", {}, {"v": 1, "role": "camera"})
    for _ in range(100):
        answer = events.other("renew", "owner", {})
        assert answer is not None
        assert answer["ok"]
    assert sum("renewed its links" in line for line in caplog.messages) == limits.LOG_BURST
