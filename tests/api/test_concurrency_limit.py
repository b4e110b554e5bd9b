"""How many requests are processed at once."""

import pytest

from webapp.api.concurrency_limit import ConcurrencyLimit
from webapp.wsgi.problem import ApiError


def test_requests_are_limited_for_each_address_and_in_all() -> None:
    limit = ConcurrencyLimit("pictures", total=3, per_address=2, retry_s=5)
    limit.begin("a")
    limit.begin("a")
    with pytest.raises(ApiError, match="2 pictures of yours in work"):
        limit.begin("a")
    limit.begin("b")
    with pytest.raises(ApiError) as raised:
        limit.begin("c")
    assert (raised.value.status, raised.value.headers) == (429, {"Retry-After": "5"})
    limit.end("a")
    limit.begin("c")


def test_a_request_that_fails_counts_no_longer() -> None:
    limit = ConcurrencyLimit("pictures", total=1, per_address=1, retry_s=5)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"), limit.request_of("a"):
            raise ValueError("broken")
