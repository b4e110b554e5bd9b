"""Who may send what: the one table of standings and events."""

from enum import StrEnum
from typing import Final

from webapp.protocol.wire import Event


class Standing(StrEnum):
    """What somebody is in a room just now; it changes when the camera is handed over or taken back."""

    OWNER_CAMERA = "owner and camera"
    OWNER = "owner"
    CAMERA = "camera"
    VIEWER = "viewer"


_CAMERAS: Final = frozenset({Standing.OWNER_CAMERA, Standing.CAMERA})
_OWNERS: Final = frozenset({Standing.OWNER_CAMERA, Standing.OWNER})
_NOBODY: Final[frozenset[Standing]] = frozenset()  # the server alone sends it

MAY_SEND: Final[dict[Event, frozenset[Standing]]] = {
    Event.WELCOME: _NOBODY,
    Event.FRAME: _CAMERAS,
    Event.POSE: _NOBODY,
    Event.DROPPED: _NOBODY,
    Event.PROBLEM: _NOBODY,
    Event.SETTINGS: _CAMERAS | _OWNERS,  # an owner's own: they count when it is the camera again
    Event.ROOM: _NOBODY,
    Event.PICTURE: _NOBODY,
    Event.SHARE: _CAMERAS | _OWNERS,
    Event.STATE: _CAMERAS,
    Event.RENEW: _OWNERS,
    Event.TAKE_BACK: _OWNERS,
}
"""Every event of the wire stands here; a test fails for one that does not."""


def may_send(standing: Standing, event: Event) -> bool:
    return standing in MAY_SEND[event]
