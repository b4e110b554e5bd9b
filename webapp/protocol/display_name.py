"""Names that people give their cameras, made fit to be shown to others."""

import unicodedata
from typing import Final

_JOINERS: Final = "\u200c\u200d"
"""Invisible too, but part of Persian words and of emoji."""


def shown_name(name: str) -> str:
    """The name without control characters and without what turns the direction of writing; spaces become single ones."""
    visible = (" " if character.isspace() else character for character in name)
    return " ".join("".join(filter(_is_shown, visible)).split())


def _is_shown(character: str) -> bool:
    # C: control (Cc), format such as right-to-left overrides (Cf), surrogate (Cs), private (Co), unassigned (Cn)
    return character in _JOINERS or not unicodedata.category(character).startswith("C")
