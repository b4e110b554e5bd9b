"""The errors of the client.

PosecastError
├── AddressError          the address cannot be a server's
├── UnreachableError      no server answers there, or not in time, or its certificate is not trusted
├── ApiError              the HTTP API answered with a problem: status, code, title, detail
├── RefusedError          the server refused the camera or its settings: code
├── FrameError            a frame got no pose: code, seq
└── ConnectionLostError   the connection ended before the frames did
"""


class PosecastError(Exception):
    """The base class; its message is for people."""


class AddressError(PosecastError, ValueError):
    """The address cannot be a server's; no connection was tried."""


class UnreachableError(PosecastError):
    """No reply came from that address; the message says why."""


class ApiError(PosecastError):
    """The HTTP API replied with a problem (RFC 9457); the message is the server's."""

    def __init__(self, status: int, code: str, title: str, detail: str) -> None:
        super().__init__(f"{title}: {detail}" if detail else title)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail


class RefusedError(PosecastError):
    """The server refused this camera or its settings; code is one of webapp.protocol.wire.ProblemCode."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class FrameError(PosecastError):
    """The server has no pose for a frame; seq is None if the problem concerns the whole stream."""

    def __init__(self, code: str, message: str, seq: int | None) -> None:
        super().__init__(message)
        self.code = code
        self.seq = seq


class ConnectionLostError(PosecastError):
    """The connection ended before the frames did; open another one to go on."""
