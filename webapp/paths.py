"""Where the package, the site, the models and this user's folders are, and how a child process imports the package."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import platformdirs

PACKAGE: Final = Path(__file__).parent
IMPORT_ROOT: Final = PACKAGE.parent
"""The folder that Python imported webapp from; a child process needs it in its module path."""

_NO_HOME: Final = "this user has no home folder (HOME is not set, and the system does not know the user)"
"""As in a container that was started with the number of a user whom it does not know."""


class NoHomeError(Exception):
    """There is no home folder of this user; the message says so."""


def bundled_folder(name: str) -> Path:
    """Return the folder `static`, `templates` or `models`: in the installed package, else in the checkout."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else IMPORT_ROOT / name


def user_data_folder() -> Path:
    """Return this user's folder for data that must be kept, such as certificates; it may not exist yet.

    Raises NoHomeError.
    """
    return _own_folder(platformdirs.user_data_path)


def user_cache_folder() -> Path:
    """Return this user's folder for files that can be made again; it may not exist yet. Raises NoHomeError."""
    return _own_folder(platformdirs.user_cache_path)


def expanded(path: Path) -> Path:
    """Return the path with the home folder in the place of ~. Raises NoHomeError."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise NoHomeError(_NO_HOME) from error


def module_command(module: str) -> list[str]:
    """Return the command that runs a module of webapp in a child process.

    -P keeps the current folder out of the module path: a stray numpy.py there must not end up in a child.
    """
    return [sys.executable, "-P", "-m", module]


def module_environment() -> dict[str, str]:
    """Return this process's environment, with the folder that webapp was imported from in the module path."""
    path = os.pathsep.join(part for part in (str(IMPORT_ROOT), os.environ.get("PYTHONPATH")) if part)
    return {**os.environ, "PYTHONPATH": path}


def _own_folder(find: Callable[..., Path]) -> Path:
    """Return a folder of this user's, as a function of platformdirs finds it. Raises NoHomeError."""
    try:
        folder = find(_app_name(), appauthor=False)
    except RuntimeError as error:
        raise NoHomeError(_NO_HOME) from error
    if not folder.is_absolute():  # some versions of platformdirs leave the ~
        raise NoHomeError(_NO_HOME)
    return folder


def _app_name() -> str:
    """Return the name of Posecast's folders: Linux writes such names in lower case, macOS and Windows do not."""
    return "Posecast" if sys.platform in ("darwin", "win32") else "posecast"
