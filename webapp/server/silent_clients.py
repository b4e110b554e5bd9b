"""Closes the connections of clients that do not reply to pings, and forgets closed ones.

Engine.IO does it itself, but looks at each connection only once in a ping timeout: a client that vanished is there for that
much longer.
"""

import logging
import time
from threading import Thread
from typing import Any, Final

from engineio.exceptions import SocketIsClosedError

log = logging.getLogger("posecast.clients")

PING_INTERVAL_S: Final = 3
"""Seconds from a client's reply to the server's next ping. Two small messages cost the web process 0.2 ms."""

PING_TIMEOUT_S: Final = 11
"""Seconds a client has to reply to a ping; a phone that changes networks needs a few, and one with a slow connection sends
the frame before its reply. Browsers reconnect by themselves after this and PING_INTERVAL_S without a ping."""

CHECK_S: Final = 0.5
"""Seconds between two looks at all connections, so that a client that vanished is gone within 15 s."""


class SilentClients:
    """The watch of one Engine.IO server, which must not monitor its clients itself."""

    def __init__(self, engine: Any) -> None:
        """engine: the engineio.Server."""
        self._engine = engine

    def start(self) -> None:
        Thread(target=self._run, name="silent clients", daemon=True).start()

    def check(self) -> None:
        """Close whoever has not replied in time, and forget the connections that are closed."""
        for sid, connection in list(self._engine.sockets.items()):
            try:
                if not connection.closed and not connection.closing:
                    connection.check_ping_timeout()
            except SocketIsClosedError:
                pass  # just now, by another thread
            except Exception:
                log.exception("a silent client could not be disconnected")
            if connection.closed:
                self._engine.sockets.pop(sid, None)

    def _run(self) -> None:
        while True:
            time.sleep(CHECK_S)
            self.check()
