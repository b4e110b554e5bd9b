"""Limits how many requests of a kind are processed at once: on the server, and for one address."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import Lock

from webapp.wsgi.problem import ApiError


class ConcurrencyLimit:
    """Counts the requests of each address. For several threads."""

    def __init__(self, what: str, total: int, per_address: int, retry_s: int) -> None:
        """what: what the requests carry, in the plural, for the refusal."""
        self._what = what
        self._total = total
        self._per_address = per_address
        self._retry_s = retry_s
        self._in_work: Counter[str] = Counter()
        self._lock = Lock()

    def begin(self, address: str) -> None:
        """Count one more request of an address. Raises ApiError beyond a limit."""
        with self._lock:
            if self._in_work[address] >= self._per_address:
                raise self._busy(f"the server has {self._per_address} {self._what} of yours in work")
            if self._in_work.total() >= self._total:
                raise self._busy(f"the server has {self._total} {self._what} in work")
            self._in_work[address] += 1

    def end(self, address: str) -> None:
        """Count one request of an address less."""
        with self._lock:
            self._in_work[address] -= 1
            if not self._in_work[address]:
                del self._in_work[address]

    @contextmanager
    def request_of(self, address: str) -> Iterator[None]:
        """Count a request inside `with`. Raises ApiError beyond a limit."""
        self.begin(address)
        try:
            yield
        finally:
            self.end(address)

    def _busy(self, why: str) -> ApiError:
        return ApiError(
            HTTPStatus.TOO_MANY_REQUESTS,
            "busy",
            f"{why}, which is the most at once; send this again in {self._retry_s} s",
            {"Retry-After": str(self._retry_s)},
        )
