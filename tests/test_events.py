"""What clients send, in an order that only threads bring about. tests/server has the rest, over real connections."""

from threading import Thread
from typing import Any, cast

import pytest
import socketio

from tests.test_reception import FakePool
from webapp import events as events_module
from webapp.clients import Clients
from webapp.events import RoomEvents
from webapp.rooms.roles import Standing, may_send
from webapp.wire import Event
from webapp.worker_pool import WorkerPool


def test_a_camera_displaced_just_now_does_not_turn_the_next_one_s_video_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = socketio.Server(async_mode="threading")
    events = RoomEvents(server, Clients(4, 4), cast("WorkerPool", FakePool()), "full")
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
