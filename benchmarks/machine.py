"""Describes the machine and the versions with which the figures were measured."""

import os
import platform
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import psutil

PACKAGES: Final = (
    "openvino",
    "mediapipe",
    "opencv-python-headless",
    "simplejpeg",
    "av",
    "numpy",
    "eventlet",
    "Flask-SocketIO",
    "python-socketio",
    "python-engineio",
    "simple-websocket",
)
VECTOR_FLAGS: Final = (
    "avx2",
    "fma",
    "avx512f",
    "avx512_vnni",
    "avx512_bf16",
    "avx512_fp16",
    "amx_bf16",
    "amx_int8",
)
BUSY_SAMPLE_S: Final = 1.0
BUSY_LIMIT: Final = 0.1
"""Of all cores; if other programs use more, the figures cannot be trusted."""

CPU_DESCRIPTION: Final = Path("/proc/cpuinfo")
"""Read for the CPU's model and flags, which psutil does not know."""


@dataclass(frozen=True)
class Machine:
    cpu: str
    cores: int
    vector_flags: tuple[str, ...]
    memory_gb: float
    kernel: str
    versions: dict[str, str]


def this_machine() -> Machine:
    return Machine(
        cpu=_cpu_field("model name") or platform.processor() or platform.machine(),
        cores=usable_cores(),
        vector_flags=tuple(flag for flag in VECTOR_FLAGS if flag in _cpu_field("flags").split()),
        memory_gb=psutil.virtual_memory().total / 2**30,
        kernel=f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
        versions={"Python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
    )


def busy_share() -> float:
    """Return the share of all cores in use, 0..1; before a benchmark begins, that is the load of other programs."""
    return float(psutil.cpu_percent(BUSY_SAMPLE_S)) / 100


def usable_cores() -> int:
    return len(os.sched_getaffinity(0))


def _cpu_field(name: str) -> str:
    """Return a field of the first core in /proc/cpuinfo; empty if there is none."""
    if not CPU_DESCRIPTION.is_file():
        return ""
    found = re.search(rf"^{name}\s*: (.*)$", CPU_DESCRIPTION.read_text(), re.MULTILINE)
    return found[1] if found else ""


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
