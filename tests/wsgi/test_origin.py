"""Hosts and origins taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.wsgi.origin import Host, OriginError, is_loopback, origin_of, parse_host, written_origin


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("localhost:8000", Host("localhost", 8000)),
        ("Pose.Example.ORG", Host("pose.example.org", None)),
        ("127.0.0.1", Host("127.0.0.1", None)),
        ("[::1]:8000", Host("::1", 8000)),
        ("[0:0:0:0:0:0:0:1]", Host("::1", None)),
        ("my_machine.local", Host("my_machine.local", None)),
    ],
)
def test_a_host(header: str, host: Host) -> None:
    assert parse_host(header) == host


@pytest.mark.parametrize(
    "header",
    ["", " ", ":80", "a b", "a,b", "user@localhost", "localhost:", "localhost:0", "localhost:99999", "localhost:8000:1",
     "::1", "[::1", "[gg]", "[::1]x", "-a", "a..b", ".a", "ä.org", "http://localhost", "localhost/", "a" * 300, "a\r\nb", "*"],
)  # fmt: skip
def test_no_host(header: str) -> None:
    assert parse_host(header) is None


@given(st.text())
def test_whatever_comes_gives_a_host_or_none(header: str) -> None:
    host = parse_host(header)
    assert host is None or parse_host(written_origin("http", host).removeprefix("http://")) is not None


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://pose.example.org", "https://pose.example.org"),
        ("https://pose.example.org/", "https://pose.example.org"),
        ("HTTPS://Pose.Example.ORG:443", "https://pose.example.org"),
        ("http://192.168.1.5:8000", "http://192.168.1.5:8000"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(address: str, origin: str) -> None:
    assert origin_of(address) == origin
    assert origin_of(origin) == origin


@pytest.mark.parametrize(
    "address",
    ["", "pose.example.org", "*", "null", "ftp://a", "https://", "https://a/b", "https://a?x", "https://a#x", "https://u:p@a", "https://[x"],
)  # fmt: skip
def test_no_origin_is_explained(address: str) -> None:
    with pytest.raises(OriginError, match="https://host"):
        origin_of(address)


def test_loopback_names() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.9.9.9", "::1")))
    assert not any(map(is_loopback, ("localhost.example.org", "127.0.0.1.nip.io", "10.0.0.1", "::")))
