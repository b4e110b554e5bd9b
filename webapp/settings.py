"""What a user can set when the server starts."""

import os
from dataclasses import dataclass
from typing import Final, Literal, get_args

from webapp import models

EngineName = Literal["openvino", "mediapipe"]
Precision = Literal["auto", "f32"]  # of the networks' arithmetic; auto: the fastest that stays close to f32
AsyncMode = Literal["eventlet", "threading"]

ENGINE_NAMES: Final[tuple[EngineName, ...]] = get_args(EngineName)
PRECISIONS: Final[tuple[Precision, ...]] = get_args(Precision)
ASYNC_MODES: Final[tuple[AsyncMode, ...]] = get_args(AsyncMode)

CLIENTS_A_WORKER: Final[dict[EngineName, int]] = {"openvino": 16, "mediapipe": 8}
"""Clients for which there is room by default, for each worker.

With openvino time is the limit: a core gives about 70 poses a second of the "full" model, so that a full server, all
of whose clients stream at once, gives each four a second, about the least that still looks like movement. Beyond that
a polite refusal is better. A client costs a few KB.
With mediapipe memory is: a client costs 80 to 150 MB, and a worker keeps the landmarkers of 8.
"""


def usable_cores() -> int:
    """The cores that this process may use, which a container can restrict."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class ServerSettings:
    host: str = "127.0.0.1"
    port: int = 8000  # 0 lets the system choose a free one
    engine: EngineName = "openvino"
    model: str = models.DEFAULT_MODEL  # of a client that asks for none
    precision: Precision = "auto"
    workers: int = 1
    async_mode: AsyncMode = "eventlet"
    max_clients: int = CLIENTS_A_WORKER["openvino"]
    open_browser: bool = False
    engine_factory: str | None = (
        None  # "module:callable" that gives a PoseEngine, in place of `engine`; for tests
    )
