"""An eventlet hub that does not interrupt the workers while all of them have a frame.

A frame that arrives then cannot begin before a worker replies. To read it at once would only interrupt a worker: under
three times the load there are three such frames for each pose. So the hub waits for the workers' replies only; after
each reply, and after a few milliseconds without one, it polls all other files once (docs/decisions/0018).
"""

from typing import Any, Final

from eventlet import hubs, patcher

from webapp.serving.worker_sockets import WorkerSockets

CLIENTS_WAIT_S: Final = 0.004
"""Seconds until clients are read although no worker has replied. 0.01 save another 2 % of the web process's time, 0.002
cost 16 % of it (docs/decisions/0018). A frame is read that much later at most, and waits for 10 to 40 ms anyway."""

_select: Any = patcher.original("select")
_DefaultHub: Any = hubs.get_default_hub().Hub


class RepliesFirstHub(_DefaultHub):  # type: ignore[misc]
    """The hub that eventlet would choose on this system, except for the files that it waits for."""

    worker_sockets = WorkerSockets()  # use_replies_first_hub sets those of the process

    def __init__(self, clock: Any = None) -> None:
        super().__init__(clock)
        self._polled_others = False

    def do_poll(self, seconds: float) -> list[tuple[int, int]]:
        """Return the files that are ready, and for what, after waiting that long at most."""
        busy = self._all_workers_are_busy()
        replies_only = busy and self._polled_others
        self._polled_others = busy and not replies_only
        if replies_only:
            return self._poll_replies(min(seconds, CLIENTS_WAIT_S))
        ready: list[tuple[int, int]] = super().do_poll(0 if busy else seconds)
        return ready

    def _all_workers_are_busy(self) -> bool:
        """Whether a thread waits for each worker's reply."""
        awaited = self.listeners[self.READ]
        numbers = self.worker_sockets.numbers
        return bool(numbers) and all(number in awaited for number in numbers)

    def _poll_replies(self, seconds: float) -> list[tuple[int, int]]:
        """Registers by number each time: a lost worker's number may be its successor's, too."""
        replies = _select.poll()
        for number in self.worker_sockets.numbers:
            replies.register(number, _select.POLLIN)
        ready: list[tuple[int, int]] = replies.poll(seconds * 1000)
        return ready

    @staticmethod
    def is_available() -> bool:
        return True


def use_replies_first_hub(worker_sockets: WorkerSockets) -> None:
    """Have this thread wait in a RepliesFirstHub. Call it before the thread waits for anything."""
    hubs.use_hub(type("Hub", (RepliesFirstHub,), {"worker_sockets": worker_sockets}))
