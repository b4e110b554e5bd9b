"""What clients send, checked in one place: each function returns a checked value or raises MessageError.

What a field may hold is declared in wire.py. Payloads come as the tuple of an event's arguments, since a client may
send none or several.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, TypeVar, cast

import msgspec

from webapp.pose.engine import TrackerOptions
from webapp.protocol import limits
from webapp.protocol.display_name import shown_name
from webapp.protocol.field_check import FieldCheck, UnknownFieldError, WrongFieldError, convert, shown
from webapp.protocol.message_error import MessageError
from webapp.protocol.wire import (
    WIRE_VERSION,
    Auth,
    CameraState,
    Event,
    Frame,
    ProblemCode,
    Role,
    Seq,
    Settings,
    Share,
    State,
)

T = TypeVar("T")


class _Empty(msgspec.Struct):
    """The payload of events that consist of their name only."""


_AUTH: Final = FieldCheck(Auth)
_FRAME: Final = FieldCheck(Frame)
_SETTINGS: Final = FieldCheck(Settings)
_SHARE: Final = FieldCheck(Share)
_STATE: Final = FieldCheck(State)
_EMPTY: Final = FieldCheck(_Empty)


@dataclass(frozen=True)
class Arrival:
    """A checked `auth`: with `resume` of a client that comes back, with `room` and `token` by a link, else a new camera."""

    role: Role
    room: str | None = None
    token: str | None = None
    resume: str | None = None
    name: str = ""


def check_auth(auth: object) -> Arrival:
    """Return what a client that connects asks for. Raises MessageError with wrong-version, bad-auth or no-such-room."""
    if not isinstance(auth, Mapping):
        raise MessageError(
            ProblemCode.BAD_AUTH, f"auth must be an object such as {{v: {WIRE_VERSION}, role: 'camera'}}"
        )
    version = auth.get("v")
    if version != WIRE_VERSION or type(version) is not int:
        raise MessageError(
            ProblemCode.WRONG_VERSION,
            f"this server speaks version {WIRE_VERSION} of the wire format, the client {shown(version)}; "
            "reload the page, or update the client",
        )
    checked = _checked(auth, _AUTH, ProblemCode.BAD_AUTH, "auth has the unknown field {}; leave it out")
    room, token, resume = checked.get("room"), checked.get("token"), checked.get("resume")
    wants_link = checked["role"] == "viewer" or room is not None or token is not None
    if wants_link and (room is None or token is None) and resume is None:
        raise MessageError(
            ProblemCode.NO_SUCH_ROOM,
            "there is no such room; a link has both a room and a token. "
            "Connect with role 'camera' and without either to get a room of your own",
        )
    return Arrival(checked["role"], room, token, resume, shown_name(checked.get("name", "")))


def readable_seq(arguments: tuple[object, ...]) -> int | None:
    """Return the seq of a message, however wrong the rest of it may be, so that its problem can be matched to it."""
    payload = arguments[0] if arguments else None
    seq = payload.get("seq") if isinstance(payload, Mapping) else None
    try:
        return convert(seq, Seq)
    except msgspec.ValidationError:
        return None


def parse_frame(arguments: tuple[object, ...]) -> Frame:
    """Return the frame of a `frame` message. Raises MessageError."""
    try:
        (payload,) = arguments
        return convert(payload, Frame)
    except ValueError:  # not one argument, or msgspec's ValidationError
        raise _frame_error(arguments) from None


def _frame_error(arguments: tuple[object, ...]) -> MessageError:
    """Return what is wrong with a `frame` message, with its seq where that can be read."""
    seq = readable_seq(arguments)
    try:
        _FRAME.convert(_only_object(arguments, Event.FRAME, ProblemCode.BAD_MESSAGE))
    except MessageError as error:
        return MessageError(error.code, error.message, seq)
    except UnknownFieldError as error:
        message = f"frame has the unknown field {error.field}; leave it out"
        return MessageError(ProblemCode.BAD_MESSAGE, message, seq)
    except WrongFieldError as error:
        if isinstance(error.value, bytes) and error.field == "jpeg":
            return _wrong_size(error.value, seq)
        return MessageError(ProblemCode.BAD_MESSAGE, str(error), seq)
    raise AssertionError("the frame is refused as a whole, and each of its fields is accepted")


def _wrong_size(jpeg: bytes, seq: int | None) -> MessageError:
    if not jpeg:
        message = "the frame has no bytes; send one when the camera gives pictures"
        return MessageError(ProblemCode.FRAME_EMPTY, message, seq)
    return MessageError(
        ProblemCode.FRAME_TOO_LARGE,
        f"the frame has {len(jpeg):,} bytes, at most {limits.FRAME_BYTES:,} are allowed; "
        "send a smaller picture or a lower JPEG quality",
        seq,
    )


def parse_settings(arguments: tuple[object, ...], current: TrackerOptions) -> TrackerOptions:
    """Return the current settings with the changes of a `settings` message. Raises MessageError."""
    names = ", ".join(sorted(_SETTINGS.names))
    changes = _checked(
        _only_object(arguments, Event.SETTINGS, ProblemCode.BAD_SETTINGS),
        _SETTINGS,
        ProblemCode.BAD_SETTINGS,
        f"there is no setting {{}}; the settings are {names}",
    )
    return replace(current, **changes)


def settings_payload(options: TrackerOptions) -> Settings:
    """Return the settings as the wire carries them."""
    settings = {name: value for name, value in asdict(options).items() if name in _SETTINGS.names}
    return cast("Settings", settings)


def parse_share(arguments: tuple[object, ...]) -> bool | None:
    """Return whether a `share` message turns video on or off; None where it does neither. Raises MessageError."""
    return _parsed(arguments, Event.SHARE, _SHARE).get("video")


def parse_state(arguments: tuple[object, ...]) -> tuple[CameraState, str | None]:
    """Return the camera's state of a `state` message, and its new name if it has one. Raises MessageError."""
    state = _parsed(arguments, Event.STATE, _STATE)
    name = shown_name(state["name"]) if "name" in state else None
    return {
        "paused": state["paused"],
        "battery": state.get("battery"),
        "charging": state.get("charging"),
    }, name


def check_empty(arguments: tuple[object, ...], event: Event) -> None:
    """Check an event that consists of its name only. Raises MessageError."""
    if arguments:
        _parsed(arguments, event, _EMPTY)


def _parsed(arguments: tuple[object, ...], event: Event, check: FieldCheck[T]) -> T:
    payload = _only_object(arguments, event, ProblemCode.BAD_MESSAGE)
    return _checked(payload, check, ProblemCode.BAD_MESSAGE, f"{event} has no field {{}}; leave it out")


def _checked(payload: Mapping[Any, object], check: FieldCheck[T], code: ProblemCode, unknown: str) -> T:
    """unknown: what is said of an unknown field, with {} in place of its name."""
    try:
        return check.convert(payload)
    except UnknownFieldError as error:
        raise MessageError(code, unknown.format(error.field)) from None
    except WrongFieldError as error:
        raise MessageError(code, str(error)) from None


def _only_object(arguments: tuple[object, ...], event: Event, code: ProblemCode) -> Mapping[Any, object]:
    if len(arguments) != 1 or not isinstance(arguments[0], Mapping):
        raise MessageError(code, f"{event} takes exactly one object, see the wire format")
    return arguments[0]
