"""Invalid addresses are refused before a connection is tried."""

import pytest

from posecast.address import checked_address
from posecast.client import AddressError, PosecastError, live, pose


@pytest.mark.parametrize("url", ["localhost:8391", "ws://localhost:8391", "192.168.1.5", ""])
def test_an_address_without_http_is_refused(url: str) -> None:
    for call in (lambda: pose(b"picture", url), lambda: live(url, [b"picture"])):
        with pytest.raises(AddressError, match="begins with http:// or https://"):
            call()


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http://:8000",
        "http://localhost:99999",
        "http://localhost:web",
        "http://my camera:8000",
        "http://camera..local:8000",
        f"http://{'x' * 64}:8000",
    ],
)
def test_an_invalid_address_is_refused_with_an_example(url: str) -> None:
    for call in (lambda: pose(b"picture", url), lambda: live(url, [b"picture"])):
        with pytest.raises(
            AddressError, match=r"not a server's address; an example is http://192\.168\.1\.5:8000"
        ):
            call()


@pytest.mark.parametrize(
    "url", ["http://localhost", "https://[::1]:8000", "http://bücher.example/behind/a/path"]
)
def test_an_address_loses_the_slash_at_its_end(url: str) -> None:
    assert checked_address(url) == checked_address(f"{url}/") == url


def test_an_address_error_is_a_value_error() -> None:
    assert issubclass(AddressError, PosecastError)
    assert issubclass(AddressError, ValueError)
