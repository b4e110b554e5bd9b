"""How many requests are taken at once."""

import pytest

from webapp.api.concurrency_limit import ConcurrencyLimit
from webapp.wsgi.problem import ApiError


def test_an_address_and_the_server_have_so_many() -> None:
    places = ConcurrencyLimit("pictures", most=3, most_an_address=2, retry_s=5)
    places.take("a")
    places.take("a")
    with pytest.raises(ApiError, match="2 pictures of yours are in hand"):
        places.take("a")
    places.take("b")
    with pytest.raises(ApiError) as raised:
        places.take("c")
    assert (raised.value.status, raised.value.headers) == (429, {"Retry-After": "5"})
    places.leave("a")
    places.take("c")


def test_a_place_is_left_whatever_happens() -> None:
    places = ConcurrencyLimit("pictures", most=1, most_an_address=1, retry_s=5)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"), places.taken("a"):
            raise ValueError("broken")
