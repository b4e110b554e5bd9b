"""The server's settings, which `posecast serve` takes as options, and their defaults."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from webapp import models

EngineName = Literal["openvino", "mediapipe"]
Precision = Literal["auto", "f32"]
"""Of the networks' arithmetic; auto: the fastest that stays close to f32."""

AsyncMode = Literal["eventlet", "threading"]

ENGINE_NAMES: Final[tuple[EngineName, ...]] = get_args(EngineName)
PRECISIONS: Final[tuple[Precision, ...]] = get_args(Precision)
ASYNC_MODES: Final[tuple[AsyncMode, ...]] = get_args(AsyncMode)

CLIENTS_A_WORKER: Final[dict[EngineName, int]] = {"openvino": 16, "mediapipe": 8}
"""Clients at once for each worker, by default.

With openvino the limit is time: a core computes about 70 poses a second with the "full" model, so that on a full server
whose clients all stream, each gets four a second, about the least that still looks like movement. Beyond that it is
better to refuse. A client needs a few KB.
With mediapipe the limit is memory: a client needs 80 to 150 MB, and a worker keeps the landmarkers of 8.
"""

MOST_VIEWERS: Final = 200
"""Viewers at once in all rooms together, by default. With 30 poses a second each takes 0.3 % of a core of the web
process, which then still has a third of one left for the cameras."""

MEDIA_DISK_BYTES: Final = 4 * 10**9
"""Bytes on disk for all uploads and results together, by default: two videos of the largest size."""

MAX_UPLOAD_BYTES: Final = 2 * 10**9
"""Bytes of one video, by default; a phone's 4K video has 400 MB a minute."""

KEEP_RESULTS_S: Final = 3600.0
"""Seconds for which a job's results are kept, by default."""


def usable_cores() -> int:
    """Return how many cores this process may use, which a container can restrict."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class ServerSettings:
    host: str = "127.0.0.1"
    port: int = 8000  # 0 lets the system choose a free one
    engine: EngineName = "openvino"
    model: str = models.DEFAULT_MODEL  # of a client that chooses none
    precision: Precision = "auto"
    workers: int = 1
    async_mode: AsyncMode = "eventlet"
    max_clients: int = CLIENTS_A_WORKER["openvino"]
    max_viewers: int = MOST_VIEWERS
    public_url: str | None = None  # where people open this server, if it is behind a proxy or a tunnel
    proxies: int = 0  # trusted ones in front, whose forwarded headers count
    allow_origins: tuple[str, ...] = ()  # of other sites that may connect, and show the page in a frame
    max_upload: int = MAX_UPLOAD_BYTES  # bytes of one video
    keep_results_s: float = KEEP_RESULTS_S
    media_disk: int = MEDIA_DISK_BYTES  # bytes of all uploads and results together
    open_browser: bool = False
    # HTTPS for other devices of the network, with a certificate of this machine's own authority.
    lan: bool = False
    # The port of plain HTTP, which redirects to HTTPS; None with `lan` means the port after `port`.
    http_port: int | None = None
    certfile: Path | None = None  # a certificate that is used in place of the authority's
    keyfile: Path | None = None  # its key, if it is not in certfile
    certificates: Path | None = None  # the folder of the authority, if not the usual one
    mdns: bool = False  # announces posecast.local
    # "module:callable" that returns a PoseEngine, in place of `engine`; for tests.
    engine_factory: str | None = None

    @property
    def uses_tls(self) -> bool:
        return self.lan or self.certfile is not None
