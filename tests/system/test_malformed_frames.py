"""A hundred malformed frames: each answered with a problem, and the next good frame gets its pose."""

import math
from typing import Any, Final

import msgpack
import pytest

from tests.support.running_server import RunningServer
from tests.system.camera_client import GOOD, CameraClient
from webapp.protocol import limits

pytestmark = pytest.mark.server

HUGE: Final = GOOD.replace((48).to_bytes(2, "big") + (64).to_bytes(2, "big"), b"\x75\x30\x75\x30", 1)

FRAMES: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "empty": ({"jpeg": b""}, "frame-empty"),
    "too large": ({"jpeg": GOOD + bytes(limits.FRAME_BYTES)}, "frame-too-large"),
    "too many pixels": ({"jpeg": HUGE}, "frame-too-many-pixels"),
    "png": ({"jpeg": b"\x89PNG\r\n\x1a\n" + bytes(100)}, "not-a-jpeg"),
    "webp": ({"jpeg": b"RIFF\x00\x00\x00\x00WEBPVP8 "}, "not-a-jpeg"),
    "zeros": ({"jpeg": bytes(1000)}, "not-a-jpeg"),
    "text in bytes": ({"jpeg": b"hello"}, "not-a-jpeg"),
    "one byte": ({"jpeg": b"\xff"}, "not-a-jpeg"),
    "start only": ({"jpeg": GOOD[:4]}, "broken-jpeg"),
    "half": ({"jpeg": GOOD[: len(GOOD) // 2]}, "broken-jpeg"),
    "without end": ({"jpeg": GOOD[:-2]}, "broken-jpeg"),
    "header only": ({"jpeg": GOOD[:200]}, "broken-jpeg"),
    "jpeg is text": ({"jpeg": "data:image/jpeg;base64,AAAA"}, "bad-message"),
    "jpeg is a list": ({"jpeg": [255, 216, 255]}, "bad-message"),
    "jpeg is null": ({"jpeg": None}, "bad-message"),
    "jpeg is a number": ({"jpeg": 5}, "bad-message"),
    "t is NaN": ({"t": math.nan}, "bad-message"),
    "t is infinite": ({"t": math.inf}, "bad-message"),
    "t is text": ({"t": "now"}, "bad-message"),
    "t is true": ({"t": True}, "bad-message"),
    "t is negative": ({"t": -5.0}, "bad-message"),
    "t fell": ({"t": 0.5}, "bad-message"),
    "unknown field": ({"mirror": True}, "bad-message"),
}
"""What is wrong with the frame, and the code that it must be answered with."""

MESSAGES: Final[dict[str, Any]] = {
    "nothing": (),
    "null": (None,),
    "number": (1,),
    "text": ("frame",),
    "list": ([1, 2],),
    "bytes": (GOOD,),
    "two objects": ({"t": 1}, {"t": 2}),
    "number keys": ({1: 2},),
    "no seq": ({"t": 1.0, "jpeg": GOOD},),
    "seq is text": ({"seq": "1", "t": 1.0, "jpeg": GOOD},),
    "seq is true": ({"seq": True, "t": 1.0, "jpeg": GOOD},),
    "seq is negative": ({"seq": -1, "t": 1.0, "jpeg": GOOD},),
    "seq is a fraction": ({"seq": 1.5, "t": 1.0, "jpeg": GOOD},),
    "seq is endless": ({"seq": 2**64 - 1, "t": 1.0, "jpeg": GOOD},),
}
"""Messages whose seq cannot be read: their problem has none."""

PACKETS: Final = {
    "no packet": b"hello",
    "cut packet": msgpack.packb({"type": 2, "nsp": "/", "data": ["frame", {}]})[:-2],
    "packet of a number": msgpack.packb(7),
    "event without a name": msgpack.packb({"type": 2, "nsp": "/", "data": []}),
    "text packet": '2["frame",{}]',
    "the library's own connect": msgpack.packb(
        {"type": 2, "nsp": "/", "data": ["connect", {}, {"v": 1, "role": "camera"}]}
    ),
    "the library's own disconnect": msgpack.packb({"type": 2, "nsp": "/", "data": ["disconnect", "x"]}),
}
"""What the library below cannot read, or would take for its own."""


@pytest.mark.both_modes
def test_a_hundred_malformed_frames(server: RunningServer) -> None:
    assert len(FRAMES) + len(MESSAGES) + len(PACKETS) >= 20
    rounds = -(-100 // len(FRAMES))
    with CameraClient(server.url) as camera:
        for round_number in range(1, rounds + 1):
            for name, (fields, code) in FRAMES.items():
                event, problem = camera.ask(**fields)
                assert event == "problem", name
                assert problem["code"] == code, name
                assert problem["message"], name
                camera.socket.sleep(1 / limits.FRAMES_A_SECOND)  # faster ones would be dropped unseen
            assert camera.ask()[1]["people"][0]["id"] == round_number
        assert len(camera.payloads("problem")) == rounds * len(FRAMES) >= 100


def test_a_seq_that_does_not_rise(server: RunningServer) -> None:
    with CameraClient(server.url) as camera:
        camera.ask()
        camera.next_seq = 0
        camera.send()
        camera.wait_until(lambda: bool(camera.payloads("problem")), "the second answer")
        (problem,) = camera.payloads("problem")
        assert (problem["seq"], problem["code"]) == (0, "stale-seq")
        assert camera.ask()[0] == "pose"


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_that_is_no_frame(server: RunningServer, name: str) -> None:
    with CameraClient(server.url) as camera:
        camera.socket.emit("frame", MESSAGES[name])
        event, problem = camera.answer_to(None)
        assert (event, problem["code"]) == ("problem", "bad-message")
        assert camera.ask()[0] == "pose"


@pytest.mark.parametrize("transport", ["polling", "websocket"])
@pytest.mark.parametrize("name", PACKETS)
def test_a_packet_that_cannot_be_read(server: RunningServer, name: str, transport: str) -> None:
    with CameraClient(server.url, [transport]) as camera:
        camera.socket.eio.send(PACKETS[name])
        event, problem = camera.answer_to(None)
        assert (event, problem["code"]) == ("problem", "bad-message")
        assert camera.ask()[0] == "pose"


def test_an_event_that_does_not_exist(server: RunningServer) -> None:
    with CameraClient(server.url) as camera:
        camera.socket.emit("fraem", {"seq": 4})
        event, problem = camera.answer_to(4)
        assert (event, problem["code"]) == ("problem", "bad-message")
        assert "'fraem'" in problem["message"]
