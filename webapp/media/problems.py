"""What can be wrong with a recorded picture or video, in codes for programs and sentences for people."""

from enum import StrEnum


class MediaProblem(StrEnum):
    """Why a picture or a video could not be read or written."""

    NOT_A_PICTURE = "not-a-picture"
    NOT_A_VIDEO = "not-a-video"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"  # it is what it should be, of a kind that is not read here
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_MANY_BYTES = "too-many-bytes"
    NO_FRAMES = "no-frames"
    NO_MEMORY = "no-memory"
    UNREADABLE = "unreadable"  # the file itself: absent, not allowed, a folder
    UNWRITABLE = "unwritable"
    NO_ROOM = "no-room"  # on the disk


class MediaError(Exception):
    """The picture or video gives no result; the message says why and what to do about it."""

    def __init__(self, code: MediaProblem, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
