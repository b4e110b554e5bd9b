"""The wire format, version 1: event names, payloads and codes that the server and its pages exchange.

The one truth; the browser's copy (static/js/wire.js) is generated from here by `python -m webapp.browser_wire`.
Socket.IO 4 with the msgpack packet serializer on both ends.

    event      from     payload
    welcome    server   Welcome      once after connect
    frame      camera   Frame        answered by exactly one of pose, dropped, problem with its seq
    pose       server   Pose
    dropped    server   Dropped
    problem    server   Problem
    settings   camera   Settings     acknowledged with SettingsAnswer

`image` is little-endian float32 [33][4]: x, y as fractions of the frame as sent (never mirrored), z in x's
scale, visibility 0..1. `world` is float32 [33][3]: metres, origin between the hips, x right, y down, z away
from the camera.
"""

from enum import StrEnum
from typing import Final, Literal, NotRequired, TypedDict

WIRE_VERSION: Final = 1

Role = Literal["camera", "viewer"]


class Event(StrEnum):
    WELCOME = "welcome"
    FRAME = "frame"
    POSE = "pose"
    DROPPED = "dropped"
    PROBLEM = "problem"
    SETTINGS = "settings"


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
    NO_SUCH_ROOM = "no-such-room"
    INTERNAL = "internal"


class Auth(TypedDict):
    v: int
    role: Role
    room: NotRequired[str]
    token: NotRequired[str]
    name: NotRequired[str]


class Limits(TypedDict):
    frame_bytes: int
    frame_pixels: int
    fps: int


class Settings(TypedDict, total=False):
    model: str
    smoothing: bool
    min_detection: float
    min_presence: float
    min_tracking: float
    people: int


class Welcome(TypedDict):
    v: int
    session: str
    room: str
    role: Role
    limits: Limits
    models: list[str]
    settings: Settings


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
