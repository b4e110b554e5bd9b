"""What a client still sends when its request has been answered: read for a moment, and then no more.

werkzeug reads on, so that clients who read the answer only when they have sent all of it get to see it; but up to
10 GB, 10 MB at a time, and so it waits for a client who sends nothing more until that connection counts as silent.
"""

import time
from typing import IO, Any, Final

_LIMIT_BYTES: Final = 64 * 2**20
_LIMIT_S: Final = 5.0
_PIECE_BYTES: Final = 65_536


class UnwantedRest:
    """A connection's file, which ends soon after `begin`."""

    def __init__(self, rfile: IO[bytes]) -> None:
        self._rfile = rfile
        self._until_s: float | None = None
        self._left = _LIMIT_BYTES

    def begin(self) -> None:
        """The answer is on its way."""
        if self._until_s is None:
            self._until_s = time.monotonic() + _LIMIT_S

    def read(self, size: int = -1) -> bytes:
        if self._until_s is None:
            return self._rfile.read(size)
        if self._left <= 0 or time.monotonic() > self._until_s:
            return b""
        data: bytes = self._rfile.read1(_PIECE_BYTES)  # type: ignore[attr-defined]
        self._left -= len(data)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rfile, name)
