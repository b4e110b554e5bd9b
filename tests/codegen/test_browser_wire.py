from webapp.codegen.browser_wire import WIRE_JS, browser_wire
from webapp.pose.body import LANDMARK_NAMES
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
    assert " * @property {Person[]} people\n" in text
