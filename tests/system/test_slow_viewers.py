"""One viewer that hardly reads, or not at all: the others and the camera notice nothing."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from threading import Event, Thread
from typing import Final

import msgpack
import numpy as np
import pytest
import simplejpeg
from socketio.msgpack_packet import MsgPackPacket

from tests.support.running_server import RunningServer
from tests.system.camera_client import CameraClient, stream
from tests.system.room_clients import link, seqs, watching
from webapp.protocol import limits

pytestmark = [pytest.mark.server, pytest.mark.slow]

FRAMES: Final = 40
"""Of noise_jpeg(1280, 960, 60), these are 25 MB: more than the system takes in for a viewer that does not read."""

_MASK: Final = bytes(4)


class RawViewer:
    """A viewer by hand, over WebSocket, that reads just as many bytes as it is told to."""

    def __init__(self, server: RunningServer, auth: dict[str, object]) -> None:
        self.received = b""
        self.ended = False
        self._socket = socket.socket()
        self._socket.setsockopt(
            socket.SOL_SOCKET, socket.SO_RCVBUF, 4096
        )  # the system's buffers shall not read for it
        self._socket.connect(("127.0.0.1", server.port))
        self._socket.settimeout(10)
        self._socket.sendall(
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
            b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: " + b"dGhlIHNhbXBsZSBub25jZQ==" + b"\r\n\r\n"
        )
        while b"\r\n\r\n" not in self.received:
            self.received += self._socket.recv(1)
        self.received = b""
        self._send(MsgPackPacket(0, data=auth, namespace="/").encode())

    def read(self, count: int) -> None:
        """Take so many bytes, or fewer at the end."""
        try:
            data = self._socket.recv(count)
        except ConnectionError:
            data = b""
        self.received += data
        self.ended = self.ended or not data

    def read_all(self) -> None:
        while not self.ended:
            self.read(65536)

    def close(self) -> None:
        self._socket.close()

    def events(self) -> list[tuple[str, dict[str, object]]]:
        """Every whole event received. Raises where the frames do not fit together."""
        found, place = [], 0
        while place + 2 <= len(self.received):
            opcode, size = self.received[place] & 15, self.received[place + 1] & 127
            place += 2
            if size > 125:
                width = 2 if size == 126 else 8
                size = int.from_bytes(self.received[place : place + width])
                place += width
            payload = self.received[place : place + size]
            place += size
            assert opcode in (1, 2, 8), opcode
            if opcode == 2 and len(payload) == size:
                packet = msgpack.loads(payload)
                if packet["type"] == 2:
                    found.append((packet["data"][0], packet["data"][1]))
        return found

    def _send(self, message: bytes) -> None:
        assert len(message) < 126
        self._socket.sendall(b"\x82" + bytes([0x80 | len(message)]) + _MASK + message)


def noise_jpeg(width: int, height: int, quality: int) -> bytes:
    """A picture that hardly becomes smaller, so that the system's buffers are full soon."""
    noise = np.random.default_rng(1).integers(150, 255, (height, width, 3), np.uint8)
    jpeg: bytes = simplejpeg.encode_jpeg(noise, quality, "RGB")
    assert len(jpeg) < limits.FRAME_BYTES
    return jpeg


@contextmanager
def a_kilobyte_a_second(viewer: RawViewer) -> Iterator[None]:
    """Inside, the viewer reads that much and no more."""
    ended = Event()

    def read() -> None:
        while not ended.wait(1.0):
            viewer.read(1000)

    reading = Thread(target=read)
    reading.start()
    try:
        yield
    finally:
        ended.set()
        reading.join()


def seconds_for_each_frame(camera: CameraClient, other: CameraClient, jpeg: bytes) -> list[float]:
    """Have the camera send so many frames, each when the one before has come back to it and to a viewer, as poses."""
    taken_s = []
    for _ in range(FRAMES):
        begun_s = time.monotonic()
        name, answer = camera.ask(jpeg)
        assert name == "pose", answer
        assert other.answer_to(answer["seq"]) == (name, answer)
        taken_s.append(time.monotonic() - begun_s)
        time.sleep(1 / limits.FRAMES_A_SECOND)  # a fast machine would send more than a client may
    return taken_s


def poses_of(viewer: RawViewer) -> list[int]:
    return [int(str(payload["seq"])) for name, payload in viewer.events() if name == "pose"]


def read_until(viewer: RawViewer, seq: int) -> None:
    """Read fast until this pose has come, or the viewer has been ended."""
    deadline_s = time.monotonic() + 10
    while not viewer.ended and seq not in poses_of(viewer) and time.monotonic() < deadline_s:
        viewer.read(65536)


def test_who_reads_a_kilobyte_a_second_holds_nobody_up_and_is_told_when_it_is_cut(
    server: RunningServer,
) -> None:
    with CameraClient(server.url, ["websocket"]) as camera, watching(server, camera) as other:
        slow = RawViewer(server, link("watch", camera))
        camera.wait_for_room(viewers=2)
        camera.socket.call("share", {"video": True})  # so that the system's buffers are full soon
        jpeg = noise_jpeg(640, 480, 85)
        started_s = time.monotonic()
        while (
            not slow.ended
            and "reads too slowly" not in server.log[-400:]
            and time.monotonic() - started_s < 40
        ):
            stream([camera], for_s=1.0, frames_a_second=10, jpeg=jpeg)
            slow.read(1000)
        camera.wait_until_all_answered()
        assert "reads too slowly" in server.log
        other.answer_to(seqs(camera)[-1])
        assert set(seqs(other)) <= set(seqs(camera))
        assert len(seqs(other)) > 0.8 * len(seqs(camera))
        delays_ms = sorted(pose["ms"]["total"] for pose in camera.payloads("pose"))
        print(
            f"camera's p50 {delays_ms[len(delays_ms) // 2]:.1f} ms, p99 {delays_ms[-len(delays_ms) // 100]:.1f} ms"
        )
        slow.read_all()
        slow.close()
        received = poses_of(slow)
        assert received == sorted(set(received))
        assert [payload["code"] for name, payload in slow.events() if name == "problem"] in ([], ["too-slow"])
        camera.wait_for_room(viewers=1)
        assert len(received) < len(seqs(other)) / 2


def test_who_reads_a_kilobyte_a_second_costs_the_camera_no_frame_and_the_others_no_pose(
    server: RunningServer,
) -> None:
    jpeg = noise_jpeg(1280, 960, 60)
    with CameraClient(server.url, ["websocket"]) as camera, watching(server, camera) as other:
        camera.socket.call("share", {"video": True})
        camera.wait_for_room(viewers=1)
        without_s = seconds_for_each_frame(camera, other, jpeg)
        slow = RawViewer(server, link("watch", camera))
        camera.wait_for_room(viewers=2)
        with a_kilobyte_a_second(slow):
            with_s = seconds_for_each_frame(camera, other, jpeg)
        read_until(slow, camera.next_seq - 1)
        slow.close()
        assert len(poses_of(slow)) < 0.8 * FRAMES  # it was behind, and its poses gave way to newer ones
        frames = list(range(2 * FRAMES))
        assert seqs(camera) == seqs(other) == frames
        assert [picture["seq"] for picture in other.payloads("picture")] == frames
        assert camera.payloads("dropped") == camera.payloads("problem") == []
        print(f"a frame's way with the slow viewer {in_ms(with_s)}, without it {in_ms(without_s)}")
        # Whoever were held up by the slow one would wait until it is ended, or for ever.
        assert max(with_s) < limits.VIEWER_STALL_S / 2


def in_ms(times_s: list[float]) -> str:
    return f"{1000 * median(times_s):.0f} ms, {1000 * max(times_s):.0f} ms at most"


def test_a_viewer_that_pauses_goes_on_with_the_newest(server: RunningServer) -> None:
    with CameraClient(server.url, ["websocket"]) as camera:
        viewer = RawViewer(server, link("watch", camera))
        camera.wait_for_room(viewers=1)
        camera.socket.call("share", {"video": True})
        jpeg = noise_jpeg(1280, 960, 60)
        for _ in range(30):  # some 20 MB, of which the system buffers a few
            camera.ask(jpeg)
        newest = seqs(camera)[-1]
        read_until(viewer, newest)
        viewer.close()
        received = poses_of(viewer)
        assert received == sorted(set(received))
        assert received[-1] == newest
        print(
            f"{len(received)} of {len(seqs(camera))} pictures reached it, the others gave way to newer ones"
        )
        assert len(received) < 25  # and 2 where the system lets us say how much it shall take in
        for name, payload in viewer.events():
            if name == "picture":
                assert (
                    payload["jpeg"] == jpeg
                )  # whole, however often the writer had to wait in the midst of it
