"""Who is connected: every client's session by its connection id, and room for so many."""

from threading import Lock

from webapp.session import Session


class Clients:
    def __init__(self, maximum: int) -> None:
        self.maximum = maximum
        self._sessions: dict[str, Session] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._sessions)

    @property
    def full(self) -> bool:
        return len(self) >= self.maximum

    def add(self, sid: str, session: Session) -> bool:
        """Let a client in; False where the server is full."""
        with self._lock:
            if self.full:
                return False
            self._sessions[sid] = session
            return True

    def get(self, sid: str) -> Session | None:
        return self._sessions.get(sid)

    def remove(self, sid: str) -> Session | None:
        with self._lock:
            return self._sessions.pop(sid, None)

    def all(self) -> list[Session]:
        with self._lock:
            return list(self._sessions.values())
