"""The explanation of a missing reply; the library's error is its cause, not part of its text."""

import errno
import os
import socket
from collections.abc import Callable

import pytest

from posecast.client import UnreachableError, live, pose
from posecast.unreachable import unreachable

ADDRESS = "http://camera.example:8000"
CALLS: dict[str, Callable[[str], object]] = {
    "pose": lambda url: pose(b"picture", url),
    "polling": lambda url: live(url, [b"picture"]),
    "websocket": lambda url: live(url, [b"picture"], transports=["websocket"]),
}
LIBRARIES_WORDS = ("Pool", "Max retries", "Error", "Errno", "socket.io", "SSL")


def os_error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (os_error(errno.ECONNREFUSED), "the connection was refused, so no program listens there"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "the name is not known"),
        (TimeoutError("timed out"), "the attempt timed out"),
        (os_error(errno.ETIMEDOUT), "the attempt timed out"),
        (os_error(errno.EHOSTUNREACH), "the network has no way there"),
        (os_error(errno.ENETUNREACH), "the network has no way there"),
        (os_error(errno.ECONNRESET), "closed without an answer; is it a server of https://?"),
        (os_error(errno.EMFILE), "`posecast serve` starts one"),
    ],
    ids=str,
)
def test_the_reason_for_no_reply_is_explained(
    monkeypatch: pytest.MonkeyPatch, call: str, error: OSError, reason: str
) -> None:
    def fail(*_address: object, **_how: object) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(UnreachableError) as raised:
        CALLS[call](ADDRESS)
    text = str(raised.value)
    assert text.startswith(f"no Posecast server answers at {ADDRESS}")
    assert reason in text
    assert not [word for word in LIBRARIES_WORDS if word in text]
    assert raised.value.__cause__ is not None


def test_the_address_itself_is_not_taken_for_a_reason() -> None:
    text = "HTTPConnectionPool(host='connection-refused.lost.mismatch.expired.example', port=80): trouble"
    assert str(unreachable(ADDRESS, OSError(text))) == (
        f"no Posecast server answers at {ADDRESS}; `posecast serve` starts one"
    )


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("self-signed certificate in certificate chain", 'say verify="posecast-ca.pem"'),
        ("unable to get local issuer certificate", 'say verify="posecast-ca.pem"'),
        ("IP address mismatch, certificate is not valid for '192.168.1.5'", "made for other addresses"),
        ("Hostname mismatch, certificate is not valid for 'camera'", "made for other addresses"),
        ("certificate has expired", "its time is over"),
        ("certificate is not yet valid", "its time has not come"),
    ],
)
def test_the_reason_for_an_untrusted_certificate_is_explained(said: str, reason: str) -> None:
    text = f"[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {said} (_ssl.c:1006)"
    words = str(unreachable("https://camera.example", OSError(text)))
    assert words.startswith("the certificate of https://camera.example is not trusted: ")
    assert reason in words
    assert not [word for word in LIBRARIES_WORDS if word in words]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Unexpected status code 502 in server response", "something else with HTTP status 502"),
        ("Handshake status 404 Not Found", "something else with HTTP status 404"),
        ("Unexpected response from server", "another program does"),
        (
            "HTTPConnectionPool(host='a', port=1): Read timed out. (read timeout=5)",
            "nothing was said in time",
        ),
        ("Cannot connect (Caused by ProxyError('Unable to connect', OSError()))", "the proxy"),
    ],
)
def test_another_program_that_answers_is_explained(said: str, reason: str) -> None:
    words = str(unreachable(ADDRESS, OSError(said)))
    assert reason in words
    assert "posecast serve" not in words
