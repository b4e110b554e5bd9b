"""Checks a server's address."""

from urllib.parse import urlsplit

import requests

from posecast.errors import AddressError


def checked_address(url: str) -> str:
    """Return the address without a slash at its end. Raises AddressError if it cannot be an address."""
    if not url.startswith(("http://", "https://")):
        raise AddressError(f"a server's address begins with http:// or https://, not {url[:40]!r}")
    try:
        requests.Request("GET", url).prepare()
        (urlsplit(url).hostname or "").encode("idna")  # requests would fail much later on a wrong name
    except ValueError as error:
        raise AddressError(
            f"{url[:80]!r} is not a server's address; an example is http://192.168.1.5:8000"
        ) from error
    return url.rstrip("/")
