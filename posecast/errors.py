"""What can go wrong between a program and a Posecast server.

PosecastError
├── AddressError          what is given is no server's address
├── UnreachableError      no server answers there, or not in time, or its certificate is not trusted
├── ApiError              the HTTP API refused: status, code, title, detail
├── RefusedError          the server lets no camera in: code
├── FrameError            a frame gets no pose: code, seq
└── ConnectionLostError   a stream ended before its frames did
"""


class PosecastError(Exception):
    """The base of all; its text is for people."""


class AddressError(PosecastError, ValueError):
    """What is given cannot be a server's address; nothing was tried."""


class UnreachableError(PosecastError):
    """No answer came from that address; the text says why."""


class ApiError(PosecastError):
    """An answer of the HTTP API that is a problem (RFC 9457), in the server's words."""

    def __init__(self, status: int, code: str, title: str, detail: str) -> None:
        super().__init__(f"{title}: {detail}" if detail else title)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail


class RefusedError(PosecastError):
    """The server did not let this camera in, or refused its settings; code is one of webapp.protocol.wire.ProblemCode."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class FrameError(PosecastError):
    """The server has no pose for a frame; seq is None where its words are about the whole stream."""

    def __init__(self, code: str, message: str, seq: int | None) -> None:
        super().__init__(message)
        self.code = code
        self.seq = seq


class ConnectionLostError(PosecastError):
    """The stream ended before its frames did; connect again for another one."""
