"""Unmasks what browsers send over WebSocket with NumPy, in place of eventlet's loop over the bytes.

A browser masks every message with four bytes. eventlet 0.41 undoes it byte by byte in Python: 8 ms for a frame of
30 KB, during which no other client is served.
"""

import inspect
from collections.abc import Sequence
from typing import Final

import eventlet
import numpy as np
from eventlet.websocket import RFC6455WebSocket

_METHOD: Final = "_apply_mask"
_PARAMETERS: Final = ["data", "mask", "length", "offset"]


class UnmaskingError(Exception):
    """eventlet is not the one that this was made for."""


def apply_mask(data: bytes, mask: Sequence[int], length: int | None = None, offset: int = 0) -> bytes:
    """XOR the first `length` bytes of data with the mask, beginning with the mask's byte number offset % 4."""
    count = len(data) if length is None else length
    start = offset % 4
    turned = bytes([*mask[start:], *mask[:start]])
    words = count // 4
    rest = bytes(byte ^ turned[place] for place, byte in enumerate(data[words * 4 : count]))
    if words == 0:
        return rest
    # Four bytes at a time: the mask is then a single number, and the XOR runs in C.
    unmasked = np.frombuffer(data, np.uint32, words) ^ np.frombuffer(turned, np.uint32)
    return unmasked.tobytes() + rest


def make_unmasking_fast() -> None:
    """Put apply_mask in eventlet's place. Raises UnmaskingError where eventlet does not have what is replaced."""
    original = inspect.getattr_static(RFC6455WebSocket, _METHOD, None)
    if not isinstance(original, staticmethod):
        raise UnmaskingError(_explanation("is gone"))
    if list(inspect.signature(original.__func__).parameters) != _PARAMETERS:
        raise UnmaskingError(_explanation("has other parameters"))
    RFC6455WebSocket._apply_mask = staticmethod(apply_mask)  # noqa: SLF001


def unmasking_is_fast() -> bool:
    return getattr(RFC6455WebSocket, _METHOD, None) is apply_mask


def _explanation(what: str) -> str:
    return (
        f"eventlet {eventlet.__version__} is not the release that Posecast was made for: RFC6455WebSocket.{_METHOD} {what}. "
        "Install the pinned one (requirements.lock), or start with --async-mode threading"
    )
