"""Work on items in a thread of its own, in their order, some items behind whoever gives them."""

from collections.abc import Callable
from queue import Queue
from threading import Event, Thread
from types import TracebackType
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")


class WriteBehind(Generic[Item]):
    """Give items inside `with`; at its end all are worked on and the thread has ended.

    After an error of the work the rest is left undone; the next `give`, or the end of `with`, raises it. After an error
    inside `with` the rest is left undone, too, and only that error is raised.
    """

    def __init__(self, work: Callable[[Item], None], most: int) -> None:
        """most: how many items may wait to be worked on."""
        self._work = work
        self._waiting: Queue[tuple[Item] | None] = Queue(most)  # None: there are no more
        self._error: BaseException | None = None
        self._is_abandoned = Event()
        self._thread = Thread(target=self._run, name="write-behind", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error:
            self._is_abandoned.set()
        self._waiting.put(None)
        self._thread.join()
        if self._error and not error:
            raise self._error

    def give(self, item: Item) -> None:
        """Waits while there is no room. Raises what the work on an earlier item raised."""
        if self._error:
            raise self._error
        self._waiting.put((item,))

    def _run(self) -> None:
        while (given := self._waiting.get()) is not None:
            if self._is_abandoned.is_set():
                continue  # whoever gives must not wait for room for ever
            try:
                self._work(given[0])
            except BaseException as error:
                self._error = error
                self._is_abandoned.set()
