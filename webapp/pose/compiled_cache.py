"""Keeps compiled networks on disk: reading one back takes a tenth of the time of compiling it.

A file holds OpenVINO's own export, valid for this machine's CPU only. OpenVINO reads it with native code, so a file is
trusted only from a folder that no other user can write to, and only if its checksum is right. If anything is wrong with
the file or the folder, the network is compiled as if there were no file. docs/decisions/0016 has the figures.
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

from webapp.pose.cache_folder import NETWORK, cache_folder, check_owner

log = logging.getLogger("posecast.engine")

_RECIPES: Final = ("openvino_network.py", "bf16.py", "openvino_config.py")
"""The files beside this one that decide how a network is compiled: a change in one makes other names of files."""

_DIGEST_BYTES: Final = hashlib.sha256().digest_size
_FOLDER_MODE: Final = 0o700
_MAX_NETWORKS: Final = 12
"""Three models in two precisions and the detector, and nearly as many of the version before."""

_UNFINISHED: Final = ".unfinished"
_ABANDONED_S: Final = 3600.0
"""An unfinished file older than this was left by a process that ended while it wrote."""


def load_or_compile(
    core: ov.Core, weights: Path, recipe: object, settings: Mapping[str, Any], compile_it: Callable[[], Any]
) -> Any:
    """Read the network that was compiled with the same weights, recipe and settings; else compile and keep it.

    recipe: everything else that decides what compile_it gives; compared by its repr. settings: OpenVINO's properties.
    """
    folder = cache_folder()
    if folder is None:
        return compile_it()
    kept = folder / f"{_name(core, weights, recipe, settings)}{NETWORK}"
    try:
        return core.import_model(_read(kept), "CPU", dict(settings))
    except (OSError, RuntimeError, ValueError) as error:
        log.debug("no compiled network is read from %s: %s", folder, error)
    compiled = compile_it()
    try:
        _write(kept, compiled)
    except (OSError, RuntimeError) as error:
        log.debug("the compiled network cannot be written to %s: %s", folder, error)
    return compiled


def _name(core: ov.Core, weights: Path, recipe: object, settings: Mapping[str, Any]) -> str:
    """Return a digest of the weights, the recipe, the settings, the kind of CPU and the versions of the programs."""
    digest = hashlib.sha256()
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
        digest.update(repr(part).encode() + b"\0")
    for file in (weights, *(Path(__file__).with_name(name) for name in _RECIPES)):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:32]


def _read(kept: Path) -> bytes:
    """Return the exported network. Raises OSError if there is no file, ValueError if it cannot be trusted."""
    check_owner(kept.parent)
    content = kept.read_bytes()
    digest, network = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if hashlib.sha256(network).digest() != digest:
        raise ValueError(f"{kept.name} is damaged")
    with suppress(OSError):  # the folder may be read-only
        os.utime(kept)  # the least recently used files are removed first
    return network


def _write(kept: Path, compiled: Any) -> None:
    """Write a network, whole or not at all; several processes may do so at once."""
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
    _remove_old_files(kept.parent)


def _remove_old_files(folder: Path) -> None:
    networks = sorted(folder.glob(f"*{NETWORK}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in networks[_MAX_NETWORKS:]:
        with suppress(OSError):
            path.unlink()
    for path in folder.glob(f"*{_UNFINISHED}"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED_S:
                path.unlink()
