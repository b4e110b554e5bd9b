"""All rooms: who joins which, who resumes, and whose membership ends. Thread-safe; time is an argument."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import RLock
from typing import Final, Literal

from webapp.protocol import limits, wire
from webapp.protocol.message_error import MessageError
from webapp.protocol.secret_token import is_same_token, new_token
from webapp.protocol.wire import ProblemCode
from webapp.rooms.guess_limit import GuessLimit
from webapp.rooms.member import Entrance, Member
from webapp.rooms.permissions import MemberRole
from webapp.rooms.room import Room
from webapp.rooms.terminal_link import TERMINAL, TerminalLink

MOST_AWAY: Final = 2000
"""Members whose places are kept while they are away, about 10 MB of them. Beyond that the one longest away loses its
place: a client that connects and vanishes a hundred times a second must not fill the memory."""

_AWAY: Final = "you were away for too long; open the link again"
_CLOSED: Final = "the camera and its owner have left, so this room is closed"
_FULL: Final = f"{limits.ROOM_MEMBERS} people are in this room already; try again when somebody has left"
_TAKEN: Final = f"others took your place while you were away, and {_FULL}"
_RENEWED: Final = "the links to this room were renewed; ask for the new one"

_NO_ROOM_TOKEN: Final = new_token()
"""Compared with where there is no room, so that this takes as long as where there is one."""


@dataclass(frozen=True)
class EndedMembership:
    """Somebody who is a member no more, to be told with link-ended and this message."""

    member: Member
    message: str


class Rooms:
    def __init__(self) -> None:
        self.terminal_link = TerminalLink()
        self._rooms: dict[str, Room] = {}  # in the order in which they were opened
        self._room_of: dict[str, Room] = {}  # by session id
        self._away: dict[str, Member] = {}  # in the order in which they were lost
        self._guesses = GuessLimit()
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._rooms)

    def held(self) -> AbstractContextManager[bool]:
        """Within it nobody joins or leaves, and no room's camera changes."""
        return self._lock

    def of(self, member: Member) -> Room | None:
        """Return a member's room; None where its membership has ended."""
        return self._room_of.get(member.session_id)

    def all(self) -> list[Room]:
        with self._lock:
            return list(self._rooms.values())

    def members(self) -> list[Member]:
        with self._lock:
            return [member for room in self._rooms.values() for member in room.members.values()]

    def role_of(self, member: Member) -> MemberRole:
        """Return what a member is just now; one whose room is gone may do no more than a viewer."""
        room = self.of(member)
        return MemberRole.VIEWER if room is None else room.role_of(member)

    def open(self, owner: Member, *, on_server_machine: bool = False) -> Room:
        """Open a room whose owner is its camera. on_server_machine: whether the owner's page is open there."""
        with self._lock:
            room = Room(owner, on_server_machine=on_server_machine)
            self._rooms[room.id] = self._room_of[owner.session_id] = room
            return room

    def check_link(
        self, room_id: str, token: str, role: Literal["camera", "viewer"], address: str, now_s: float
    ) -> tuple[Room, Entrance]:
        """Return the room that a link leads to.

        Raises MessageError with too-many-tries, no-such-room, no-desktop or server-full. A right link always passes: many
        people may share an address, behind a router or an undeclared proxy, with one who guesses.
        """
        entrance = Entrance.CAMERA_LINK if role == "camera" else Entrance.WATCH_LINK
        with self._lock:
            room = self._room_of_link(room_id, token, entrance)
            if room is None:
                raise self._wrong_guess(address, now_s)
            if room.places_taken(now_s) >= limits.ROOM_MEMBERS:
                raise MessageError(ProblemCode.SERVER_FULL, _FULL)
            return room, entrance

    def check_resume(self, resume: str, address: str, now_s: float) -> Member:
        """Return the member that this client was. Raises MessageError with too-many-tries or no-such-room."""
        session_id, _, secret = resume.partition(".")
        with self._lock:
            room = self._room_of.get(session_id)
            member = room.members.get(session_id) if room else None
            fits = member.may_resume_with(secret) if member else is_same_token(secret, _NO_ROOM_TOKEN)
            if member is None or not fits or member.has_been_away_too_long(now_s):
                # After a restart every page comes with a session that is gone, from one address in a classroom. Only
                # a secret that does not fit its session is a guess.
                if member is not None and not fits:
                    raise self._wrong_guess(address, now_s)
                raise _no_such_room()
            return member

    def join(self, room: Room, member: Member) -> Member | None:
        """Add a member to a room; return the camera that it replaced. Raises MessageError if the room ended meanwhile."""
        with self._lock:
            if self._rooms.get(room.id) is not room:
                raise _no_such_room()
            replaced = room.join(member)
            self._room_of[member.session_id] = room
            _forget_poses(room, replaced)
            return replaced

    def resume(self, member: Member, now_s: float) -> Room:
        """Note that a member is connected again.

        Raises MessageError with no-such-room if its time ran out meanwhile, and with server-full if others took its place;
        it is then away as before.
        """
        with self._lock:
            room = self.of(member)
            if room is None:
                raise _no_such_room()
            if not room.keeps_place_of(member, now_s) and room.places_taken(now_s) >= limits.ROOM_MEMBERS:
                raise MessageError(ProblemCode.SERVER_FULL, _TAKEN)
            self._away.pop(member.session_id, None)
            room.resume(member)
            return room

    def disconnect(self, member: Member, now_s: float) -> list[EndedMembership]:
        """Keep the place of a member whose connection was lost; return those who lost theirs for it."""
        with self._lock:
            room = self.of(member)
            if room is None or not member.is_here:
                return []
            room.disconnect(member, now_s)
            self._away[member.session_id] = member
            too_many = max(0, len(self._away) - MOST_AWAY)
            longest_away = list(self._away.values())[:too_many]
            return [ended for one in longest_away for ended in self._end(one)]

    def end_away_too_long(self, now_s: float) -> list[EndedMembership]:
        """End the memberships of those who were away for too long, and the rooms that nobody is left for."""
        with self._lock:
            late = [member for member in self._away.values() if member.has_been_away_too_long(now_s)]
            return [ended for member in late for ended in self._end(member)]

    def renew(self, owner: Member) -> tuple[wire.Links, list[EndedMembership]]:
        """Make new links; end the membership of those who came by the old ones. Raises MessageError without a room."""
        with self._lock:
            room = self.of(owner)
            if room is None:
                raise _no_such_room()
            ended = [self._ended(member, _RENEWED) for member in room.renew()]
            if room.on_server_machine:
                self.terminal_link.renew()
            return room.links, ended

    def take_back(self, owner: Member) -> Member | None:
        """Make the owner the camera again; return the camera that it replaced."""
        with self._lock:
            room = self.of(owner)
            replaced = room.take_back() if room else None
            if room is not None:
                _forget_poses(room, replaced)
            return replaced

    def share_video(self, member: Member, on: bool) -> None:
        with self._lock:
            room = self.of(member)
            if room is not None:
                room.share_video(on)
                _forget_poses(room, None)

    def set_camera_state(self, member: Member, state: wire.CameraState, name: str | None) -> None:
        with self._lock:
            room = self.of(member)
            if room is not None:
                room.set_camera_state(state, name)

    def note_pose(self, session_id: str, pose: wire.Pose, jpeg: bytes, now_s: float) -> Room | None:
        """Keep the newest pose of a session in its room; return the room if it has somebody to send it to."""
        with self._lock:  # else the last pose of a camera replaced just now might be taken for the next one's
            room = self._room_of.get(session_id)
            member = room.members.get(session_id) if room else None
            if room is None or member is None or not room.note_pose(member, pose, jpeg, now_s):
                return None
            return room

    def _room_of_link(self, room_id: str, token: str, entrance: Entrance) -> Room | None:
        if room_id == TERMINAL and entrance is Entrance.CAMERA_LINK:
            return self._room_on_server_machine() if self.terminal_link.opens_with(token) else None
        room = self._rooms.get(room_id)
        fits = room.opens_with(token, entrance) if room else is_same_token(token, _NO_ROOM_TOKEN)
        return room if fits else None

    def _room_on_server_machine(self) -> Room:
        for room in reversed(self._rooms.values()):
            if room.on_server_machine and room.owner.is_here:
                return room
        raise MessageError(
            ProblemCode.NO_DESKTOP,
            "open Posecast on the computer first; then scan the code of its terminal again",
        )

    def _wrong_guess(self, address: str, now_s: float) -> MessageError:
        """Count a wrong token, and return how it is answered."""
        if self._guesses.count_wrong(address, now_s):
            return _no_such_room()
        return MessageError(
            ProblemCode.TOO_MANY_TRIES,
            "too many wrong links came from your address; wait a minute, and check that the link is whole",
        )

    def _end(self, member: Member) -> list[EndedMembership]:
        room = self.of(member)
        if room is None:
            return []
        room.remove(member)
        ended = [self._ended(member, _AWAY)]
        if room.is_over:
            del self._rooms[room.id]
            ended += [self._ended(other, _CLOSED) for other in room.members.values()]
        return ended

    def _ended(self, member: Member, why: str) -> EndedMembership:
        self._room_of.pop(member.session_id, None)
        self._away.pop(member.session_id, None)
        return EndedMembership(member, why)


def _forget_poses(room: Room, replaced: Member | None) -> None:
    """Drop what waits to be sent: it is another camera's, or has a picture that must not be shown any more."""
    for member in room.members.values():
        member.queue.forget_poses()
    if replaced is not None and replaced.session is not None:
        replaced.session.drop_waiting()


def _no_such_room() -> MessageError:
    return MessageError(
        ProblemCode.NO_SUCH_ROOM,
        "there is no such room, or the link to it has ended; ask for a new link",
    )
