"""Objects checked against a declared type: the first wrong field of those declared is named, and what it must be."""

import math
from typing import Annotated, Literal, NotRequired, TypedDict

import pytest
from msgspec import Meta, Struct

from webapp.protocol.field_check import FieldCheck, UnknownFieldError, WrongFieldError, declared_fields, shown


class Shelf(TypedDict):
    kind: Literal["wood", "steel"]
    boards: Annotated[int, Meta(ge=1, le=9)]
    width: Annotated[float, Meta(ge=0, le=2.5)]
    label: NotRequired[Annotated[str, Meta(max_length=5)]]
    load: NotRequired[Annotated[float, Meta(ge=0, le=100)] | None]
    photo: NotRequired[Annotated[bytes, Meta(extra={"wanted": "a photograph"})]]


class Box(Struct, forbid_unknown_fields=True):
    is_open: bool
    boards: Annotated[int, Meta(ge=0, le=9)] = 6


SHELF = FieldCheck(Shelf)
GOOD: Shelf = {"kind": "wood", "boards": 3, "width": 1.0}


def test_a_good_object_comes_back_as_the_type() -> None:
    assert SHELF.convert({**GOOD, "load": None, "photo": b"x"}) == {**GOOD, "load": None, "photo": b"x"}
    assert FieldCheck(Box).convert({"is_open": True}) == Box(True, 6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "glass"}, "kind must be one of wood, steel, not 'glass'"),
        ({"kind": ["wood"]}, "kind must be one of wood, steel, not list of length 1"),
        ({"boards": 0}, "boards must be an integer from 1 to 9, not 0"),
        ({"boards": True}, "boards must be an integer from 1 to 9, not True"),
        ({"boards": 3.0}, "boards must be an integer from 1 to 9, not 3.0"),
        ({"boards": "3"}, "boards must be an integer from 1 to 9, not '3'"),
        ({"boards": 10**30}, f"boards must be an integer from 1 to 9, not {10**30}"),
        ({"width": math.nan}, "width must be a number from 0 to 2.5, not nan"),
        ({"width": math.inf}, "width must be a number from 0 to 2.5, not inf"),
        ({"width": -math.inf}, "width must be a number from 0 to 2.5, not -inf"),
        ({"width": True}, "width must be a number from 0 to 2.5, not True"),
        ({"width": 10**400}, f"width must be a number from 0 to 2.5, not 1{'0' * 39}…"),
        ({"label": "secret"}, "label must be text of at most 5 characters"),
        ({"label": None}, "label must be text of at most 5 characters"),
        ({"load": math.nan}, "load must be a number from 0 to 100, or null, not nan"),
        ({"photo": "eA=="}, "photo must be a photograph, not 'eA=='"),
    ],
)
def test_the_wrong_field_is_named(change: dict[str, object], message: str) -> None:
    with pytest.raises(WrongFieldError) as raised:
        SHELF.convert({**GOOD, **change})
    assert str(raised.value) == message
    assert [raised.value.field] == list(change)
    assert repr(raised.value.value) == repr(*change.values())


def test_of_several_wrong_fields_the_first_declared_is_named() -> None:
    with pytest.raises(WrongFieldError, match="kind"):
        SHELF.convert({"width": -1, "boards": 0})


@pytest.mark.parametrize("name", ["colour", 7, None, b"kind", ("kind",)])
def test_a_field_that_there_is_not_is_named(name: object) -> None:
    with pytest.raises(UnknownFieldError) as raised:
        SHELF.convert({**GOOD, name: 1})
    assert raised.value.field == shown(name)


def test_fields_are_known_in_their_order() -> None:
    assert SHELF.names == ("kind", "boards", "width", "label", "load", "photo")
    required = [name for name, field in declared_fields(Shelf).items() if field.is_required]
    assert required == ["kind", "boards", "width"]
    assert [field.is_required for field in declared_fields(Box).values()] == [True, False]
    assert SHELF.type_of("boards") is int


def test_only_structs_and_typed_dicts_have_fields() -> None:
    with pytest.raises(TypeError, match="neither"):
        declared_fields(int)


def test_a_shown_value_is_short_and_no_picture() -> None:
    assert shown(bytes(10_000)) == "bytes of length 10000"
    assert shown({"a": 1}) == "dict of length 1"
    assert len(shown("x" * 1000)) == 41
