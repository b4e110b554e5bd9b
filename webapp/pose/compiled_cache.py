"""Compiled networks, kept on disk: reading one back takes a tenth of the time that compiling it takes.

What is kept is OpenVINO's own export, for this machine's CPU alone. It is a native program's data, so it is believed only
from a folder that nobody else can write to, and only as it was written. Whatever is wrong with it, or with
the folder: the network is compiled, as if there were none. docs/decisions/0016 has the figures.
"""

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import openvino as ov
import platformdirs

log = logging.getLogger("posecast.engine")

FOLDER_ENV: Final = "POSECAST_CACHE"
"""Names the folder; set to nothing, it turns keeping off."""

_RECIPES: Final = ("openvino_network.py", "bf16.py", "openvino_config.py")
"""The files beside this one that say how a network is compiled; who changes one must not get what the old one made."""

_DIGEST_BYTES: Final = hashlib.sha256().digest_size
_FOLDER_MODE: Final = 0o700
_OTHERS_MAY_WRITE: Final = 0o022
_KEPT: Final = 12
"""Networks kept at most: three models in two precisions and the detector, and as many of the version before."""

_UNFINISHED: Final = ".unfinished"
_ABANDONED_S: Final = 3600.0
"""Seconds after which nobody is writing an unfinished file any more."""


def cache_folder() -> Path | None:
    """Return $POSECAST_CACHE, else the system's place for caches in this user's home; None where it is turned off."""
    named = os.environ.get(FOLDER_ENV)
    if named is not None:
        return Path(named).expanduser() if named else None
    return platformdirs.user_cache_path("posecast", appauthor=False)


def compiled_once(
    core: ov.Core, weights: Path, recipe: object, settings: Mapping[str, Any], compile_it: Callable[[], Any]
) -> Any:
    """The network as it was compiled before with the same weights, recipe and settings, else as compile_it gives it.

    recipe: whatever else decides what is compiled; its repr counts.
    """
    folder = cache_folder()
    if folder is None:
        return compile_it()
    kept = folder / f"{_name(core, weights, recipe, settings)}.network"
    try:
        return core.import_model(_read(kept), "CPU", dict(settings))
    except (OSError, RuntimeError, ValueError) as error:
        log.debug("no compiled network is taken from %s: %s", folder, error)
    compiled = compile_it()
    try:
        _write(kept, compiled)
    except (OSError, RuntimeError) as error:
        log.debug("a compiled network cannot be kept in %s: %s", folder, error)
    return compiled


def _name(core: ov.Core, weights: Path, recipe: object, settings: Mapping[str, Any]) -> str:
    """A name that only the same network on the same kind of CPU and of the same program has."""
    own = hashlib.sha256()
    cpu = (
        core.get_property("CPU", "FULL_DEVICE_NAME"),
        core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"),
    )
    for part in (
        ov.get_version(),
        cpu,
        recipe,
        sorted((name, str(value)) for name, value in settings.items()),
    ):
        own.update(repr(part).encode() + b"\0")
    for file in (weights, *(Path(__file__).with_name(name) for name in _RECIPES)):
        own.update(hashlib.sha256(file.read_bytes()).digest())
    return own.hexdigest()[:32]


def _read(kept: Path) -> bytes:
    """Raises OSError where there is none, ValueError for one that is not to be believed."""
    _check_that_only_we_write(kept.parent)
    content = kept.read_bytes()
    digest, network = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if hashlib.sha256(network).digest() != digest:
        raise ValueError(f"{kept.name} is damaged")
    os.utime(kept)  # the longest unused ones go first
    return network


def _check_that_only_we_write(folder: Path) -> None:
    about = folder.stat()
    if hasattr(os, "getuid") and (about.st_uid != os.getuid() or about.st_mode & _OTHERS_MAY_WRITE):
        raise ValueError("others may write to it")


def _write(kept: Path, compiled: Any) -> None:
    """Keep a network, whole or not at all; several processes may do so at once."""
    kept.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    exported = BytesIO()
    compiled.export_model(exported)
    network = exported.getvalue()
    handle, unfinished = tempfile.mkstemp(_UNFINISHED, dir=kept.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(network).digest() + network)
        Path(unfinished).replace(kept)
    except BaseException:
        with suppress(OSError):
            Path(unfinished).unlink()
        raise
    _forget_the_oldest(kept.parent)


def _forget_the_oldest(folder: Path) -> None:
    networks = sorted(folder.glob("*.network"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in networks[_KEPT:]:
        with suppress(OSError):
            path.unlink()
    for path in folder.glob(f"*{_UNFINISHED}"):  # whose process was ended while it wrote
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED_S:
                path.unlink()
