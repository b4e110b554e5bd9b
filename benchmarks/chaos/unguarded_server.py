"""A server without the guards that the attacks are about, to show that the attacks find their absence."""

from typing import Final

from webapp.paths import module_command
from webapp.protocol import limits
from webapp.workers import child_process

_WITHOUT_LIMIT: Final = 10**15
_GUARDED_WORKER: Final = "webapp.workers.pose"
_UNGUARDED_WORKER: Final = "benchmarks.chaos.unguarded_worker"


def remove_guards() -> None:
    """Lift the limits of messages and scans in this process."""
    limits.MESSAGES_A_SECOND = limits.MESSAGE_BURST = _WITHOUT_LIMIT  # type: ignore[misc]
    limits.BYTES_A_SECOND = limits.BYTE_BURST = _WITHOUT_LIMIT  # type: ignore[misc]
    limits.UNREAD_ANSWERS = limits.BROKEN_WORKERS = _WITHOUT_LIMIT  # type: ignore[misc]
    limits.FRAME_PIXEL_SCANS = _WITHOUT_LIMIT  # type: ignore[misc]


def _use_unguarded_workers() -> None:
    def command(module: str) -> list[str]:
        return module_command(_UNGUARDED_WORKER if module == _GUARDED_WORKER else module)

    vars(child_process)["module_command"] = command


if __name__ == "__main__":
    remove_guards()
    _use_unguarded_workers()
    from webapp.__main__ import main

    main()
