"""What a full or forbidden disk says, in words."""

import errno
from typing import Final

from webapp.media.problems import MediaError, MediaProblem

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def unwritable(name: str, error: BaseException) -> MediaError:
    """The MediaError for a file of that name that could not be written."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return MediaError(
            MediaProblem.NO_ROOM, f"there is no room on the disk for {name}; make room or write elsewhere"
        )
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return MediaError(MediaProblem.UNWRITABLE, f"{name} cannot be written: {reason}")
