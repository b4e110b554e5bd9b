"""A camera without a browser: sends frames over Socket.IO and remembers every answer."""

import socket
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Condition
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import requests
import simplejpeg

from posecast.ordered_client import OrderedClient
from posecast.tls import tls_context
from tests.support.fake_engine import Mark

PATIENCE_S: Final = 20.0
AUTH: Final = {"v": 1, "role": "camera"}
_EVENTS: Final = ("welcome", "pose", "dropped", "problem", "room", "picture")
_OWN_ANSWERS: Final = ("pose", "dropped", "problem")


def gray_jpeg(level: int = 220) -> bytes:
    """A small picture of one gray; some levels make the fake engine misbehave."""
    jpeg: bytes = simplejpeg.encode_jpeg(np.full((48, 64, 3), level, np.uint8), colorspace="RGB")
    return jpeg


GOOD: Final = gray_jpeg()
CRASHING: Final = gray_jpeg(Mark.CRASH)
HANGING: Final = gray_jpeg(Mark.HANG)
FAILING: Final = gray_jpeg(Mark.FAIL)
SLOW: Final = gray_jpeg(Mark.SLOW)
FAULTY: Final = gray_jpeg(Mark.FAULT)


class CameraClient:
    """`with CameraClient(url) as camera:` is connected inside.

    authority: the file of the one to believe, for a server over HTTPS.
    """

    def __init__(
        self,
        url: str,
        transports: Sequence[str] | None = None,
        auth: object = AUTH,
        headers: Mapping[str, str] | None = None,
        authority: Path | None = None,
    ) -> None:
        self.answers: list[tuple[str, dict[str, Any]]] = []
        self.ended = False
        self.next_seq = 0
        self._url = url
        self._transports = transports
        self._auth = auth
        self._headers = dict(headers or {})
        self._changed = Condition()
        self._http = requests.Session()
        options: dict[str, object] = {}
        if authority is not None:
            self._http.verify = str(authority)
            self._http.trust_env = False  # may name other authorities
            # By itself the library has two threads use one TLS connection at once, which ends some streams.
            options["sslopt"] = {"context": tls_context(str(authority))}
        self.socket = OrderedClient(
            serializer="msgpack",
            reconnection=False,
            http_session=self._http,
            websocket_extra_options=options,
        )
        for event in _EVENTS:
            self.socket.on(event, self._note_as(event))
        self.socket.on("disconnect", self._note_end)

    def __enter__(self) -> Self:
        self.socket.connect(
            self._url,
            headers=self._headers,
            auth=self._auth,
            transports=self._transports,
            wait_timeout=PATIENCE_S,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.disconnect()
        # The library leaves open what the other end closed.
        self._http.close()
        if self.socket.eio.ws is not None:
            self.socket.eio.ws.shutdown()

    def send(self, jpeg: bytes = GOOD, **fields: Any) -> int:
        """Send the next frame; gives its seq."""
        seq = self.next_seq
        self.next_seq += 1
        self.socket.emit("frame", {"seq": seq, "t": seq + 1.0, "jpeg": jpeg, **fields})
        return seq

    def wait_until_sent(self) -> None:
        """Wait until what was sent is on its way; over polling, until the server has taken it in."""
        deadline_s = time.monotonic() + PATIENCE_S
        while self.socket.eio.queue.unfinished_tasks:
            if time.monotonic() > deadline_s:
                raise TimeoutError("what was sent did not go out")
            time.sleep(0.005)

    def ask(self, jpeg: bytes = GOOD, **fields: Any) -> tuple[str, dict[str, Any]]:
        """Send the next frame and wait for its answer."""
        return self.answer_to(self.send(jpeg, **fields))

    def answer_to(self, seq: int | None) -> tuple[str, dict[str, Any]]:
        self.wait_until(lambda: bool(self._answers_to(seq)), f"an answer to frame {seq}")
        return self._answers_to(seq)[0]

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        with self._changed:
            if not self._changed.wait_for(holds, PATIENCE_S):
                raise TimeoutError(f"{what} did not come; came: {self.answers[-5:]}")

    def wait_until_all_answered(self) -> None:
        """Wait for an answer to every frame sent."""
        self.wait_until(lambda: len(self.answered_seqs()) >= self.next_seq, "every answer")

    def answered_seqs(self) -> list[int]:
        return [
            payload["seq"]
            for name, payload in self.answers
            if name in _OWN_ANSWERS and payload["seq"] is not None
        ]

    def payloads(self, event: str) -> list[dict[str, Any]]:
        return [payload for name, payload in self.answers if name == event]

    def welcome(self) -> dict[str, Any]:
        """What the server said first."""
        self.wait_until(lambda: bool(self.payloads("welcome")), "the welcome")
        return self.payloads("welcome")[0]

    def wait_for_room(self, **fields: Any) -> dict[str, Any]:
        """Wait until the last that was told of the room has these fields."""

        def is_so() -> bool:
            rooms = self.payloads("room")
            return bool(rooms) and all(rooms[-1][name] == value for name, value in fields.items())

        self.wait_until(is_so, f"a room with {fields}")
        return self.payloads("room")[-1]

    def drop_link(self) -> None:
        """Lose the connection without a word, as when a phone leaves the Wi-Fi; over WebSocket only."""
        self.socket.eio.ws.sock.shutdown(socket.SHUT_RDWR)
        self.wait_until(lambda: self.ended, "the end")

    def _answers_to(self, seq: int | None) -> list[tuple[str, dict[str, Any]]]:
        return [answer for answer in self.answers if answer[0] in _OWN_ANSWERS and answer[1]["seq"] == seq]

    def _note_as(self, event: str) -> Callable[[dict[str, Any]], None]:
        def note(payload: dict[str, Any]) -> None:
            with self._changed:
                self.answers.append((event, payload))
                self._changed.notify_all()

        return note

    def _note_end(self, *_reason: object) -> None:
        with self._changed:
            self.ended = True
            self._changed.notify_all()


def stream(
    cameras: Sequence[CameraClient], for_s: float, frames_a_second: float = 30, jpeg: bytes = GOOD
) -> None:
    """Let all cameras send at that rate, side by side, for so long."""
    end_s = time.monotonic() + for_s
    while time.monotonic() < end_s:
        for camera in cameras:
            camera.send(jpeg)
        time.sleep(1 / frames_a_second)
