"""Makes the names that people give to cameras and files fit to be shown to others."""

import re
import unicodedata
from typing import Final

FILE_LABEL_CHARACTERS: Final = 120

_JOINERS: Final = "\u200c\u200d"
"""Invisible too, but part of Persian words and of emoji."""

_SEPARATORS: Final = re.compile(r"[/\\]")


def shown_name(name: str) -> str:
    """Remove control characters and those that change the direction of writing, and join spaces."""
    visible = (" " if character.isspace() else character for character in name)
    return " ".join("".join(filter(_is_shown, visible)).split())


def file_label(name: str | None, default: str) -> str:
    """Return the last component of a file's name as it can be shown; it is never to be opened as a path."""
    last = _SEPARATORS.split(shown_name(name or ""))[-1].strip(". ")
    return last[:FILE_LABEL_CHARACTERS] or default


def _is_shown(character: str) -> bool:
    # C: control (Cc), format such as right-to-left overrides (Cf), surrogate (Cs), private (Co), unassigned (Cn)
    return character in _JOINERS or not unicodedata.category(character).startswith("C")
