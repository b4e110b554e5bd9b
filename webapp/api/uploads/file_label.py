"""The names that people's files have: labels to be shown, never paths to be opened."""

import re
from typing import Final

from webapp.protocol.display_name import shown_name

NAME_CHARACTERS: Final = 120

_SEPARATORS: Final = re.compile(r"[/\\]")


def label(name: str | None, otherwise: str) -> str:
    """The last component of a name, without what cannot be shown."""
    last = _SEPARATORS.split(shown_name(name or ""))[-1].strip(". ")
    return last[:NAME_CHARACTERS] or otherwise
