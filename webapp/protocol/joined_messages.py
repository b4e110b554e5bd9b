"""Messages for one client that are said together."""


class JoinedMessages(tuple[bytes, ...]):
    """Several WebSocket messages for one write, where the transport can: each write of its own is a call of the system.

    Stands in for a single message where the library hands one on to its transport (webapp/serving).
    """

    __slots__ = ()
