"""What a hostile client, or several, do to a server. Each attack runs until it is refused or told to stop."""

import socket
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import Final, Protocol, Self

from benchmarks.chaos.costly_jpeg import costly_jpeg
from benchmarks.chaos.hostile_client import FLOODS, HostileClient, frame_event

_ATTACKERS: Final = 2  # who send costly frames, as many as the server has workers
_COSTLY_FPS: Final = 30.0
_HALF_SENT: Final = 500
_HALF_A_REQUEST: Final = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


@dataclass(frozen=True)
class Outcome:
    """What became of an attack."""

    was_refused: bool
    text: str  # how, in a few words


class Attack(Protocol):
    @property
    def name(self) -> str: ...

    def run(self, port: int, over: Event) -> Outcome:
        """Attack the server on this port until it refuses or `over` is set."""


class Flood:
    """One connection that sends one kind of message as fast as the server reads."""

    def __init__(self, kind: str) -> None:
        self.name = kind

    def run(self, port: int, over: Event) -> Outcome:
        with HostileClient(port) as client:
            result = client.flood(FLOODS[self.name], limit_s=60.0, is_over=over.is_set)
        how = ", ".join(result.codes) or "closed"
        sent = f"{result.sent_bytes / 1e3:,.0f} KB in {result.seconds:.2f} s"
        return Outcome(result.was_ended, f"{how} after {sent}" if result.was_ended else f"went on: {sent}")


class CostlyFrames:
    """Cameras whose JPEGs take seconds to decode."""

    name = "JPEGs of 4000 scans"

    def run(self, port: int, over: Event) -> Outcome:
        jpeg = costly_jpeg()
        with ExitStack() as stack:
            clients = [stack.enter_context(HostileClient(port)) for _ in range(_ATTACKERS)]
            seq = 0
            while not over.wait(1 / _COSTLY_FPS):
                for client in clients:
                    client.send(frame_event(seq, jpeg))
                seq += 1
            codes = sorted({code for client in clients for code in client.codes()})
        return Outcome("frame-too-costly" in codes, ", ".join(codes) or "no answer")


class HalfSentRequests:
    """Connections from another address that send a request's header and never its end."""

    name = f"{_HALF_SENT} half-sent requests"

    def run(self, port: int, over: Event) -> Outcome:
        slow = [_half_a_request(port) for _ in range(_HALF_SENT)]
        opened = sum(connection is not None for connection in slow)
        over.wait()
        served_s = _time_until_served(port)
        closed = sum(connection is not None and _is_closed(connection) for connection in slow)
        for connection in slow:
            if connection is not None:
                connection.close()
        return Outcome(
            served_s < 5.0, f"{opened} opened, {closed} closed; a newcomer is served after {served_s:.2f} s"
        )


def _half_a_request(port: int) -> socket.socket | None:
    connection = socket.socket()
    connection.settimeout(1.0)
    try:
        connection.bind(("127.0.0.2", 0))  # not the address of the good clients
        connection.connect(("127.0.0.1", port))
        connection.sendall(_HALF_A_REQUEST)
    except OSError:
        connection.close()
        return None
    return connection


def _is_closed(connection: socket.socket) -> bool:
    connection.setblocking(False)
    with suppress(BlockingIOError):
        try:
            return connection.recv(1) in (b"", b"H")  # the end, or an answer before it
        except ConnectionError:
            return True
    return False


def _time_until_served(port: int) -> float:
    started_s = time.monotonic()
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=30) as newcomer:
        newcomer.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        if newcomer.recv(64).startswith(b"HTTP/1.1 200"):
            return time.monotonic() - started_s
    return float("inf")


class Running:
    """`with Running(attack, port) as running:` attacks in a thread of its own; `running.outcome` after the end."""

    def __init__(self, attack: Attack, port: int) -> None:
        self._attack = attack
        self._port = port
        self._over = Event()
        self._thread = Thread(target=self._run, name="attack")
        self.outcome = Outcome(was_refused=False, text="failed")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        self.outcome = self._attack.run(self._port, self._over)


ATTACKS: Final[tuple[Attack, ...]] = (*map(Flood, FLOODS), CostlyFrames(), HalfSentRequests())
