"""An environment of a user without a home folder, as in a container that was started with an unknown user's number."""

import os
from pathlib import Path
from typing import Final

_UNKNOWN_USER: Final = """
import pwd

def unknown(_user):
    raise KeyError("the system does not know this user")

pwd.getpwuid = pwd.getpwnam = unknown
"""

_OF_A_HOME: Final = ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "POSECAST_CACHE", "POSECAST_CERTIFICATES")


def homeless_environment(folder: Path) -> dict[str, str]:
    """For a Python process and its children. folder: for a module that every Python process loads at its start."""
    (folder / "sitecustomize.py").write_text(_UNKNOWN_USER, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name not in _OF_A_HOME}
    return {**kept, "PYTHONPATH": str(folder)}
