"""Explains why no reply came from an address, and what to do about it."""

import re
from collections.abc import Iterator
from typing import Final

from posecast.errors import UnreachableError

# Engine.IO passes on only the text of an error of requests, so the text is searched. It contains the address, too, so
# the patterns have characters that no address has.
_NOT_TRUSTED: Final = "[SSL: CERTIFICATE_VERIFY_FAILED]"
_NO_TLS: Final = re.compile(r"SSLError\(|\[SSL\b")
_STATUS: Final = re.compile(r"Unexpected status code (\d+)|Handshake status (\d+)")
_ENDED: Final = re.compile(
    r"Connection aborted|reset by peer|host was lost|IncompleteRead\(|ended prematurely|WinError 10054"
)

_REASONS: Final = (
    (
        re.compile("Unexpected response from server|OPEN packet not returned|no OPEN packet"),
        "another program does",
    ),
    (
        re.compile(r"ProxyError\(|via proxy"),
        "the proxy that this machine's settings name lets nothing through",
    ),
    (
        re.compile(r"Connection refused|WinError 10061"),
        "the connection was refused, so no program listens there; `posecast serve` starts one",
    ),
    (
        re.compile(r"NameResolutionError\(|getaddrinfo failed|nodename nor servname|\[Errno -\d+\]"),
        "the name is not known; is it spelt right, and is this machine in the same network?",
    ),
    (
        re.compile(r"No route to host|is unreachable|Host is down|WinError 10051|WinError 10065"),
        "the network has no way there; is this machine in the same network?",
    ),
    (
        re.compile("Read timed out"),
        "the connection was made, and nothing was said in time; the machine may be busy",
    ),
    (
        re.compile(r"timed out|ConnectTimeoutError\(|WinError 10060"),
        "the attempt timed out; the machine may be off, or a firewall in between",
    ),
)

_CERTIFICATE_REASONS: Final = (
    (" mismatch, certificate is not valid for", "it was made for other addresses; use one of those"),
    ("certificate has expired", "its time is over, or this machine's clock is wrong"),
    ("certificate is not yet valid", "its time has not come, or this machine's clock is wrong"),
)
_UNKNOWN_AUTHORITY: Final = (
    "it comes from no authority that this machine knows; if the server made it itself, as with --lan, "
    'get /trust/posecast-ca.pem from it and say verify="posecast-ca.pem"'
)


def unreachable(address: str, error: Exception) -> UnreachableError:
    """Return the UnreachableError for an error of requests or Socket.IO."""
    return UnreachableError(_explanation(address, " ".join(map(str, _with_causes(error)))))


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and its causes: for a WebSocket only the causes have a message."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _explanation(address: str, said: str) -> str:
    """Translate the libraries' messages for people."""
    if _NOT_TRUSTED in said:
        return f"the certificate of {address} is not trusted: {_certificate_reason(said)}"
    if _NO_TLS.search(said):
        return f"{address} does not speak TLS as it should; is it a server of plain http://?"
    if status := _STATUS.search(said):
        return (
            f"no Posecast server answers at {address}, but something else with HTTP status {status[1] or status[2]}: "
            "another program, or a proxy whose server is away"
        )
    for pattern, words in _REASONS:
        if pattern.search(said):
            return f"no Posecast server answers at {address}: {words}"
    if _ENDED.search(said):
        question = "; is it a server of https://?" if address.startswith("http://") else ""
        return (
            f"no Posecast server answers at {address}: the connection was closed without an answer{question}"
        )
    return f"no Posecast server answers at {address}; `posecast serve` starts one"


def _certificate_reason(said: str) -> str:
    return next((words for sign, words in _CERTIFICATE_REASONS if sign in said), _UNKNOWN_AUTHORITY)


def timed_out(address: str, timeout_s: float) -> UnreachableError:
    """Return the UnreachableError for a server that took the request and did not reply in time."""
    return UnreachableError(
        f"{address} did not answer within {timeout_s:g} s; it may be busy: give it more time with timeout_s"
    )
