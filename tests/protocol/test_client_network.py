"""Which addresses count as one."""

import pytest

from webapp.protocol.client_network import network_of


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::9"),
        ("10.0.0.1", "::ffff:10.0.0.1"),
        ("fe80::1%eth0", "fe80::2%eth1"),
        ("x" * 1000, "x" * 64),
    ],
)
def test_one_client(one: str, another: str) -> None:
    assert network_of(one) == network_of(another)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("10.0.0.1", "10.0.0.2"),
        ("2001:db8:0:1::1", "2001:db8:0:2::1"),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.2"),
    ],
)
def test_two_clients(one: str, another: str) -> None:
    assert network_of(one) != network_of(another)
