"""One room: who is its camera, who watches, what its links are, and what everyone is told. Time is an argument.

Not thread-safe by itself: what changes it, and what must fit together, is called under the lock of webapp/rooms/rooms.py.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from webapp.protocol import wire
from webapp.protocol.secret_token import is_same_token, new_token
from webapp.protocol.socketio_packet import EncodedEvent
from webapp.protocol.wire import Event
from webapp.rooms.member import Entrance, Member
from webapp.rooms.permissions import Standing

TELL_PAUSE_S: Final = 0.1
"""Seconds between two tellings of the room's state: fifty viewers who come at once are told of ten times, not fifty."""

DELAY_PAUSE_S: Final = 1.0
"""Seconds after which a camera's new delay is worth a telling."""

LAST_POSE_S: Final = 2.0
"""A last pose older than this shows a late joiner where somebody was, not where they are."""

_UNKNOWN: Final[wire.CameraState] = {"paused": False, "battery": None, "charging": None}


@dataclass(frozen=True)
class LatestPose:
    """The camera's newest pose, packed once when the first listener wants it."""

    pose: wire.Pose
    jpeg: bytes | None  # where video was shared when it was taken
    at_s: float

    @cached_property
    def pose_event(self) -> EncodedEvent:
        return EncodedEvent(str(Event.POSE), self.pose)

    @cached_property
    def picture_event(self) -> EncodedEvent | None:
        if self.jpeg is None:
            return None
        picture: wire.Picture = {"seq": self.pose["seq"], "t": self.pose["t"], "jpeg": self.jpeg}
        return EncodedEvent(str(Event.PICTURE), picture)


class Room:
    def __init__(self, owner: Member, *, at_home: bool = False) -> None:
        self.id = new_token()
        self.owner = owner
        self.at_home = at_home
        self.camera: Member | None = owner
        self.members: dict[str, Member] = {owner.session_id: owner}
        self.listeners: tuple[Member, ...] = ()
        """Those here who are not the camera; replaced as a whole, so that poses go out without a lock."""
        self.video = False
        self.latest: LatestPose | None = None
        self.passed_on: LatestPose | None = None
        self._state: wire.CameraState | None = None
        self._size: list[int] | None = None
        self._delay_ms: float | None = None
        self._told_delay_ms: float | None = None
        self._told_s = float("-inf")
        self._news: Literal["none", "can wait", "urgent"] = "none"
        self._renew_tokens()

    @property
    def links(self) -> wire.Links:
        return {"watch": f"{self.id}.{self._watch_token}", "camera": f"{self.id}.{self._camera_token}"}

    def opens_with(self, token: str, entrance: Entrance) -> bool:
        own = self._watch_token if entrance is Entrance.WATCH_LINK else self._camera_token
        return is_same_token(token, own)

    def standing(self, member: Member) -> Standing:
        if member is self.camera:
            return Standing.OWNER_CAMERA if member is self.owner else Standing.CAMERA
        return Standing.OWNER if member is self.owner else Standing.VIEWER

    @property
    def viewers(self) -> int:
        return sum(self.standing(member) is Standing.VIEWER for member in self.listeners)

    def guests(self, now_s: float) -> int:
        """How many places are taken by others than the owner."""
        return sum(
            self.keeps_place_of(member, now_s) for member in self.members.values() if member is not self.owner
        )

    def keeps_place_of(self, member: Member, now_s: float) -> bool:
        """Whether nobody else may have this member's place: a room is nothing without its owner and its camera."""
        return member in (self.owner, self.camera) or member.is_here_or_just_gone(now_s)

    @property
    def is_over(self) -> bool:
        """Whether nobody is left for whom the room is kept."""
        return self.camera is None and self.owner.session_id not in self.members

    def join(self, member: Member) -> Member | None:
        """Let somebody in; one who came by the camera link becomes the camera. Gives the camera that was, if any."""
        self.members[member.session_id] = member
        displaced = self._hand_camera_to(member) if member.entrance is Entrance.CAMERA_LINK else None
        self._changed(urgent=displaced is not None)
        return displaced

    def take_back(self) -> Member | None:
        """Make the owner the camera again; gives the camera that was, if it was another."""
        return None if self.camera is self.owner else self._hand_camera_to(self.owner)

    def leave_for_now(self, member: Member, now_s: float) -> None:
        member.away_since_s = now_s
        if not any(one.is_here for one in self.members.values()):
            self.latest = self.passed_on = None  # a picture has up to 1 MB, and 2000 such rooms may be kept
        self._changed(urgent=member is self.camera)

    def come_back(self, member: Member) -> None:
        member.away_since_s = None
        self._changed(urgent=member is self.camera)

    def remove(self, member: Member) -> None:
        self.members.pop(member.session_id, None)
        if member is self.camera:
            self._set_camera(None)
        self._changed(urgent=False)

    def renew(self) -> list[Member]:
        """Make new links; gives those who came by the old ones, who are members no more."""
        self._renew_tokens()
        came_by_link = [member for member in self.members.values() if member is not self.owner]
        for member in came_by_link:
            self.remove(member)
        return came_by_link

    def share_video(self, on: bool) -> None:
        if on != self.video:
            self.video = on
            self._changed(urgent=False)

    def set_camera_state(self, state: wire.CameraState, name: str | None) -> None:
        """What the camera says of itself."""
        if self.camera is not None and name is not None:
            self.camera.name = name
        self._state = state
        self._changed(urgent=False)

    def note_pose(self, camera: Member, pose: wire.Pose, jpeg: bytes, now_s: float) -> bool:
        """Keep the camera's newest pose; whether there is somebody to tell of it."""
        if camera is not self.camera:  # it was displaced while this frame was in work
            return False
        self.latest = LatestPose(pose, jpeg if self.video and camera.is_here else None, now_s)
        self._delay_ms = pose["ms"]["total"]
        delay_is_due = bool(self.listeners) and now_s - self._told_s >= DELAY_PAUSE_S
        if pose["size"] != self._size or (delay_is_due and self._has_new_delay()):
            self._size = pose["size"]
            self._mark_news(urgent=False)
        return bool(self.listeners) or self._news != "none"

    def pose_for_late_joiner(self, now_s: float) -> LatestPose | None:
        """The newest pose; of a camera that is paused or stopped without its picture, for that is no live one any more."""
        if self.latest is None:
            return None
        if self.presence == "paused":
            return replace(self.latest, jpeg=None)
        return self.latest if now_s - self.latest.at_s <= LAST_POSE_S else None

    def has_news(self) -> bool:
        return self._news != "none"

    def news_is_due(self, now_s: float) -> bool:
        """Whether everyone should be told of the room now; if so, this counts as told."""
        waits = self._news == "can wait" and now_s - self._told_s < TELL_PAUSE_S
        if self._news == "none" or waits:
            return False
        self._news = "none"
        self._told_s = now_s
        self._told_delay_ms = self._delay_ms
        return True

    def as_told_to(self, is_camera: bool) -> wire.Room:
        return {
            "camera": self.presence,
            "camera_name": self.camera.name if self.camera else "",
            "camera_state": self._state,
            "camera_delay_ms": self._delay_ms,
            "is_camera": is_camera,
            "viewers": self.viewers,
            "video": self.video,
            "size": self._size,
        }

    @property
    def presence(self) -> wire.CameraPresence:
        if self.camera is None:
            return "none"
        if not self.camera.is_here:
            return "away"
        return "paused" if (self._state or _UNKNOWN)["paused"] else "here"

    def _has_new_delay(self) -> bool:
        if self._delay_ms is None or self._told_delay_ms is None:
            return self._delay_ms is not self._told_delay_ms
        return round(self._delay_ms) != round(self._told_delay_ms)

    def _hand_camera_to(self, member: Member) -> Member | None:
        before = self.camera
        self._set_camera(member)
        self._changed(urgent=True)
        return before

    def _set_camera(self, member: Member | None) -> None:
        """Nothing that one camera allowed or said holds for the next."""
        self.camera = member
        self.video = False
        self.latest = None
        self._state = self._size = self._delay_ms = None

    def _changed(self, urgent: bool) -> None:
        self.listeners = tuple(
            member for member in self.members.values() if member.is_here and member is not self.camera
        )
        self._mark_news(urgent)

    def _mark_news(self, urgent: bool) -> None:
        if self._news != "urgent":
            self._news = "urgent" if urgent else "can wait"

    def _renew_tokens(self) -> None:
        self._watch_token, self._camera_token = new_token(), new_token()
