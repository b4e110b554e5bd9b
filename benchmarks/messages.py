"""`python -m benchmarks.messages`: what a frame's messages cost, beside msgpack and checks by hand.

Both sides alternate in one process. A time is the mean CPU time of one round; the median over the rounds is shown with
the lowest and the highest. The other side does what Posecast did before msgspec (docs/decisions/0019).
"""

import math
import os
import socket
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, Final

import msgpack
from socketio import packet
from socketio.msgpack_packet import MsgPackPacket

from benchmarks.samples import Spread, ratios
from webapp.pose.engine import TrackerOptions
from webapp.protocol import limits
from webapp.protocol.pose_request import FROM_WORKER, TO_WORKER, JpegRequest, PoseReply, WorkerMilliseconds
from webapp.protocol.socketio_packet import EncodedEvent
from webapp.protocol.validation import parse_frame
from webapp.protocol.wire import Person, Pose
from webapp.workers.channel import WorkerChannel

ROUNDS: Final = 30
ROUND_S: Final = 0.05

JPEG_BYTES: Final = 30_000
STATE_BYTES: Final = 4_000

Operation = Callable[[], object]

_LENGTH: Final = struct.Struct("<I")
_FIELDS: Final = {"seq", "t", "jpeg"}
_OPTIONS: Final = TrackerOptions()
_JPEG: Final = os.urandom(JPEG_BYTES)
_STATE: Final = os.urandom(STATE_BYTES)
_PERSON: Final[Person] = {"id": 1, "score": 0.9, "image": os.urandom(528), "world": os.urandom(396)}
_POSE: Final[Pose] = {
    "seq": 1234,
    "t": 40_123.5,
    "size": [640, 480],
    "people": [_PERSON],
    "ms": {"queue": 0.4, "decode": 1.2, "detect": 0.0, "landmarks": 9.8, "total": 11.9},
}
_ARGUMENTS: Final = ({"seq": 1234, "t": 40_123.5, "jpeg": _JPEG},)


def main(rounds: int = ROUNDS, round_s: float = ROUND_S) -> None:
    """Print a line for each operation: msgspec, the other side, and the ratio of both round by round."""
    with operations() as found:
        for name, (ours, other) in found.items():
            ours_us, other_us = alternate(ours, other, rounds, round_s)
            ratio = ratios(ours_us, other_us)
            print(
                f"{name:36}{_shown(Spread.of(ours_us))} with msgspec, {_shown(Spread.of(other_us))} before; "
                f"ratio {ratio.median:.2f} [{ratio.low:.2f}, {ratio.high:.2f}]"
            )


@contextmanager
def operations() -> Iterator[dict[str, tuple[Operation, Operation]]]:
    """Give each operation as it is now, and as it was, while their sockets are open."""
    with ExitStack() as sockets:
        pairs = [[sockets.enter_context(end) for end in socket.socketpair()] for _ in range(2)]
        yield {
            "check a frame": (lambda: parse_frame(_ARGUMENTS), lambda: checked_by_hand(_ARGUMENTS)),
            "pack a pose": (
                lambda: EncodedEvent("pose", _POSE).binary,
                lambda: packed_by_msgpack("pose", _POSE),
            ),
            "request and reply over the channel": (
                _round_trip(*pairs[0]),
                _round_trip_by_msgpack(*pairs[1]),
            ),
        }


def alternate(
    ours: Operation, other: Operation, rounds: int, round_s: float
) -> tuple[list[float], list[float]]:
    """Return the mean CPU microseconds of one call, for each round of either side."""
    sides: tuple[list[float], list[float]] = ([], [])
    calls = max(1, round(round_s / max(_mean_s(other, 100), 1e-9)))
    for _ in range(rounds):
        for operation, times_us in zip((ours, other), sides, strict=True):
            times_us.append(_mean_s(operation, calls) * 1e6)
    return sides


def _mean_s(operation: Operation, calls: int) -> float:
    started_s = time.process_time()
    for _ in range(calls):
        operation()
    return (time.process_time() - started_s) / calls


def _shown(spread: Spread) -> str:
    return f"{spread.median:.2f} µs [{spread.low:.2f}, {spread.high:.2f}]"


def _round_trip(web_end: socket.socket, worker_end: socket.socket) -> Operation:
    """Both ends on one thread: all that they do with a request and its reply, without waiting for each other."""
    web, worker = WorkerChannel(web_end, FROM_WORKER), WorkerChannel(worker_end, TO_WORKER)

    def ask() -> object:
        web.send(JpegRequest(jpeg=_JPEG, state=_STATE, time_s=40.1, options=_OPTIONS), 3.0)
        state = worker.receive().state
        ms = WorkerMilliseconds(1.2, 0.0, 9.8)
        worker.send(PoseReply(size=[640, 480], people=[_PERSON], state=state, ms=ms))
        return web.receive(3.0)

    return ask


def _round_trip_by_msgpack(web: socket.socket, worker: socket.socket) -> Operation:
    def ask() -> object:
        _send(web, {"jpeg": _JPEG, "state": _STATE, "time_s": 40.1, "options": vars(_OPTIONS)}, 3.0)
        request = _receive(worker, None)
        TrackerOptions(**request["options"])
        ms = {"decode": 1.2, "detect": 0.0, "landmarks": 9.8}
        found = {"kind": "pose", "size": [640, 480], "people": [_PERSON], "state": request["state"], "ms": ms}
        _send(worker, found, None)
        return _receive(web, 3.0)

    return ask


def _send(connection: socket.socket, message: Mapping[str, object], within_s: float | None) -> None:
    body = msgpack.packb(message)
    connection.settimeout(within_s)
    connection.sendall(_LENGTH.pack(len(body)) + body)


def _receive(connection: socket.socket, within_s: float | None) -> Any:
    deadline_s = None if within_s is None else time.monotonic() + within_s
    (length,) = _LENGTH.unpack(_received(connection, _LENGTH.size, deadline_s))
    return msgpack.unpackb(_received(connection, length, deadline_s))


def _received(connection: socket.socket, count: int, deadline_s: float | None) -> bytearray:
    received = bytearray()
    while len(received) < count:
        connection.settimeout(None if deadline_s is None else max(0.001, deadline_s - time.monotonic()))
        received += connection.recv(count - len(received))
    return received


def packed_by_msgpack(event: str, payload: object) -> bytes:
    packed: bytes = MsgPackPacket(packet.EVENT, namespace="/", data=[event, payload]).encode()
    return packed


def checked_by_hand(arguments: tuple[object, ...]) -> tuple[int, float, bytes]:
    """Check what parse_frame checks. Raises ValueError."""
    payload: Any = arguments[0] if arguments else None
    if len(arguments) != 1 or not isinstance(payload, Mapping):
        raise ValueError("not one object")
    found: tuple[Any, ...] = (payload.get("seq"), payload.get("t"), payload.get("jpeg"))
    seq, t, jpeg = found
    if not _is_integer(seq) or not 0 <= seq <= limits.LARGEST_NUMBER:
        raise ValueError("seq")
    if [name for name in payload if name not in _FIELDS]:
        raise ValueError("unknown field")
    if not _is_finite(t) or not 0 <= t <= limits.LARGEST_NUMBER:
        raise ValueError("t")
    if not isinstance(jpeg, bytes) or not 0 < len(jpeg) <= limits.FRAME_BYTES:
        raise ValueError("jpeg")
    return seq, float(t), jpeg


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_finite(value: Any) -> bool:
    return _is_integer(value) or (isinstance(value, float) and math.isfinite(value))


if __name__ == "__main__":
    main()
