"""Threads beside the pose loop of a video: one reads frames ahead, one writes results behind."""

from collections.abc import Callable, Iterator
from queue import Empty, Queue
from threading import Event, Thread
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

Item = TypeVar("Item")

_CLOSING_LOOK_S: Final = 0.05


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
