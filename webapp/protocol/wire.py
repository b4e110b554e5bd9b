"""The wire format, version 1: event names, payloads and codes that the server and its pages exchange.

This file is the source; the browser's copy (static/js/protocol/wire.js) is generated from here by `python -m webapp.codegen.browser_wire`.
Socket.IO 4 with the msgpack packet serializer on both ends.

    event      from     payload
    welcome    server   Welcome      once after connect
    frame      camera   Frame        answered by exactly one of pose, dropped, problem with its seq
    pose       server   Pose         to the camera, its viewers, and an owner who is not the camera
    dropped    server   Dropped      a frame that a newer one replaced is reported with the client's next answer
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

Types carry the limits of their fields as msgspec.Meta; validation.py checks what clients send against them. Payloads are
TypedDicts, the plain dicts that Socket.IO and users of the Python client pass on; packing a pose as a Struct would save
0.4 µs. Frame alone is a Struct: checked as one, it takes 0.8 µs and as a TypedDict 3 (docs/decisions/0019).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, NotRequired, TypedDict

from msgspec import Meta, Struct

from webapp.models import ModelName
from webapp.protocol import limits

WIRE_VERSION: Final = 1

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
    FRAME_TOO_COSTLY = "frame-too-costly"  # a JPEG in so many scans that decoding takes long
    NOT_A_JPEG = "not-a-jpeg"
    BROKEN_JPEG = "broken-jpeg"  # starts like a JPEG, but is truncated or damaged
    BAD_SETTINGS = "bad-settings"
    MODEL_UNAVAILABLE = "model-unavailable"  # this server cannot run the chosen model; choose another
    WORKER_LOST = "worker-lost"  # the pose worker died with this frame; it is being replaced
    WORKER_HUNG = "worker-hung"  # the pose worker did not answer in time; it is being replaced
    BREAKS_WORKERS = "breaks-workers"  # this client's frames made workers hang or crash
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
    TOO_MANY_MESSAGES = "too-many-messages"  # more messages or bytes a second than one connection may send
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
    ProblemCode.BREAKS_WORKERS: {**_FINAL, "ends_connection": True, "ends_session": True},
    ProblemCode.TOO_MANY_MESSAGES: {
        **_FINAL,
        "final": False,
        "ends_connection": True,
        "ask_again_ms": ASK_AGAIN_MS,
    },
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


Role = Annotated[Literal["camera", "viewer"], Meta(extra={"wanted": "'camera' or 'viewer'"})]
Token = Annotated[str, Meta(max_length=limits.TOKEN_CHARACTERS)]
Name = Annotated[str, Meta(max_length=limits.NAME_CHARACTERS)]
Fraction = Annotated[float, Meta(ge=0, le=1)]
Size = Annotated[list[int], Meta(min_length=2, max_length=2)]
"""Width and height in pixels."""

Seq = Annotated[
    int,
    Meta(
        ge=0,
        le=limits.LARGEST_NUMBER,
        description="rises with every frame",
        extra={"wanted": "an integer from 0 to 2^53-1 that rises with every frame"},
    ),
]
CameraClock = Annotated[
    float,
    Meta(
        ge=0,
        le=limits.LARGEST_NUMBER,
        description="the camera's clock in milliseconds",
        extra={"wanted": "the camera's clock, a finite number of milliseconds from 0 up"},
    ),
]
Jpeg = Annotated[
    bytes,
    Meta(
        min_length=1,
        max_length=limits.FRAME_BYTES,
        extra={"wanted": "binary (an ArrayBuffer, or bytes)"},
    ),
]


class Auth(TypedDict):
    v: int
    role: Role
    room: NotRequired[Token]
    token: NotRequired[Token]
    resume: NotRequired[Token]
    name: NotRequired[Name]


class Limits(TypedDict):
    frame_bytes: int
    frame_pixels: int
    fps: int
    away_s: Annotated[float, Meta(description="how long the place of a lost connection is kept")]


def announced_limits() -> Limits:
    """Return the limits that clients are told in `welcome`."""
    return {
        "frame_bytes": limits.FRAME_BYTES,
        "frame_pixels": limits.FRAME_PIXELS,
        "fps": limits.FRAMES_A_SECOND,
        "away_s": limits.AWAY_S,
    }


class Settings(TypedDict, total=False):
    # The page takes whatever `welcome` lists.
    model: Annotated[ModelName, Meta(extra={"page_type": "string"})]
    smoothing: bool
    min_detection: Fraction
    min_presence: Fraction
    min_tracking: Fraction
    people: Annotated[int, Meta(ge=1, le=limits.PEOPLE)]


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
    resume: Annotated[str, Meta(description="private: resumes the session after a lost connection")]
    last_seq: Annotated[
        int, Meta(description="of the newest frame accepted, -1 before the first; the next must be greater")
    ]
    links: NotRequired[Annotated[Links, Meta(description="the owner's alone")]]


class Frame(Struct, frozen=True, forbid_unknown_fields=True):
    """A camera's frame. Whether its bytes are a JPEG, a worker finds out."""

    seq: Seq
    t: CameraClock
    jpeg: Jpeg


class Person(TypedDict):
    id: int
    score: float
    image: Annotated[bytes, Meta(description="float32 [33][4]")]
    world: Annotated[bytes, Meta(description="float32 [33][3]")]


class Milliseconds(TypedDict):
    queue: float
    decode: float
    detect: float
    landmarks: float
    total: float


class Pose(TypedDict):
    seq: int
    t: float
    size: Size
    people: list[Person]
    ms: Milliseconds


class Dropped(TypedDict):
    seq: int
    reason: str
    retry_ms: NotRequired[int]  # with overload, while no worker is ready: when one should be


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
    battery: Fraction | None
    charging: bool | None


class Room(TypedDict):
    camera: CameraPresence
    camera_name: str
    camera_state: CameraState | None
    camera_delay_ms: Annotated[float | None, Meta(description="ms.total of its last pose")]
    is_camera: Annotated[bool, Meta(description="whether the client that gets this is the camera")]
    viewers: int
    video: bool
    size: Annotated[Size | None, Meta(description="of its last frame")]


class Picture(TypedDict):
    seq: int
    t: float
    jpeg: bytes


class Share(TypedDict):
    video: NotRequired[bool]


class State(TypedDict):
    paused: bool
    name: NotRequired[Name]
    battery: NotRequired[Fraction | None]
    charging: NotRequired[Annotated[bool | None, Meta(extra={"wanted": "true, false or null"})]]


class Acknowledgement(TypedDict):
    ok: bool
    problem: NotRequired[Problem]


class RenewAnswer(TypedDict):
    ok: bool
    links: NotRequired[Links]
    problem: NotRequired[Problem]
