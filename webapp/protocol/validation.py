"""What clients send, checked in one place: each function gives a checked value or raises MessageError.

Payloads come as the tuple of an event's arguments, since a client may send none or several.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, TypeGuard, cast

from webapp.models import MODEL_NAMES
from webapp.pose.engine import TrackerOptions
from webapp.protocol import limits
from webapp.protocol.display_name import shown_name
from webapp.protocol.message_error import MessageError
from webapp.protocol.wire import WIRE_VERSION, CameraState, Event, ProblemCode, Role, Settings

_AUTH_FIELDS: Final = {"v", "role", "room", "token", "resume", "name"}
_FRAME_FIELDS: Final = {"seq", "t", "jpeg"}
_SETTINGS_FIELDS: Final = {"model", "smoothing", "min_detection", "min_presence", "min_tracking", "people"}
_STATE_FIELDS: Final = {"paused", "name", "battery", "charging"}
_FRACTIONS: Final = ("min_detection", "min_presence", "min_tracking")


@dataclass(frozen=True)
class Frame:
    """One checked frame: its number, the camera's clock in ms, and bytes that a worker will find to be a JPEG or not."""

    seq: int
    t: float
    jpeg: bytes


@dataclass(frozen=True)
class Arrival:
    """A checked `auth`. With `resume` somebody comes back, with `room` and `token` by a link, with none as a new camera."""

    role: Role
    room: str | None = None
    token: str | None = None
    resume: str | None = None
    name: str = ""


def check_auth(auth: object) -> Arrival:
    """What a client wants that connects. Raises MessageError with wrong-version, bad-auth or no-such-room."""
    if not isinstance(auth, Mapping):
        raise MessageError(
            ProblemCode.BAD_AUTH, f"auth must be an object such as {{v: {WIRE_VERSION}, role: 'camera'}}"
        )
    version = auth.get("v")
    if not _is_integer(version) or version != WIRE_VERSION:
        raise MessageError(
            ProblemCode.WRONG_VERSION,
            f"this server speaks version {WIRE_VERSION} of the wire format, the client {_shown(version)}; "
            "reload the page, or update the client",
        )
    unknown = _unknown_fields(auth, _AUTH_FIELDS)
    if unknown:
        raise MessageError(ProblemCode.BAD_AUTH, f"auth has the unknown field {unknown}; leave it out")
    arrival = Arrival(
        role=_checked_role(auth.get("role")),
        room=_checked_token(auth, "room"),
        token=_checked_token(auth, "token"),
        resume=_checked_token(auth, "resume"),
        name=_checked_name(auth.get("name", ""), ProblemCode.BAD_AUTH),
    )
    has_link = arrival.room is not None and arrival.token is not None
    wants_link = arrival.role == "viewer" or arrival.room is not None or arrival.token is not None
    if wants_link and not has_link and arrival.resume is None:
        raise MessageError(
            ProblemCode.NO_SUCH_ROOM,
            "there is no such room; a link has both a room and a token. "
            "Connect with role 'camera' and without either to get a room of your own",
        )
    return arrival


def _checked_role(role: object) -> Role:
    if role == "camera":
        return "camera"
    if role == "viewer":
        return "viewer"
    raise MessageError(ProblemCode.BAD_AUTH, f"role must be 'camera' or 'viewer', not {_shown(role)}")


def _checked_token(auth: Mapping[Any, object], field: str) -> str | None:
    if field not in auth:
        return None
    value = auth[field]
    if isinstance(value, str) and len(value) <= limits.TOKEN_CHARACTERS:
        return value
    raise MessageError(
        ProblemCode.BAD_AUTH, f"{field} must be text of at most {limits.TOKEN_CHARACTERS} characters"
    )


def _checked_name(name: object, code: ProblemCode) -> str:
    if isinstance(name, str) and len(name) <= limits.NAME_CHARACTERS:
        return shown_name(name)
    raise MessageError(code, f"name must be text of at most {limits.NAME_CHARACTERS} characters")


def readable_seq(arguments: tuple[object, ...]) -> int | None:
    """The seq of a message, however wrong the rest of it may be, so that its problem can be matched to it."""
    payload = arguments[0] if arguments else None
    seq = payload.get("seq") if isinstance(payload, Mapping) else None
    return seq if _is_seq(seq) else None


def parse_frame(arguments: tuple[object, ...]) -> Frame:
    """The checked `frame` message. Raises MessageError."""
    seq = readable_seq(arguments)
    payload = _only_mapping(arguments, "frame", ProblemCode.BAD_MESSAGE, seq)
    if seq is None:
        raise MessageError(
            ProblemCode.BAD_MESSAGE,
            f"seq must be an integer from 0 to 2^53-1 that rises with every frame, not {_shown(payload.get('seq'))}",
        )
    unknown = _unknown_fields(payload, _FRAME_FIELDS)
    if unknown:
        raise MessageError(
            ProblemCode.BAD_MESSAGE, f"frame has the unknown field {unknown}; leave it out", seq
        )
    return Frame(seq, _camera_clock(payload.get("t"), seq), _jpeg(payload.get("jpeg"), seq))


def _camera_clock(t: object, seq: int) -> float:
    if not _is_number(t) or not 0 <= t <= limits.LARGEST_NUMBER:
        raise MessageError(
            ProblemCode.BAD_MESSAGE,
            f"t must be the camera's clock, a finite number of milliseconds from 0 up, not {_shown(t)}",
            seq,
        )
    return float(t)


def _jpeg(jpeg: object, seq: int) -> bytes:
    if not isinstance(jpeg, bytes):
        raise MessageError(
            ProblemCode.BAD_MESSAGE,
            f"jpeg must be binary (an ArrayBuffer, or bytes), not {_shown(jpeg)}",
            seq,
        )
    if not jpeg:
        raise MessageError(
            ProblemCode.FRAME_EMPTY, "the frame has no bytes; send one when the camera gives pictures", seq
        )
    if len(jpeg) > limits.FRAME_BYTES:
        raise MessageError(
            ProblemCode.FRAME_TOO_LARGE,
            f"the frame has {len(jpeg):,} bytes, at most {limits.FRAME_BYTES:,} are allowed; "
            "send a smaller picture or a lower JPEG quality",
            seq,
        )
    return jpeg


def parse_settings(arguments: tuple[object, ...], current: TrackerOptions) -> TrackerOptions:
    """The current settings with the changes of a `settings` message. Raises MessageError, and then changes nothing."""
    changes = _only_mapping(arguments, "settings", ProblemCode.BAD_SETTINGS, None)
    unknown = _unknown_fields(changes, _SETTINGS_FIELDS)
    if unknown:
        raise MessageError(
            ProblemCode.BAD_SETTINGS,
            f"there is no setting {unknown}; the settings are {', '.join(sorted(_SETTINGS_FIELDS))}",
        )
    for field, value in changes.items():
        wanted = _wanted_instead(field, value)
        if wanted:
            raise MessageError(ProblemCode.BAD_SETTINGS, f"{field} must be {wanted}, not {_shown(value)}")
    return replace(current, **changes)


def _wanted_instead(field: str, value: object) -> str | None:
    """What the setting should be instead of this value, or None where the value is good."""
    if field == "model":
        return None if value in MODEL_NAMES else f"one of {', '.join(MODEL_NAMES)}"
    if field == "smoothing":
        return None if isinstance(value, bool) else "true or false"
    if field in _FRACTIONS:
        return None if _is_number(value) and 0 <= value <= 1 else "a number from 0 to 1"
    fits = _is_integer(value) and 1 <= value <= limits.PEOPLE
    return None if fits else f"an integer from 1 to {limits.PEOPLE}"


def parse_share(arguments: tuple[object, ...]) -> bool | None:
    """Whether a `share` message turns video on or off; None where it says nothing of it. Raises MessageError."""
    share = _checked_object(arguments, Event.SHARE, {"video"})
    video = share.get("video")
    if "video" not in share or isinstance(video, bool):
        return video
    raise MessageError(ProblemCode.BAD_MESSAGE, f"video must be true or false, not {_shown(video)}")


def parse_state(arguments: tuple[object, ...]) -> tuple[CameraState, str | None]:
    """What a `state` message says of the camera, and its new name if it has one. Raises MessageError."""
    state = _checked_object(arguments, Event.STATE, _STATE_FIELDS)
    paused, battery, charging = state.get("paused"), state.get("battery"), state.get("charging")
    if not isinstance(paused, bool):
        raise MessageError(ProblemCode.BAD_MESSAGE, f"paused must be true or false, not {_shown(paused)}")
    if battery is not None and not (_is_number(battery) and 0 <= battery <= 1):
        raise MessageError(
            ProblemCode.BAD_MESSAGE, f"battery must be a number from 0 to 1, or null, not {_shown(battery)}"
        )
    if charging is not None and not isinstance(charging, bool):
        raise MessageError(
            ProblemCode.BAD_MESSAGE, f"charging must be true, false or null, not {_shown(charging)}"
        )
    name = _checked_name(state["name"], ProblemCode.BAD_MESSAGE) if "name" in state else None
    return {"paused": paused, "battery": battery, "charging": charging}, name


def check_empty(arguments: tuple[object, ...], event: Event) -> None:
    """Events that say nothing but their name. Raises MessageError."""
    if arguments:
        _checked_object(arguments, event, set())


def _checked_object(arguments: tuple[object, ...], event: Event, known: set[str]) -> Mapping[str, Any]:
    payload = _only_mapping(arguments, str(event), ProblemCode.BAD_MESSAGE, None)
    unknown = _unknown_fields(payload, known)
    if unknown:
        raise MessageError(ProblemCode.BAD_MESSAGE, f"{event} has no field {unknown}; leave it out")
    return payload


def settings_payload(options: TrackerOptions) -> Settings:
    """The settings as the wire carries them."""
    settings = {name: value for name, value in asdict(options).items() if name in _SETTINGS_FIELDS}
    return cast("Settings", settings)


def _only_mapping(
    arguments: tuple[object, ...], event: str, code: ProblemCode, seq: int | None
) -> Mapping[str, Any]:
    if len(arguments) != 1 or not isinstance(arguments[0], Mapping):
        raise MessageError(code, f"{event} takes exactly one object, see the wire format", seq)
    return arguments[0]


def _unknown_fields(payload: Mapping[Any, object], known: set[str]) -> str | None:
    unknown = [_shown(field) for field in payload if field not in known]
    return unknown[0] if unknown else None


def _is_integer(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_seq(value: object) -> TypeGuard[int]:
    return _is_integer(value) and 0 <= value <= limits.LARGEST_NUMBER


def _is_number(value: object) -> TypeGuard[float]:
    return _is_integer(value) or (isinstance(value, float) and math.isfinite(value))


def _shown(value: object) -> str:
    """A value as an error message may show it: short, and never the bytes of a picture."""
    if isinstance(value, bytes | bytearray | Mapping | list | tuple):
        return f"{type(value).__name__} of length {len(value)}"
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
