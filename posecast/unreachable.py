"""Why no answer came from an address, in words that say what to do about it."""

from typing import Final

import requests

from posecast.errors import UnreachableError

# Engine.IO hands on only the text of what requests raised, so the text is what is looked at.
_NOT_TRUSTED: Final = "CERTIFICATE_VERIFY_FAILED"
_NO_TLS: Final = "SSLError("


def unreachable(address: str, error: Exception) -> UnreachableError:
    """The error to raise where one of requests or Socket.IO ended an attempt to reach a server."""
    return UnreachableError(_words(address, error))


def _words(address: str, error: Exception) -> str:
    if _NOT_TRUSTED in str(error):
        return (
            f"the certificate of {address} is not trusted ({error}); if the server made it itself, as with --lan, "
            'get /trust/posecast-ca.pem from it and say verify="posecast-ca.pem"'
        )
    if _NO_TLS in str(error):
        return f"{address} does not speak TLS as it should ({error}); is it a server of plain http://?"
    return f"no Posecast server answers at {address} ({error}); `posecast serve` starts one"


def too_late(address: str, timeout_s: float, error: requests.ReadTimeout) -> UnreachableError:
    """The error to raise where a server took the request and said nothing."""
    return UnreachableError(
        f"{address} did not answer within {timeout_s:g} s ({error}); it may be busy: give it more time with timeout_s"
    )
