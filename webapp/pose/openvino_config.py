"""How OpenVINO is told to use one CPU thread, because there is a worker process for each core already."""

from typing import Any, Final

ON_ONE_THREAD: Final[dict[str, Any]] = {
    "INFERENCE_NUM_THREADS": 1,
    "NUM_STREAMS": 1,
    "ENABLE_CPU_PINNING": False,  # on, two processes are pinned to the same core and share it while the other idles
}
