"""What clients send, in an order that only threads bring about. tests/system has the rest, over real connections."""

import base64
import io
import time
from threading import Thread
from types import SimpleNamespace
from typing import Any, cast

import pytest
import socketio
from socketio.exceptions import ConnectionRefusedError as RefusedError
from socketio.packet import CONNECT

from tests.realtime.test_lobby import FakePool
from webapp.protocol import limits
from webapp.protocol.socketio_packet import ForgivingPacket
from webapp.protocol.wire import Event
from webapp.realtime import handlers as handlers_module
from webapp.realtime.client_registry import ClientRegistry
from webapp.realtime.service import RealtimeService
from webapp.rooms.permissions import MemberRole, may_send
from webapp.scheduler.worker_pool import WorkerPool


@pytest.fixture
def realtime() -> RealtimeService:
    server = socketio.Server(async_mode="threading")
    return RealtimeService(server, ClientRegistry(4, 4), cast("WorkerPool", FakePool()), "full")


def test_a_camera_replaced_just_now_does_not_turn_the_next_one_s_video_on(
    realtime: RealtimeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = realtime.rooms
    realtime.handlers.connect("owner", {}, {"v": 1, "role": "camera"})
    (room,) = rooms.all()
    room_id, token = room.links["camera"].split(".")
    link: dict[str, Any] = {"v": 1, "role": "camera", "room": room_id, "token": token}
    realtime.handlers.connect("first", {}, link)
    second = Thread(target=realtime.handlers.connect, args=("second", {}, link))

    def may_send_and_then_another_comes(role: MemberRole, event: Event) -> bool:
        allowed = may_send(role, event)
        second.start()
        second.join(0.3)
        return allowed

    monkeypatch.setattr(handlers_module, "may_send", may_send_and_then_another_comes)
    assert realtime.handlers.event("first", "share", {"video": True}) == {"ok": True}
    second.join(5)
    assert room.camera is not None
    assert room.camera.sid == "second"
    assert not room.video


def polling(server: socketio.Server, auth: dict[str, Any]) -> tuple[str, str]:
    """A client that has come by polling: its ids in Engine.IO and in Socket.IO."""
    before = set(server.eio.sockets)
    request = {
        "wsgi.url_scheme": "http",
        "REMOTE_ADDR": "192.0.2.7",
        "QUERY_STRING": "EIO=4&transport=polling",
    }
    server.eio.handle_request({**request, "REQUEST_METHOD": "GET"}, lambda _status, _headers: None)
    (eio_sid,) = set(server.eio.sockets) - before
    packet = ForgivingPacket(CONNECT, data=auth, namespace="/")
    body = b"b" + base64.b64encode(packet.encode())
    post = {
        "REQUEST_METHOD": "POST",
        "QUERY_STRING": f"{request['QUERY_STRING']}&sid={eio_sid}",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    server.eio.handle_request({**request, **post}, lambda _status, _headers: None)
    return eio_sid, server.manager.sid_from_eio_sid(eio_sid, "/")


def test_new_links_wait_for_nobody_who_comes_or_goes() -> None:
    """A viewer's network was lost, and it is the goodbye that finds out: its end must not wait for whoever comes, who
    may wait for the rooms.
    """
    server = socketio.Server(async_mode="threading", async_handlers=False, serializer=ForgivingPacket)
    realtime = RealtimeService(server, ClientRegistry(4, 4), cast("WorkerPool", FakePool()), "full")
    _, owner = polling(server, {"v": 1, "role": "camera"})
    (room,) = realtime.rooms.all()
    room_id, token = room.links["watch"].split(".")
    lost, _ = polling(server, {"v": 1, "role": "viewer", "room": room_id, "token": token})
    server.eio.sockets[lost].last_ping = time.time() - 3600
    renewing = Thread(target=realtime.handlers.event, args=(owner, "renew", {}), daemon=True)
    with realtime.lobby._lock:  # somebody comes just now
        renewing.start()
        renewing.join(9)
        assert not renewing.is_alive()
    assert list(room.members.values()) == [room.owner]


def test_a_client_that_changes_its_settings_without_end_does_not_fill_the_log(
    realtime: RealtimeService, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now_s = 1000.0
    monkeypatch.setattr(
        "webapp.realtime.handlers.time", SimpleNamespace(monotonic=lambda: now_s, sleep=time.sleep)
    )
    caplog.set_level("INFO", "posecast.clients")
    for sid in ("busy", "calm"):
        realtime.handlers.connect(sid, {}, {"v": 1, "role": "camera"})

    def lines_of(sid: str) -> int:
        return sum(f"client {sid} changed" in line for line in caplog.messages)

    for number in range(1000):
        answer = realtime.handlers.event("busy", "settings", {"smoothing": number % 2 == 1})
        assert answer is not None
        assert answer["ok"]
    assert lines_of("busy") == limits.LOG_BURST
    realtime.handlers.event("calm", "settings", {"model": "lite"})
    assert lines_of("calm") == 1  # the others' lines are their own
    now_s += 1 / limits.LOG_LINES_A_SECOND
    for people in (2, 3):
        realtime.handlers.event("busy", "settings", {"people": people})
    assert lines_of("busy") == limits.LOG_BURST + 1


def test_an_owner_that_renews_its_links_without_end_does_not_fill_the_log(
    realtime: RealtimeService, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(
        "webapp.realtime.handlers.time", SimpleNamespace(monotonic=lambda: 1000.0, sleep=time.sleep)
    )
    caplog.set_level("INFO", "posecast.clients")
    realtime.handlers.connect("owner", {}, {"v": 1, "role": "camera"})
    for _ in range(100):
        answer = realtime.handlers.event("owner", "renew", {})
        assert answer is not None
        assert answer["ok"]
    assert sum("renewed its links" in line for line in caplog.messages) == limits.LOG_BURST


def test_who_is_refused_again_and_again_does_not_fill_the_log(
    realtime: RealtimeService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "posecast.clients")
    for _ in range(1000):
        with pytest.raises(RefusedError):
            realtime.handlers.connect("stranger", {}, {"v": 1, "role": "nobody"})
    assert sum("refused" in line for line in caplog.messages) == limits.LOG_BURST
