"""Settings that make OpenVINO use one CPU thread, since there is one worker process for each core."""

from typing import Any, Final

SINGLE_THREAD: Final[dict[str, Any]] = {
    "INFERENCE_NUM_THREADS": 1,
    "NUM_STREAMS": 1,
    # With pinning, two processes are pinned to the same core and share it while the other core idles.
    "ENABLE_CPU_PINNING": False,
}
