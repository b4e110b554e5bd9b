"""Who is connected: every member by its connection, and how many places there are for cameras and for viewers."""

from threading import Lock

from webapp.rooms.member import Entrance, Member


class ClientRegistry:
    """Thread-safe. A camera's place is needed by anyone who may become one; an owner who handed the camera over keeps it."""

    def __init__(self, maximum: int, most_viewers: int) -> None:
        self.maximum = maximum
        self.most_viewers = most_viewers
        self._members: dict[str, Member] = {}
        self._viewers = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._members) - self._viewers

    @property
    def viewers(self) -> int:
        return self._viewers

    @property
    def full(self) -> bool:
        return len(self) >= self.maximum

    def add(self, sid: str, member: Member) -> bool:
        """Register a client; return False where there is no place for one more of its kind."""
        with self._lock:
            if _is_viewer(member):
                if self._viewers >= self.most_viewers:
                    return False
                self._viewers += 1
            elif self.full:
                return False
            self._members[sid] = member
            return True

    def get(self, sid: str) -> Member | None:
        return self._members.get(sid)

    def remove(self, sid: str) -> Member | None:
        with self._lock:
            member = self._members.pop(sid, None)
            if member is not None and _is_viewer(member):
                self._viewers -= 1
            return member

    def all(self) -> list[Member]:
        with self._lock:
            return list(self._members.values())


def _is_viewer(member: Member) -> bool:
    return member.entrance is Entrance.WATCH_LINK
