"""The name of a result while it is written: beside its place, so that renaming it puts the whole file there at once."""

import secrets
from pathlib import Path
from typing import Final

PART: Final = ".part"
"""The ending of a file or folder that is being written."""

_SHOWN: Final = 40
"""Characters of the result's name that are kept. File systems allow 255 bytes (eCryptfs 143), and a letter has up to four."""

_TOKEN_BYTES: Final = 4
"""Random bytes in the name, so that two runs with the same result never write to the same file."""


def part_of(path: Path) -> Path:
    """Return a new name beside `path`, such as `drawn.mp4.1f9c02ab.part`; each call gives another one."""
    return path.with_name(f"{path.name[:_SHOWN]}.{secrets.token_hex(_TOKEN_BYTES)}{PART}")
