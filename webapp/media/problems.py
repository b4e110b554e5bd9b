"""Errors of recorded pictures and videos: codes for programs, sentences for people."""

import errno
from enum import StrEnum
from typing import Final

_NO_ROOM_ERRORS: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class MediaProblem(StrEnum):
    """Why a picture or a video could not be read or written."""

    NOT_A_PICTURE = "not-a-picture"
    NOT_A_VIDEO = "not-a-video"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"  # a picture or a video, but of a kind that is not read
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_MANY_FRAMES = "too-many-frames"
    TOO_MANY_BYTES = "too-many-bytes"
    NO_FRAMES = "no-frames"
    NO_MEMORY = "no-memory"
    UNREADABLE = "unreadable"  # the file is missing, a folder, or its permissions forbid it
    UNWRITABLE = "unwritable"
    NO_ROOM = "no-room"  # on the disk


class MediaError(Exception):
    """A picture or video that gives no result; the message says why and what to do about it."""

    def __init__(self, code: MediaProblem, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def unwritable(name: str, error: BaseException) -> MediaError:
    """Return the MediaError for a file of that name that could not be written: a full disk, or another reason."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM_ERRORS:
        return MediaError(
            MediaProblem.NO_ROOM, f"there is no room on the disk for {name}; make room or write elsewhere"
        )
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return MediaError(MediaProblem.UNWRITABLE, f"{name} cannot be written: {reason}")
