"""An iterator that runs in a thread of its own, some items ahead of whoever takes them."""

from collections.abc import Iterator
from queue import Empty, Queue
from threading import Event, Thread
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

Item = TypeVar("Item")

_CLOSING_LOOK_S: Final = 0.05


class ReadAhead(Generic[Item]):
    """Iterate over it once, inside `with`. An error of the iterator is raised where its item would have been.

    At the end of `with` the thread has ended, whether all items were taken or not.
    """

    def __init__(self, items: Iterator[Item], most: int) -> None:
        """most: how many items may wait to be taken."""
        self._items = items
        self._waiting: Queue[tuple[Item] | None] = Queue(most)  # None: there are no more
        self._error: BaseException | None = None
        self._is_closing = Event()
        self._thread = Thread(target=self._run, name="read-ahead", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closing.set()
        while self._thread.is_alive():
            try:
                self._waiting.get(timeout=_CLOSING_LOOK_S)  # makes room, in case it waits for that
            except Empty:
                continue

    def __iter__(self) -> Iterator[Item]:
        while (taken := self._waiting.get()) is not None:
            yield taken[0]
        if self._error:
            raise self._error

    def _run(self) -> None:
        try:
            for item in self._items:
                if self._is_closing.is_set():
                    break
                self._waiting.put((item,))
        except BaseException as error:
            self._error = error
        self._waiting.put(None)
