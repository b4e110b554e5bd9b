"""Writes static/js/protocol/wire.js, the browser's copy of the wire format and the body, from wire.py and body.py.

Run `python -m webapp.codegen.browser_wire` after changing either; a test fails while the copy is out of date.
"""

import json
import re
import types
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Literal, Union, get_args, get_origin, is_typeddict

from msgspec import Struct

from webapp.paths import IMPORT_ROOT
from webapp.pose import body
from webapp.protocol import wire
from webapp.protocol.field_check import DeclaredField, declared_fields, metas, without_meta

WIRE_JS: Final = IMPORT_ROOT / "static" / "js" / "protocol" / "wire.js"

_HEADER: Final = """\
// Generated from webapp/protocol/wire.py and webapp/pose/body.py by `python -m webapp.codegen.browser_wire`. Do not edit.
"""
_SCALARS: Final = {
    int: "number",
    float: "number",
    str: "string",
    bool: "boolean",
    bytes: "ArrayBuffer",
    type(None): "null",
}


def browser_wire() -> str:
    """Return the text of static/js/protocol/wire.js."""
    sides = [body.landmark_side(name) for name in body.LANDMARK_NAMES]
    edge_sides = [body.edge_side(edge) for edge in body.EDGES]
    constants = [
        constant("WIRE_VERSION", wire.WIRE_VERSION, "The version that both ends must speak."),
        _enum("Event", wire.Event),
        _enum("DropReason", wire.DropReason),
        _enum("ProblemCode", wire.ProblemCode),
        _table(
            "CONNECTION_PROBLEMS",
            "What a client does about a problem that refuses or ends its connection.",
            "Readonly<Record<string, ConnectionProblem>>",
            wire.CONNECTION_PROBLEMS,
        ),
        constant("ASK_AGAIN_MS", wire.ASK_AGAIN_MS, "When to ask again after a refusal that is in no table."),
        constant(
            "LANDMARK_NAMES", list(body.LANDMARK_NAMES), "Row i of every landmark array is LANDMARK_NAMES[i]."
        ),
        constant("LANDMARK_SIDES", sides, "The person's own side of each landmark.", "Side[]"),
        constant(
            "EDGES", [list(edge) for edge in body.EDGES], "Pairs of landmark rows.", "[number, number][]"
        ),
        constant("EDGE_SIDES", edge_sides, "The person's own side of each edge.", "Side[]"),
    ]
    payloads = [_typedef(name, kind) for name, kind in vars(wire).items() if is_payload(kind)]
    side = '/** @typedef {"left" | "right" | "middle"} Side */\n'
    return "\n".join([_HEADER, side, *constants, *payloads])


def constant(name: str, value: object, purpose: str, js_type: str | None = None) -> str:
    type_tag = f" @type {{{js_type}}}" if js_type else ""
    return f"/** {purpose}{type_tag} */\nexport const {name} = {_literal(value)};\n"


def _table(name: str, purpose: str, js_type: str, rows: Mapping[Any, Any]) -> str:
    """Return a mapping as JavaScript, a line a row."""
    body = "".join(f"  {json.dumps(str(key))}: {json.dumps(row)},\n" for key, row in rows.items())
    return f"/** {purpose} @type {{{js_type}}} */\nexport const {name} = Object.freeze({{\n{body}}});\n"


def _literal(value: object) -> str:
    """Return a value as JavaScript; a list has a line an item, unless it is of numbers."""
    if not isinstance(value, list) or all(isinstance(item, int) for item in value):
        return json.dumps(value)
    rows = ",\n".join(f"  {json.dumps(item)}" for item in value)
    return f"[\n{rows}\n]"


def _enum(name: str, members: type[StrEnum]) -> str:
    rows = "".join(f"  {member.name}: {json.dumps(member.value)},\n" for member in members)
    return f"export const {name} = Object.freeze({{\n{rows}}});\n"


def _typedef(name: str, payload: type) -> str:
    rows = "".join(_property(name, field) for name, field in declared_fields(payload).items())
    return f"/**\n * @typedef {{object}} {name}\n{rows} */\n"


def _property(name: str, field: DeclaredField) -> str:
    described = "; ".join(meta.description for meta in metas(field.type) if meta.description)
    row = f" * @property {{{_js_type(field.type)}}} {name if field.is_required else f'[{name}]'} {described}"
    return f"{row.rstrip()}\n"


def _js_type(hint: Any) -> str:
    """Return a type as TypeScript writes it; Meta(extra={"page_type": …}) says it outright."""
    kind = without_meta(hint)
    for meta in metas(hint):
        if meta.extra and "page_type" in meta.extra:
            return str(meta.extra["page_type"])
    if is_payload(kind):
        return str(kind.__name__)
    if isinstance(kind, types.UnionType) or get_origin(kind) is Union:
        return " | ".join(_js_type(part) for part in get_args(kind))
    if get_origin(kind) is Literal:
        return " | ".join(json.dumps(value) for value in get_args(kind))
    if get_origin(kind) is list:
        item = _js_type(*get_args(kind))
        count = next((meta.max_length for meta in metas(hint) if meta.max_length == meta.min_length), None)
        return f"[{', '.join([item] * count)}]" if count else f"{item}[]"
    return _SCALARS[kind]


def is_payload(kind: object) -> bool:
    """Whether this is one of the types that wire.py declares."""
    is_declared = is_typeddict(kind) or (isinstance(kind, type) and issubclass(kind, Struct))
    return is_declared and getattr(kind, "__module__", "") == wire.__name__


def main() -> None:
    WIRE_JS.write_text(browser_wire(), encoding="utf-8")
    print(f"wrote {re.sub(r'^.*/static/', 'static/', WIRE_JS.as_posix())}")


if __name__ == "__main__":
    main()
