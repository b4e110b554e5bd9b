"""A member that records what it is sent."""

from typing import Any

import msgpack

from webapp.protocol.wire import Pose
from webapp.rooms.member import Entrance, Member
from webapp.rooms.member_queue import MemberConnection, MemberQueue


def pose(seq: int, total_ms: float = 10.0, size: tuple[int, int] = (4, 3)) -> Pose:
    return {
        "seq": seq,
        "t": float(seq),
        "size": list(size),
        "people": [],
        "ms": {"queue": 0.0, "decode": 0.0, "detect": 0.0, "landmarks": 0.0, "total": total_ms},
    }


class RecordingMember(MemberConnection):
    """A member and its connection, which takes everything at once, or nothing while `reads` is False."""

    def __init__(self, name: str, entrance: Entrance) -> None:
        self.member = Member(name, entrance)
        self.reads = True
        self.sent: list[tuple[str, Any]] = []
        self._requested_writes = 0
        self.member.queue.connect(self, 0.0)

    def read(self) -> None:
        """Take all that waits."""
        while self._requested_writes:
            self._requested_writes -= 1
            event = self.member.queue.take(self, 0.0)
            if event is not None:
                name, payload = msgpack.loads(event.binary)["data"]
                self.sent.append((name, payload))

    def reconnect(self) -> None:
        self._requested_writes = 0
        self.member.queue.connect(self, 0.0)

    def lose_connection(self) -> None:
        self._requested_writes = 0
        self.member.queue.disconnect()

    def rooms(self) -> list[dict[str, Any]]:
        return [payload for name, payload in self.sent if name == "room"]

    def seqs(self) -> list[int]:
        return [payload["seq"] for name, payload in self.sent if name == "pose"]

    def request_write(self, queue: MemberQueue) -> None:
        assert queue is self.member.queue
        self._requested_writes += 1
        if self.reads:
            self.read()
