"""How many connections an address may have."""

import pytest

from webapp.serving.address_limit import AddressLimit


def test_an_address_has_so_many_and_the_others_their_own() -> None:
    limit = AddressLimit(2)
    assert [limit.admit("10.0.0.1") for _ in range(3)] == [True, True, False]
    assert limit.admit("10.0.0.2")


def test_a_closed_connection_makes_room_for_one() -> None:
    limit = AddressLimit(1)
    assert limit.admit("10.0.0.1")
    limit.release("10.0.0.1")
    assert [limit.admit("10.0.0.1") for _ in range(2)] == [True, False]


def test_a_network_of_ipv6_counts_as_one() -> None:
    limit = AddressLimit(1)
    assert limit.admit("2001:db8::1")
    assert not limit.admit("2001:db8::2")
    assert limit.admit("2001:db8:0:1::1")


def test_without_a_number_all_are_admitted() -> None:
    limit = AddressLimit(None)
    assert all(limit.admit("127.0.0.1") for _ in range(10_000))


def test_the_log_has_one_line_for_each_time_that_an_address_has_too_many(
    caplog: pytest.LogCaptureFixture,
) -> None:
    limit = AddressLimit(1)
    for _ in range(2):
        limit.admit("10.0.0.1")
        for _ in range(5):
            limit.admit("10.0.0.1")
        limit.release("10.0.0.1")
    assert [record.getMessage() for record in caplog.records] == [
        "10.0.0.1 has 1 connections open; further ones are closed"
    ] * 2
