"""The browser draws skeletons with the colours and widths that Python draws with."""

import re
from pathlib import Path

from webapp.codegen.browser_style import LOOK_JS, browser_style
from webapp.media.drawing import style
from webapp.pose.body import LANDMARK_NAMES

TOKENS_CSS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"


def test_the_browsers_copy_is_up_to_date() -> None:
    assert LOOK_JS.read_text(encoding="utf-8") == browser_style(), (
        "run `python -m webapp.codegen.browser_style`"
    )


def test_every_constant_of_the_style_is_in_the_copy() -> None:
    python_only = {"STYLED_EDGES", "STYLED_JOINTS", "SMALLEST_SCALE", "EDGES", "LANDMARK_NAMES"}
    constants = {name for name in vars(style) if name.isupper()} - python_only
    exported = set(re.findall(r"export const (\w+) =", browser_style()))
    assert exported == constants


def test_the_style_sheet_repeats_the_same_colours() -> None:
    css = TOKENS_CSS.read_text(encoding="utf-8")
    repeated = dict(re.findall(r"--side-(\w+): (#[0-9a-f]{6});", css))
    assert repeated == style.SIDE_COLOURS


def test_the_face_is_what_lies_above_the_shoulders() -> None:
    assert [LANDMARK_NAMES[row] for row in (style.FACE_ROWS[0], style.FACE_ROWS[-1])] == [
        "nose",
        "mouth_right",
    ]
    assert tuple(range(11)) == style.FACE_ROWS


def test_a_larger_picture_has_thicker_lines_and_a_small_one_no_hairs() -> None:
    assert style.view_scale(1920, 1080) == 2
    assert style.view_scale(540, 960) == 1
    assert style.view_scale(64, 64) == style.SMALLEST_SCALE


def test_colours_are_read_as_written() -> None:
    assert style.rgb("#e69f00") == (230, 159, 0)
