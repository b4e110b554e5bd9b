"""Writes static/js/protocol/wire.js, the browser's copy of the wire format and the body, from wire.py and body.py.

Run `python -m webapp.codegen.browser_wire` after changing either; a test fails while the copy is out of date.
"""

import json
import re
import types
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from webapp.paths import IMPORT_ROOT
from webapp.pose import body
from webapp.protocol import wire

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
    """The text of static/js/protocol/wire.js."""
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
    payloads = [
        _typedef(name, payload)
        for name, payload in vars(wire).items()
        if is_typeddict(payload) and payload.__module__ == wire.__name__
    ]
    side = '/** @typedef {"left" | "right" | "middle"} Side */\n'
    return "\n".join([_HEADER, side, *constants, *payloads])


def constant(name: str, value: object, purpose: str, js_type: str | None = None) -> str:
    type_tag = f" @type {{{js_type}}}" if js_type else ""
    return f"/** {purpose}{type_tag} */\nexport const {name} = {_literal(value)};\n"


def _table(name: str, purpose: str, js_type: str, rows: Mapping[Any, Any]) -> str:
    """A mapping as JavaScript, a line a row."""
    body = "".join(f"  {json.dumps(str(key))}: {json.dumps(row)},\n" for key, row in rows.items())
    return f"/** {purpose} @type {{{js_type}}} */\nexport const {name} = Object.freeze({{\n{body}}});\n"


def _literal(value: object) -> str:
    """A value as JavaScript, a list with a line an item unless it is of numbers."""
    if not isinstance(value, list) or all(isinstance(item, int) for item in value):
        return json.dumps(value)
    rows = ",\n".join(f"  {json.dumps(item)}" for item in value)
    return f"[\n{rows}\n]"


def _enum(name: str, members: type[StrEnum]) -> str:
    rows = "".join(f"  {member.name}: {json.dumps(member.value)},\n" for member in members)
    return f"export const {name} = Object.freeze({{\n{rows}}});\n"


def _typedef(name: str, payload: type) -> str:
    hints = get_type_hints(payload, include_extras=True)
    total = bool(getattr(payload, "__total__", True))
    rows = "".join(_property(key, hint, total) for key, hint in hints.items())
    return f"/**\n * @typedef {{object}} {name}\n{rows} */\n"


def _property(key: str, hint: Any, total: bool) -> str:
    optional = not total or get_origin(hint) is NotRequired
    return f" * @property {{{_js_type(hint)}}} {f'[{key}]' if optional else key}\n"


def _js_type(hint: Any) -> str:
    origin = get_origin(hint)
    if origin is NotRequired:
        return _js_type(get_args(hint)[0])
    if origin is Literal:
        return " | ".join(json.dumps(value) for value in get_args(hint))
    if origin is types.UnionType:
        return " | ".join(_js_type(part) for part in get_args(hint))
    if origin is list:
        return f"{_js_type(get_args(hint)[0])}[]"
    return hint.__name__ if is_typeddict(hint) else _SCALARS[hint]


def main() -> None:
    WIRE_JS.write_text(browser_wire(), encoding="utf-8")
    print(f"wrote {re.sub(r'^.*/static/', 'static/', WIRE_JS.as_posix())}")


if __name__ == "__main__":
    main()
