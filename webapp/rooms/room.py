"""One room: its camera, its members, its links, and the state that everyone in it is told. Time is an argument.

Not thread-safe by itself: whoever changes it, or reads several things that must fit together, holds the lock of
webapp/rooms/rooms.py.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from webapp.protocol import wire
from webapp.protocol.secret_token import is_same_token, new_token
from webapp.protocol.socketio_packet import EncodedEvent
from webapp.protocol.wire import Event
from webapp.rooms.member import Entrance, Member
from webapp.rooms.permissions import MemberRole

STATE_PAUSE_S: Final = 0.1
"""Seconds between two sendings of the room's state: fifty viewers who join at once are told of ten times, not fifty."""

DELAY_PAUSE_S: Final = 1.0
"""Seconds after which a camera's new delay is worth sending."""

LAST_POSE_S: Final = 2.0
"""Seconds after which a last pose shows a late joiner where somebody was, not where they are."""

_UNKNOWN: Final[wire.CameraState] = {"paused": False, "battery": None, "charging": None}


@dataclass(frozen=True)
class LatestPose:
    """The camera's newest pose, encoded once, when the first receiver needs it."""

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
    def __init__(self, owner: Member, *, on_server_machine: bool = False) -> None:
        """on_server_machine: whether the owner's page is open on the machine that the server runs on."""
        self.id = new_token()
        self.owner = owner
        self.on_server_machine = on_server_machine
        self.camera: Member | None = owner
        self.members: dict[str, Member] = {owner.session_id: owner}
        self.receivers: tuple[Member, ...] = ()
        """The members who are here and not the camera; replaced as a whole, so that poses go out without a lock."""
        self.video = False
        self.latest: LatestPose | None = None
        self.broadcast: LatestPose | None = None
        """The pose that was last sent to the receivers."""
        self._state: wire.CameraState | None = None
        self._size: list[int] | None = None
        self._delay_ms: float | None = None
        self._sent_delay_ms: float | None = None
        self._sent_s = float("-inf")
        self._unsent: Literal["nothing", "can wait", "urgent"] = "nothing"
        self._renew_tokens()

    @property
    def links(self) -> wire.Links:
        return {"watch": f"{self.id}.{self._watch_token}", "camera": f"{self.id}.{self._camera_token}"}

    def opens_with(self, token: str, entrance: Entrance) -> bool:
        own = self._watch_token if entrance is Entrance.WATCH_LINK else self._camera_token
        return is_same_token(token, own)

    def role_of(self, member: Member) -> MemberRole:
        if member is self.camera:
            return MemberRole.OWNER_CAMERA if member is self.owner else MemberRole.CAMERA
        return MemberRole.OWNER if member is self.owner else MemberRole.VIEWER

    @property
    def viewers(self) -> int:
        return sum(self.role_of(member) is MemberRole.VIEWER for member in self.receivers)

    def places_taken(self, now_s: float) -> int:
        """Return how many places are taken by others than the owner."""
        return sum(
            self.keeps_place_of(member, now_s) for member in self.members.values() if member is not self.owner
        )

    def keeps_place_of(self, member: Member, now_s: float) -> bool:
        """Return whether nobody else may have this member's place; the owner and the camera always keep theirs."""
        return member in (self.owner, self.camera) or member.is_here_or_just_gone(now_s)

    @property
    def is_over(self) -> bool:
        """Whether nobody is left for whom the room is kept."""
        return self.camera is None and self.owner.session_id not in self.members

    def join(self, member: Member) -> Member | None:
        """Add a member; one who came by the camera link becomes the camera. Returns the camera before it, if any."""
        self.members[member.session_id] = member
        replaced = self._hand_camera_to(member) if member.entrance is Entrance.CAMERA_LINK else None
        self._room_changed(urgent=replaced is not None)
        return replaced

    def take_back(self) -> Member | None:
        """Make the owner the camera again; return the camera before it, if it was another."""
        return None if self.camera is self.owner else self._hand_camera_to(self.owner)

    def disconnect(self, member: Member, now_s: float) -> None:
        """Note that a member's connection was lost."""
        member.away_since_s = now_s
        if not any(one.is_here for one in self.members.values()):
            self.latest = self.broadcast = None  # a picture has up to 1 MB, and 2000 such rooms may be kept
        self._room_changed(urgent=member is self.camera)

    def resume(self, member: Member) -> None:
        """Note that a member is connected again."""
        member.away_since_s = None
        self._room_changed(urgent=member is self.camera)

    def remove(self, member: Member) -> None:
        self.members.pop(member.session_id, None)
        if member is self.camera:
            self._set_camera(None)
        self._room_changed(urgent=False)

    def renew(self) -> list[Member]:
        """Make new links; return those who came by the old ones, who are members no more."""
        self._renew_tokens()
        came_by_link = [member for member in self.members.values() if member is not self.owner]
        for member in came_by_link:
            self.remove(member)
        return came_by_link

    def share_video(self, on: bool) -> None:
        if on != self.video:
            self.video = on
            self._room_changed(urgent=False)

    def set_camera_state(self, state: wire.CameraState, name: str | None) -> None:
        """Take what the camera says of itself."""
        if self.camera is not None and name is not None:
            self.camera.name = name
        self._state = state
        self._room_changed(urgent=False)

    def note_pose(self, camera: Member, pose: wire.Pose, jpeg: bytes, now_s: float) -> bool:
        """Keep the camera's newest pose; return whether there is somebody to send something to."""
        if camera is not self.camera:  # another became the camera while this frame was in work
            return False
        self.latest = LatestPose(pose, jpeg if self.video and camera.is_here else None, now_s)
        self._delay_ms = pose["ms"]["total"]
        delay_is_due = bool(self.receivers) and now_s - self._sent_s >= DELAY_PAUSE_S
        if pose["size"] != self._size or (delay_is_due and self._has_new_delay()):
            self._size = pose["size"]
            self._mark_unsent(urgent=False)
        return bool(self.receivers) or self.has_unsent_state()

    def pose_for_late_joiner(self, now_s: float) -> LatestPose | None:
        """Return the newest pose; without its picture where the camera is paused or stopped, for that is not live."""
        if self.latest is None:
            return None
        if self.presence == "paused":
            return replace(self.latest, jpeg=None)
        return self.latest if now_s - self.latest.at_s <= LAST_POSE_S else None

    def has_unsent_state(self) -> bool:
        """Return whether something changed of which not everyone has been told."""
        return self._unsent != "nothing"

    def take_due_state(self, now_s: float) -> bool:
        """Return whether everyone should be sent the room's state now; if so, it counts as sent."""
        must_wait = self._unsent == "can wait" and now_s - self._sent_s < STATE_PAUSE_S
        if self._unsent == "nothing" or must_wait:
            return False
        self._unsent = "nothing"
        self._sent_s = now_s
        self._sent_delay_ms = self._delay_ms
        return True

    def state_for(self, is_camera: bool) -> wire.Room:
        """Return the room's state as the camera, or as everyone else, is told it."""
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
        if self._delay_ms is None or self._sent_delay_ms is None:
            return self._delay_ms is not self._sent_delay_ms
        return round(self._delay_ms) != round(self._sent_delay_ms)

    def _hand_camera_to(self, member: Member) -> Member | None:
        before = self.camera
        self._set_camera(member)
        self._room_changed(urgent=True)
        return before

    def _set_camera(self, member: Member | None) -> None:
        """Make a member the camera. Nothing that the camera before it allowed or said holds for it."""
        self.camera = member
        self.video = False
        self.latest = None
        self._state = self._size = self._delay_ms = None

    def _room_changed(self, urgent: bool) -> None:
        self.receivers = tuple(
            member for member in self.members.values() if member.is_here and member is not self.camera
        )
        self._mark_unsent(urgent)

    def _mark_unsent(self, urgent: bool) -> None:
        if self._unsent != "urgent":
            self._unsent = "urgent" if urgent else "can wait"

    def _renew_tokens(self) -> None:
        self._watch_token, self._camera_token = new_token(), new_token()
