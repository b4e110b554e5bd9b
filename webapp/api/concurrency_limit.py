"""How many requests of a kind are taken at once: on the server, and from one address."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import Lock

from webapp.wsgi.problem import ApiError


class ConcurrencyLimit:
    """For several threads."""

    def __init__(self, what: str, most: int, most_an_address: int, retry_s: int) -> None:
        """what: as the refusal calls them, in the plural."""
        self._what = what
        self._most = most
        self._most_an_address = most_an_address
        self._retry_s = retry_s
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, address: str) -> None:
        """Raises ApiError where all are taken."""
        with self._lock:
            if self._taken[address] >= self._most_an_address:
                raise self._busy(f"{self._most_an_address} {self._what} of yours are in hand")
            if self._taken.total() >= self._most:
                raise self._busy(f"the server has {self._most} {self._what} in hand")
            self._taken[address] += 1

    def leave(self, address: str) -> None:
        with self._lock:
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]

    @contextmanager
    def taken(self, address: str) -> Iterator[None]:
        self.take(address)
        try:
            yield
        finally:
            self.leave(address)

    def _busy(self, why: str) -> ApiError:
        return ApiError(
            HTTPStatus.TOO_MANY_REQUESTS,
            "busy",
            f"{why}, which is as many as it takes at once; send this again in {self._retry_s} s",
            {"Retry-After": str(self._retry_s)},
        )
