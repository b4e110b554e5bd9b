"""What a user can set when the server starts."""

import os
from dataclasses import dataclass
from pathlib import Path
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

MOST_VIEWERS: Final = 200
"""Viewers at once by default, in all rooms together. With 30 poses a second each takes 0.3 % of a core of the web
process, which then still has a third of one left for the cameras."""

MEDIA_DISK_BYTES: Final = 4 * 10**9
"""Bytes on disk by default for uploads and results of everybody: two of the largest videos that are taken."""

MAX_UPLOAD_BYTES: Final = 2 * 10**9
"""Bytes of one video by default; a phone's 4K has 400 MB a minute."""

KEEP_RESULTS_S: Final = 3600.0
"""Seconds by default for which a job's results are kept."""


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
    max_viewers: int = MOST_VIEWERS
    public_url: str | None = None  # where people reach this server, when it is behind a proxy or a tunnel
    proxies: int = 0  # trusted ones in front, whose forwarded headers count
    allow_origins: tuple[str, ...] = ()  # of other sites that may connect, and show the page in a frame
    max_upload: int = MAX_UPLOAD_BYTES  # bytes of one video
    keep_results_s: float = KEEP_RESULTS_S
    media_disk: int = MEDIA_DISK_BYTES  # bytes of all uploads and results together
    open_browser: bool = False
    lan: bool = (
        False  # HTTPS for other devices of the network, with a certificate of this machine's own authority
    )
    http_port: int | None = None  # plain HTTP that leads to HTTPS; the port after `port` if nothing is said
    certfile: Path | None = None  # somebody's own certificate in place of that authority's
    keyfile: Path | None = None  # its key, if it is not in certfile
    certificates: Path | None = None  # the folder of the authority, if not the usual one
    mdns: bool = False  # answers to posecast.local
    engine_factory: str | None = (
        None  # "module:callable" that gives a PoseEngine, in place of `engine`; for tests
    )

    @property
    def uses_tls(self) -> bool:
        return self.lan or self.certfile is not None
