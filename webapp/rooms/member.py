"""A member of a room: the same one from its first connection on, through connections lost and resumed."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from webapp.camera.session import Session
from webapp.protocol import limits
from webapp.protocol.secret_token import is_same_token, new_token
from webapp.rooms.member_queue import MemberQueue

SHORT_OUTAGE_S: Final = 20.0
"""Seconds in which nobody else gets the place in a full room: a page reloaded, a phone between two networks. Longer, and
those who want to join wait for people who have left."""


class Entrance(Enum):
    """How a member joined."""

    OPENED = auto()  # opened the room, and owns it
    CAMERA_LINK = auto()
    WATCH_LINK = auto()


@dataclass(eq=False)
class Member:
    session_id: str
    entrance: Entrance
    session: Session | None = None  # of a member that may be a camera
    name: str = ""
    queue: MemberQueue = field(default_factory=MemberQueue)
    secret: str = field(default_factory=new_token)
    sid: str | None = None  # of its connection just now
    away_since_s: float | None = None

    @property
    def is_here(self) -> bool:
        return self.away_since_s is None

    @property
    def resume_token(self) -> str:
        """The token by which its client comes back. The session's id in front says where to look; only the rest is secret."""
        return f"{self.session_id}.{self.secret}"

    def may_resume_with(self, secret: str) -> bool:
        return is_same_token(secret, self.secret)

    def is_here_or_just_gone(self, now_s: float) -> bool:
        return self.away_since_s is None or now_s - self.away_since_s < SHORT_OUTAGE_S

    def has_been_away_too_long(self, now_s: float) -> bool:
        return self.away_since_s is not None and now_s - self.away_since_s >= limits.AWAY_S
