"""Threads beside the pose loop of a video: one reads frames ahead, one writes results behind."""

from collections.abc import Callable, Iterator
from queue import Empty, Queue
from threading import Event, Thread
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

Item = TypeVar("Item")

_CLOSING_CHECK_S: Final = 0.05
"""Seconds between looks whether a thread that is to end has ended."""


class _PipelineThread(Generic[Item]):
    """A thread with a bounded queue of items, which runs inside `with` and has ended after it."""

    def __init__(self, name: str, most: int) -> None:
        """most: how many items may wait in the queue."""
        self._queue: Queue[tuple[Item] | None] = Queue(most)  # None: there are no more
        self._error: BaseException | None = None
        self._is_closing = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def _items(self) -> Iterator[Item]:
        """Iterate over the items of the queue up to its end."""
        while (waiting := self._queue.get()) is not None:
            yield waiting[0]

    def _run(self) -> None:
        """Work until the end of the items; note an error instead of raising it."""
        raise NotImplementedError


class WriteBehind(_PipelineThread[Item]):
    """Give items inside `with`; at its end all have been worked on.

    After an error of the work the rest is left undone; the next `give`, or the end of `with`, raises it. After an error
    inside `with` the rest is left undone, too, and only that error is raised.
    """

    def __init__(self, work: Callable[[Item], None], most: int) -> None:
        super().__init__("write-behind", most)
        self._work = work

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error:
            self._is_closing.set()
        self._queue.put(None)
        self._thread.join()
        if self._error and not error:
            raise self._error

    def give(self, item: Item) -> None:
        """Add an item; wait while the queue is full. Raises what the work on an earlier item raised."""
        if self._error:
            raise self._error
        self._queue.put((item,))

    def _run(self) -> None:
        for item in self._items():
            # After an error the items are taken all the same: whoever gives must not wait for ever.
            if self._error is None and not self._is_closing.is_set():
                try:
                    self._work(item)
                except BaseException as error:
                    self._error = error


class ReadAhead(_PipelineThread[Item]):
    """Iterate over it once, inside `with`. An error of the iterator is raised where its item would have been."""

    def __init__(self, items: Iterator[Item], most: int) -> None:
        super().__init__("read-ahead", most)
        self._source = items

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closing.set()
        while self._thread.is_alive():
            try:
                self._queue.get(timeout=_CLOSING_CHECK_S)  # makes room, in case the thread waits for that
            except Empty:
                continue

    def __iter__(self) -> Iterator[Item]:
        yield from self._items()
        if self._error:
            raise self._error

    def _run(self) -> None:
        try:
            for item in self._source:
                if self._is_closing.is_set():
                    break
                self._queue.put((item,))
        except BaseException as error:
            self._error = error  # before the end of the queue, which whoever iterates sees first
        self._queue.put(None)
