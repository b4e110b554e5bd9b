"""Who may send what: one table of roles and events."""

from enum import StrEnum
from typing import Final

from webapp.protocol.wire import Event


class MemberRole(StrEnum):
    """What a member is in its room just now; it changes when the camera is handed over or taken back."""

    OWNER_CAMERA = "owner and camera"
    OWNER = "owner"
    CAMERA = "camera"
    VIEWER = "viewer"


_CAMERAS: Final = frozenset({MemberRole.OWNER_CAMERA, MemberRole.CAMERA})
_OWNERS: Final = frozenset({MemberRole.OWNER_CAMERA, MemberRole.OWNER})
_NOBODY: Final[frozenset[MemberRole]] = frozenset()  # the server alone sends it

MAY_SEND: Final[dict[Event, frozenset[MemberRole]]] = {
    Event.WELCOME: _NOBODY,
    Event.FRAME: _CAMERAS,
    Event.POSE: _NOBODY,
    Event.DROPPED: _NOBODY,
    Event.PROBLEM: _NOBODY,
    Event.SETTINGS: _CAMERAS | _OWNERS,  # an owner's own settings count when it is the camera again
    Event.ROOM: _NOBODY,
    Event.PICTURE: _NOBODY,
    Event.SHARE: _CAMERAS | _OWNERS,
    Event.STATE: _CAMERAS,
    Event.RENEW: _OWNERS,
    Event.TAKE_BACK: _OWNERS,
}
"""Every event of the wire stands here; a test fails for one that does not."""


def may_send(role: MemberRole, event: Event) -> bool:
    return role in MAY_SEND[event]
