"""The wire format, version 1: event names, payloads and codes that the server and its pages exchange.

The one truth; the browser's copy (static/js/protocol/wire.js) is generated from here by `python -m webapp.codegen.browser_wire`.
Socket.IO 4 with the msgpack packet serializer on both ends.

    event      from     payload
    welcome    server   Welcome      once after connect
    frame      camera   Frame        answered by exactly one of pose, dropped, problem with its seq
    pose       server   Pose         to the camera, its viewers, and an owner who is not the camera
    dropped    server   Dropped      that a newer frame took its place is said with the client's next answer
    problem    server   Problem
    settings   camera   Settings     acknowledged with SettingsAnswer; also from an owner who is not the camera
    room       server   Room         to everyone in the room, after a change
    picture    server   Picture      to viewers while video is shared, just before the pose of that seq
    share      owner    Share        acknowledged with Acknowledgement; also from the camera
    state      camera   State        acknowledged with Acknowledgement
    renew      owner    {}           acknowledged with RenewAnswer; ends the links given out before
    take_back  owner    {}           acknowledged with Acknowledgement; the owner is the camera again

Rooms, roles and links: docs/rooms.md. A watch or camera link is a page's address with `<room>.<token>` in its fragment.

`image` is little-endian float32 [33][4]: x, y as fractions of the frame as sent (never mirrored), z in x's
scale, visibility 0..1. `world` is float32 [33][3]: metres, origin between the hips, x right, y down, z away
from the camera.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Literal, NotRequired, TypedDict

WIRE_VERSION: Final = 1

Role = Literal["camera", "viewer"]
CameraPresence = Literal["none", "here", "away", "paused"]


class Event(StrEnum):
    WELCOME = "welcome"
    FRAME = "frame"
    POSE = "pose"
    DROPPED = "dropped"
    PROBLEM = "problem"
    SETTINGS = "settings"
    ROOM = "room"
    PICTURE = "picture"
    SHARE = "share"
    STATE = "state"
    RENEW = "renew"
    TAKE_BACK = "take_back"


Message = tuple[Event, Mapping[str, Any]]
"""An event and its payload."""


class DropReason(StrEnum):
    NEWER_FRAME = "newer-frame"  # a newer frame of the same camera took the waiting place
    RATE = "rate"  # the camera sends more frames a second than it was told it may
    OVERLOAD = "overload"  # waited so long that its pose would be of no use


class ProblemCode(StrEnum):
    """What can go wrong, one code for each thing that a program would handle differently."""

    BAD_MESSAGE = "bad-message"  # the payload's shape or a field's type is wrong, or a number is not finite
    STALE_SEQ = "stale-seq"  # seq did not rise
    FRAME_EMPTY = "frame-empty"
    FRAME_TOO_LARGE = "frame-too-large"  # more bytes than limits.frame_bytes
    FRAME_TOO_MANY_PIXELS = "frame-too-many-pixels"  # more pixels than limits.frame_pixels
    NOT_A_JPEG = "not-a-jpeg"
    BROKEN_JPEG = "broken-jpeg"  # starts like a JPEG, but is truncated or damaged
    BAD_SETTINGS = "bad-settings"
    MODEL_UNAVAILABLE = "model-unavailable"  # this server cannot run the chosen model; choose another
    WORKER_LOST = "worker-lost"  # the pose worker died with this frame; it is being replaced
    WORKER_HUNG = "worker-hung"  # the pose worker did not answer in time; it is being replaced
    SERVER_FULL = "server-full"
    SERVER_STOPPING = "server-stopping"
    WRONG_VERSION = "wrong-version"
    BAD_AUTH = "bad-auth"
    BAD_ORIGIN = (
        "bad-origin"  # a page of another site, or an address that this server was not told is its own
    )
    NO_SUCH_ROOM = "no-such-room"  # no such room, or another token than its own; which of them is not said
    NO_DESKTOP = "no-desktop"  # the terminal's code was scanned, but no page is open on that machine
    TOO_MANY_TRIES = "too-many-tries"  # too many wrong tokens from this address
    NOT_ALLOWED = "not-allowed"  # one with this role may not send this event
    LINK_ENDED = "link-ended"  # the link was renewed, or its room is gone
    TOO_SLOW = "too-slow"  # a viewer that does not read what it is sent
    INTERNAL = "internal"


class ConnectionProblem(TypedDict):
    """What a client does about a problem that refuses or ends its connection."""

    final: bool  # asking again is of no use: a person has to act
    ends_connection: bool  # the server says it just before it closes the connection
    ends_session: bool  # the resume token is of no use any more
    ask_again_ms: int | None  # when the client asks again by itself; None where that is of no use


_FINAL: Final[ConnectionProblem] = {
    "final": True,
    "ends_connection": False,
    "ends_session": False,
    "ask_again_ms": None,
}
ASK_AGAIN_MS: Final = 10_000
"""When a client asks again after a refusal of which nothing else is said: not at once, for the server's sake."""

CONNECTION_PROBLEMS: Final[dict[ProblemCode, ConnectionProblem]] = {
    ProblemCode.WRONG_VERSION: _FINAL,
    ProblemCode.BAD_AUTH: _FINAL,
    ProblemCode.BAD_ORIGIN: _FINAL,
    ProblemCode.NO_DESKTOP: _FINAL,
    ProblemCode.NO_SUCH_ROOM: {**_FINAL, "ends_session": True},
    ProblemCode.LINK_ENDED: {**_FINAL, "ends_connection": True, "ends_session": True},
    ProblemCode.TOO_SLOW: {**_FINAL, "ends_connection": True},
    ProblemCode.SERVER_FULL: {**_FINAL, "final": False, "ask_again_ms": ASK_AGAIN_MS},
    # Asking meanwhile would only make it longer.
    ProblemCode.TOO_MANY_TRIES: {**_FINAL, "final": False, "ask_again_ms": 60_000},
    # By then the server is likely back.
    ProblemCode.SERVER_STOPPING: {
        **_FINAL,
        "final": False,
        "ends_connection": True,
        "ask_again_ms": 1500,
    },
}
"""The one table of the problems that refuse or end a connection; every other code is about a single message."""


class Auth(TypedDict):
    v: int
    role: Role
    room: NotRequired[str]
    token: NotRequired[str]
    resume: NotRequired[str]
    name: NotRequired[str]


class Limits(TypedDict):
    frame_bytes: int
    frame_pixels: int
    fps: int
    away_s: float  # how long the place of a lost connection is kept


class Settings(TypedDict, total=False):
    model: str
    smoothing: bool
    min_detection: float
    min_presence: float
    min_tracking: float
    people: int


class Links(TypedDict):
    watch: str
    camera: str


class Welcome(TypedDict):
    v: int
    session: str
    room: str
    role: Role
    limits: Limits
    models: list[str]
    settings: Settings
    owner: bool
    resume: str  # private: who connects with it within two minutes of a lost connection goes on where it was
    last_seq: int  # the seq of the newest frame taken in, -1 before the first; the next one must be greater
    links: NotRequired[Links]  # the owner's alone


class Frame(TypedDict):
    seq: int
    t: float
    jpeg: bytes


class Person(TypedDict):
    id: int
    score: float
    image: bytes
    world: bytes


class Milliseconds(TypedDict):
    queue: float
    decode: float
    detect: float
    landmarks: float
    total: float


class Pose(TypedDict):
    seq: int
    t: float
    size: list[int]
    people: list[Person]
    ms: Milliseconds


class Dropped(TypedDict):
    seq: int
    reason: str


class Problem(TypedDict):
    seq: int | None
    code: str
    message: str


class SettingsAnswer(TypedDict):
    ok: bool
    settings: NotRequired[Settings]
    problem: NotRequired[Problem]


class CameraState(TypedDict):
    paused: bool
    battery: float | None
    charging: bool | None


class Room(TypedDict):
    camera: CameraPresence
    camera_name: str
    camera_state: CameraState | None
    camera_delay_ms: float | None  # ms.total of its last pose
    is_camera: bool  # whether the one who gets this is the camera
    viewers: int
    video: bool
    size: list[int] | None  # of its last frame


class Picture(TypedDict):
    seq: int
    t: float
    jpeg: bytes


class Share(TypedDict):
    video: NotRequired[bool]


class State(TypedDict):
    paused: bool
    name: NotRequired[str]
    battery: NotRequired[float | None]
    charging: NotRequired[bool | None]


class Acknowledgement(TypedDict):
    ok: bool
    problem: NotRequired[Problem]


class RenewAnswer(TypedDict):
    ok: bool
    links: NotRequired[Links]
    problem: NotRequired[Problem]
