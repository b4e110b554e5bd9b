"""Checks what somebody sent against the type that declares it, and says in one sentence which field is wrong.

The types are TypedDicts and msgspec Structs; their fields carry their limits as msgspec.Meta. The sentence follows from
the field's type (`_WORDS`), or stands beside it as Meta(extra={"wanted": "…"}). msgspec's own errors name a field inside
their text only, so where a conversion fails, each field is converted by itself to find the wrong one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Generic,
    Literal,
    NotRequired,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec
from msgspec import inspect

T = TypeVar("T")

_SHOWN_CHARACTERS: Final = 40
_BINARY: Final = (bytes,)
"""Bytes stand in a message as they are; without this msgspec would expect base64."""

_WORDS: Final[Mapping[Any, str]] = {
    bool: "true or false",
    int: "an integer from {ge} to {le}",
    float: "a number from {ge} to {le}",
    str: "text of at most {max_length} characters",
    NoneType: "null",
}
"""What a value of a type with limits is; other types, and what has to be said otherwise, say so themselves."""


class UnknownFieldError(Exception):
    """There is no such field; `field` is its name, fit to be shown."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class WrongFieldError(Exception):
    """A field is missing or has a value that it must not have; the message says what it must be."""

    def __init__(self, field: str, value: object, wanted: str, *, is_text: bool) -> None:
        # Text is not repeated: it may be a token.
        but = "" if is_text else f", not {shown(value)}"
        super().__init__(f"{field} must be {wanted}{but}")
        self.field = field
        self.value = value
        self.wanted = wanted


@dataclass(frozen=True)
class DeclaredField:
    """A field of a Struct or TypedDict."""

    type: Any  # as declared, without NotRequired
    is_required: bool


class FieldCheck(Generic[T]):
    """Checks objects against one type."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind
        self._fields = declared_fields(kind)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields, in the order in which they are declared."""
        return tuple(self._fields)

    def type_of(self, name: str) -> Any:
        """Return the type of a field without its limits."""
        return without_meta(self._fields[name].type)

    def convert(self, payload: Mapping[Any, object]) -> T:
        """Return the payload as a value of the type. Raises UnknownFieldError, WrongFieldError."""
        for name in payload:  # any key that msgpack has, null among them
            if name not in self._fields:
                raise UnknownFieldError(shown(name))
        try:
            return convert(payload, self._kind)
        except msgspec.ValidationError as error:
            raise self._wrong_field(payload) or error from None

    def _wrong_field(self, payload: Mapping[Any, object]) -> WrongFieldError | None:
        """Return what is wrong with the first field that is."""
        for name, field in self._fields.items():
            value = payload.get(name)
            if name in payload and _fits(value, field.type):
                continue
            if name in payload or field.is_required:
                is_text = without_meta(field.type) is str
                return WrongFieldError(name, value, _wanted(field.type), is_text=is_text)
        return None


def convert(value: object, kind: type[T]) -> T:
    """Return a value as one of the type, strictly: no text for a number, no bool for an integer, no NaN within limits.

    Raises msgspec.ValidationError.
    """
    return msgspec.convert(value, kind, builtin_types=_BINARY)


def shown(value: object) -> str:
    """Return a value as an error message may show it: short, and never the bytes of a picture."""
    if isinstance(value, bytes | bytearray | Mapping | list | tuple):
        return f"{type(value).__name__} of length {len(value)}"
    text = repr(value)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


def declared_fields(kind: type) -> dict[str, DeclaredField]:
    """Return the fields of a Struct or TypedDict in the order in which they are declared.

    msgspec.inspect knows which are required, and sorts fields and choices; hence the hints.
    """
    declared = inspect.type_info(kind)
    if not isinstance(declared, inspect.StructType | inspect.TypedDictType):
        raise TypeError(f"{kind.__name__} is neither a Struct nor a TypedDict")
    required = {field.name for field in declared.fields if field.required}
    hints = get_type_hints(kind, include_extras=True)
    return {
        name: DeclaredField(get_args(hint)[0] if get_origin(hint) is NotRequired else hint, name in required)
        for name, hint in hints.items()
    }


def without_meta(hint: Any) -> Any:
    """Return an annotated type without its annotations."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def metas(hint: Any) -> list[msgspec.Meta]:
    """Return the Meta annotations of a type."""
    notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return [note for note in notes if isinstance(note, msgspec.Meta)]


def _wanted(hint: Any) -> str:
    """Return what a value of this type is, to be put after "must be"."""
    kind, notes = without_meta(hint), metas(hint)
    for note in notes:
        if note.extra and "wanted" in note.extra:
            return str(note.extra["wanted"])
    if isinstance(kind, UnionType) or get_origin(kind) is Union:
        return ", or ".join(_wanted(one) for one in get_args(kind) if one is not msgspec.UnsetType)
    if get_origin(kind) is Literal:
        return f"one of {', '.join(map(str, get_args(kind)))}"
    if kind in _WORDS:
        limits = {name: getattr(note, name) for note in notes for name in ("ge", "le", "max_length")}
        return _WORDS[kind].format(**limits)
    raise TypeError(f"say what {hint} is, as Meta(extra={{'wanted': …}})")


def _fits(value: object, kind: Any) -> bool:
    try:
        convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True
