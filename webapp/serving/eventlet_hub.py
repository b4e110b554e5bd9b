"""An eventlet hub that keeps out of the workers' way while all of them have a frame.

A frame that comes then cannot begin before a worker answers. To read it at once would only interrupt a worker: under
three times the load there are three such frames a pose. So nothing but the workers' answers is waited for; after each
answer, and after a few milliseconds without one, everybody else is looked at in one go (docs/decisions/0018).
"""

from collections.abc import Set as AbstractSet
from typing import Any, Final

from eventlet import hubs, patcher

CLIENTS_WAIT_S: Final = 0.004
"""Seconds until clients are read although no worker has answered. 0.01 save another 2 % of the web process's time, 0.002
cost 16 % of it (docs/decisions/0018); each reading is that much later at most, where a frame waits for 10 to 40 ms anyway."""

_select: Any = patcher.original("select")
_DefaultHub: Any = hubs.get_default_hub().Hub


class AnswersFirst(_DefaultHub):  # type: ignore[misc]
    """The hub that eventlet would choose, but for whom it waits for; the same where that is not Linux's."""

    answer_files: AbstractSet[int] = frozenset()  # on which the workers answer, as they come and go

    def __init__(self, clock: Any = None) -> None:
        super().__init__(clock)
        self._others_looked_at = False

    def do_poll(self, seconds: float) -> list[tuple[int, int]]:
        """Which files are ready, and for what; waits for the first as long as that at most."""
        busy = self._all_workers_are_busy()
        answers_only = busy and self._others_looked_at
        self._others_looked_at = busy and not answers_only
        if answers_only:
            return self._answers(min(seconds, CLIENTS_WAIT_S))
        ready: list[tuple[int, int]] = super().do_poll(0 if busy else seconds)
        return ready

    def _all_workers_are_busy(self) -> bool:
        """Whether each worker's answer is waited for."""
        awaited = self.listeners[self.READ]
        return bool(self.answer_files) and all(file in awaited for file in self.answer_files)

    def _answers(self, seconds: float) -> list[tuple[int, int]]:
        """Whose answer is there. By the files' numbers: a lost worker's may be its successor's, too."""
        answers = _select.poll()
        for file in self.answer_files:
            answers.register(file, _select.POLLIN)
        ready: list[tuple[int, int]] = answers.poll(seconds * 1000)
        return ready

    @staticmethod
    def is_available() -> bool:
        return True


def let_answers_come_first(answer_files: AbstractSet[int]) -> None:
    """Have this thread wait in such a hub; to be called before it waits for anything."""
    hubs.use_hub(type("Hub", (AnswersFirst,), {"answer_files": answer_files}))
