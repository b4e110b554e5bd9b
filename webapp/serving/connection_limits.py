"""What clients may take of the web server: connections, and time for each part of a request."""

from dataclasses import dataclass
from typing import Final

HEADER_S: Final = 10.0
"""Seconds for a request's whole header, however it trickles in. A phone on bad Wi-Fi needs two."""

IDLE_S: Final = 60.0
"""Seconds until a request begins on a connection that had one already, and for each write. Browsers keep connections for
a minute or more; WebSocket connections have pings of their own."""

BODY_GRACE_S: Final = 10.0
"""Seconds before a body's rate counts: a phone that changes networks sends nothing for some of them."""

BODY_BYTES_A_SECOND: Final = 16_384
"""The lowest average rate of a body. Mobile networks at their worst have three times as much."""

REST_S: Final = 5.0
"""Seconds for what still comes of a request that has been answered: many clients read the response only when they have
sent all of it."""


@dataclass(frozen=True)
class ConnectionLimits:
    """Limits of one web server."""

    connections: int
    """At once. Further ones wait in the system's queue."""

    connections_an_address: int | None
    """At once from one address; further ones are closed. None: as many as from all, as behind a proxy, where every
    client has the proxy's address."""

    header_s: float = HEADER_S
    idle_s: float = IDLE_S
    body_grace_s: float = BODY_GRACE_S
    body_bytes_a_second: float = BODY_BYTES_A_SECOND
    rest_s: float = REST_S


EVENTLET_LIMITS: Final = ConnectionLimits(connections=4096, connections_an_address=1024)
"""A school behind one address stays below: 200 viewers take 200, and six more each for a moment while a page loads."""

THREADING_LIMITS: Final = ConnectionLimits(connections=1024, connections_an_address=512)
"""Each connection has a thread. No browser keeps one after a response, so that 512 are enough for the same school."""
