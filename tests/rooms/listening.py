"""Members who write down what they are told."""

from typing import Any

import msgpack

from webapp.protocol.wire import Pose
from webapp.rooms.member import Entrance, Member


def pose(seq: int, total_ms: float = 10.0, size: tuple[int, int] = (4, 3)) -> Pose:
    return {
        "seq": seq,
        "t": float(seq),
        "size": list(size),
        "people": [],
        "ms": {"queue": 0.0, "decode": 0.0, "detect": 0.0, "landmarks": 0.0, "total": total_ms},
    }


class Listener:
    """A member whose connection takes everything at once, or nothing while `reads` is False."""

    def __init__(self, name: str, entrance: Entrance) -> None:
        self.member = Member(name, entrance)
        self.reads = True
        self.told: list[tuple[str, Any]] = []
        self._tickets = 0
        self.ring = self._ring
        self.member.outbox.connect(self.ring, 0.0)

    def read(self) -> None:
        """Take all that waits."""
        while self._tickets:
            self._tickets -= 1
            event = self.member.outbox.take(self.ring, 0.0)
            if event is not None:
                name, payload = msgpack.loads(event.binary)["data"]
                self.told.append((name, payload))

    def reconnect(self) -> None:
        self._tickets = 0
        self.member.outbox.connect(self.ring, 0.0)

    def lose_connection(self) -> None:
        self._tickets = 0
        self.member.outbox.disconnect()

    def rooms(self) -> list[dict[str, Any]]:
        return [payload for name, payload in self.told if name == "room"]

    def seqs(self) -> list[int]:
        return [payload["seq"] for name, payload in self.told if name == "pose"]

    def _ring(self) -> None:
        self._tickets += 1
        if self.reads:
            self.read()
