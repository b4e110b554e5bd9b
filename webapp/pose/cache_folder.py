"""The folder of the compiled networks, and what is said where there can be none. Loads no library for networks."""

import logging
import os
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from webapp.paths import NoHomeError, expanded, user_cache_folder

log = logging.getLogger("posecast.engine")

FOLDER_ENV: Final = "POSECAST_CACHE"
"""The environment variable that names the folder; empty, it turns the cache off."""

NETWORK: Final = ".network"
"""The ending of a file with a compiled network."""

_OTHERS_MAY_WRITE: Final = 0o022
_TRIAL_BYTES: Final = 4096
"""Bytes that are written to find out whether a disk is full: one block, since an empty file may fit on a full disk."""


def cache_folder() -> Path | None:
    """Return $POSECAST_CACHE, else the user's cache folder for Posecast.

    None if the cache is turned off, and for a user without a home folder.
    """
    try:
        return _chosen_folder()
    except NoHomeError:
        return None


def do_without_unusable_cache() -> None:
    """Where no network can be kept, log why, and turn the cache off for this process and its children.

    Called once by each command, so that one line says it, whatever the number of workers.
    """
    problem = cache_problem()
    if problem:
        log.warning(
            "compiled networks are not kept, so each start takes longer: %s; %s can name another folder",
            *(problem, FOLDER_ENV),
        )
        os.environ[FOLDER_ENV] = ""


def cache_problem() -> str | None:
    """Return why no network can be kept; None if it can, or if the cache is turned off. Leaves nothing behind."""
    try:
        folder = _chosen_folder()
        return None if folder is None else _folder_problem(folder)
    except (NoHomeError, ValueError) as error:
        return str(error)


def check_owner(folder: Path) -> None:
    """Raise ValueError if another user can write to the folder, OSError if it cannot be read."""
    about = folder.stat()
    if hasattr(os, "getuid") and (about.st_uid != os.getuid() or about.st_mode & _OTHERS_MAY_WRITE):
        raise ValueError(f"other users can write to {folder}")


def _chosen_folder() -> Path | None:
    """As cache_folder. Raises NoHomeError."""
    named = os.environ.get(FOLDER_ENV)
    if named is not None:
        return expanded(Path(named)) if named else None
    return user_cache_folder()


def _folder_problem(folder: Path) -> str | None:
    """Raises ValueError as check_owner does."""
    try:
        existing = next(one for one in (folder, *folder.absolute().parents) if one.exists())
        if existing == folder:
            check_owner(folder)
            if any(folder.glob(f"*{NETWORK}")):  # they can be read, even where no more can be written
                return None
        with TemporaryFile(dir=existing) as trial:
            trial.write(bytes(_TRIAL_BYTES))
    except OSError as error:
        return f"nothing can be written to {folder} ({error.strerror or error})"
    return None
