"""Writes static/js/protocol/skeleton_style.js, the browser's copy of skeleton_style.py.

Run `python -m webapp.codegen.browser_style` after changing it; a test fails while the copy is out of date.
"""

from typing import Final

from webapp.codegen.browser_wire import constant
from webapp.media.drawing import style
from webapp.paths import IMPORT_ROOT

LOOK_JS: Final = IMPORT_ROOT / "static" / "js" / "protocol" / "skeleton_style.js"

_HEADER: Final = """\
// Generated from webapp/media/drawing/style.py, which says more, by `python -m webapp.codegen.browser_style`. Do not edit.
"""


def browser_style() -> str:
    """The text of static/js/protocol/skeleton_style.js."""
    constants = [
        constant(
            "SIDE_COLOURS",
            style.SIDE_COLOURS,
            "Of the person's sides.",
            'Readonly<Record<import("./wire.js").Side, string>>',
        ),
        constant("OUTLINE_COLOUR", style.OUTLINE_COLOUR, "Drawn around everything."),
        constant("LABEL_COLOUR", style.LABEL_COLOUR, "Of a person's number."),
        constant("GUESS_BELOW", style.GUESS_BELOW, "Below this visibility a landmark is a guess."),
        constant("GUESS_OPACITY", style.GUESS_OPACITY, "Of what is a guess."),
        constant(
            "FACE_ROWS", list(style.FACE_ROWS), "Rows of the face's landmarks, drawn finer.", "number[]"
        ),
        constant("FACE_SHARE", style.FACE_SHARE, "How much finer."),
        constant("TORSO_ROWS", list(style.TORSO_ROWS), "Both shoulders, then both hips.", "number[]"),
        constant("WIDTH_OF_TORSO", style.WIDTH_OF_TORSO, "A limb's width as a share of the torso's length."),
        constant("THINNEST_PX", style.THINNEST_PX, "A limb's least width."),
        constant("THICKEST_PX", style.THICKEST_PX, "A limb's largest width."),
        constant("OUTLINE_PX", style.OUTLINE_PX, "The outline's width on either side."),
        constant("JOINT_RADIUS", style.JOINT_RADIUS, "Of a joint's ring, in limb's widths."),
        constant("JOINT_RING", style.JOINT_RING, "The ring's own width, in limb's widths."),
        constant("THINNEST_RING_PX", style.THINNEST_RING_PX, "The ring's least width."),
        constant("DASH", style.DASH, "A guess's dash without its round ends, in line's widths."),
        constant("DASH_PERIOD", style.DASH_PERIOD, "From dash to dash, in line's widths."),
        constant("LABEL_RADIUS_PX", style.LABEL_RADIUS_PX, "Of the disc behind a person's number."),
        constant("LABEL_TEXT_PX", style.LABEL_TEXT_PX, "The height of the number's type."),
        constant("LABEL_RISE_PX", style.LABEL_RISE_PX, "From the top of the head to the disc's middle."),
        constant(
            "HEAD_OVER_FACE", style.HEAD_OVER_FACE, "From face to top of the head, as a share of the torso."
        ),
        constant("VIEW_PX", style.VIEW_PX, "The longer side of a common view."),
        constant("LABEL_EDGE_PX", style.LABEL_EDGE_PX, "From the upper edge to the disc's middle, at least."),
    ]
    return "\n".join([_HEADER, *constants])


def main() -> None:
    LOOK_JS.write_text(browser_style(), encoding="utf-8")
    print(f"wrote static/js/{LOOK_JS.name}")


if __name__ == "__main__":
    main()
