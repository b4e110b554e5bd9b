"""Which system a visitor's browser says that it runs on."""

import re
from typing import Final, Literal

System = Literal["ios", "android", "windows", "macos", "linux"]

_SIGNS: Final[tuple[tuple[str, System], ...]] = (
    (r"iPhone|iPad|iPod", "ios"),
    (r"Android", "android"),  # before Linux, which Android names too
    (r"Windows NT", "windows"),
    (r"Macintosh", "macos"),  # and every iPad that asks for desktop pages, as they do by default
    (r"Linux|FreeBSD|OpenBSD", "linux"),
)


def visitor_system(user_agent: str) -> System | None:
    """None for one that says nothing known."""
    return next((system for sign, system in _SIGNS if re.search(sign, user_agent)), None)
