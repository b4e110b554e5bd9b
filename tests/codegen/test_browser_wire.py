import re

from webapp.codegen.browser_wire import WIRE_JS, browser_wire, is_payload
from webapp.pose.body import LANDMARK_NAMES
from webapp.protocol import wire
from webapp.protocol.wire import DropReason, Event, ProblemCode


def test_the_browsers_copy_is_up_to_date() -> None:
    assert WIRE_JS.read_text(encoding="utf-8") == browser_wire(), (
        "run `python -m webapp.codegen.browser_wire`"
    )


def test_every_name_and_code_is_in_the_copy() -> None:
    text = browser_wire()
    for name in (*Event, *DropReason, *ProblemCode, *LANDMARK_NAMES):
        assert f'"{name}"' in text


def test_payloads_become_types() -> None:
    text = browser_wire()
    assert " * @typedef {object} Pose\n" in text
    assert " * @property {number | null} seq\n" in text
    assert ' * @property {"camera" | "viewer"} role\n' in text
    assert " * @property {string} [model]\n" in text
    assert " * @property {ArrayBuffer} jpeg\n" in text
    assert " * @property {[number, number]} size\n" in text
    assert " * @property {[number, number] | null} size of its last frame\n" in text
    assert " * @property {number} seq rises with every frame\n" in text
    assert " * @property {Links} [links] the owner's alone\n" in text
    assert " * @property {number | null} [battery]\n" in text
    assert " * @property {Person[]} people\n" in text


def test_every_type_of_the_wire_and_no_other_becomes_one() -> None:
    declared = {name for name, kind in vars(wire).items() if is_payload(kind)}
    assert set(re.findall(r"@typedef \{object\} (\w+)", browser_wire())) == declared
    assert {"Auth", "Frame", "Pose", "ConnectionProblem", "RenewAnswer"} <= declared
    assert not {"Struct", "Meta", "TypedDict"} & declared
