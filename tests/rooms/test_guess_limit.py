"""Guessing: how many tokens are looked at, and how little memory that takes."""

import secrets
import time

import pytest

from webapp.protocol.message_error import MessageError
from webapp.protocol.secret_token import is_same_token, new_token
from webapp.protocol.wire import ProblemCode
from webapp.rooms.guess_limit import ADDRESSES, FORGIVEN_A_SECOND, WRONG_TRIES, GuessLimit
from webapp.rooms.member import Entrance, Member
from webapp.rooms.rooms import Rooms

GUESSES = 1_000_000


def test_a_few_wrong_guesses_are_forgiven_and_more_are_not_looked_at() -> None:
    tries = GuessLimit()
    for _ in range(WRONG_TRIES):
        assert tries.may_try("10.0.0.1", 0.0)
        tries.note_wrong("10.0.0.1", 0.0)
    assert not tries.may_try("10.0.0.1", 0.0)
    assert tries.may_try("10.0.0.2", 0.0)


def test_an_address_may_try_again_after_a_while() -> None:
    tries = GuessLimit()
    for _ in range(WRONG_TRIES):
        tries.note_wrong("10.0.0.1", 0.0)
    assert not tries.may_try("10.0.0.1", 0.9 / FORGIVEN_A_SECOND)
    assert tries.may_try("10.0.0.1", 1.0 / FORGIVEN_A_SECOND)
    tries.note_wrong("10.0.0.1", 1.0 / FORGIVEN_A_SECOND)
    assert not tries.may_try("10.0.0.1", 1.0 / FORGIVEN_A_SECOND)


def test_the_addresses_of_one_ipv6_network_count_together() -> None:
    tries = GuessLimit()
    for host in range(WRONG_TRIES):
        tries.note_wrong(f"2001:db8:0:1::{host:x}", 0.0)
    assert not tries.may_try("2001:db8:0:1:ffff::9", 0.0)
    assert tries.may_try("2001:db8:0:2::9", 0.0)


def test_an_ipv4_address_is_the_same_when_it_comes_over_ipv6() -> None:
    tries = GuessLimit()
    for _ in range(WRONG_TRIES):
        tries.note_wrong("::ffff:10.0.0.1", 0.0)
    assert not tries.may_try("10.0.0.1", 0.0)


def test_what_is_no_address_counts_too_and_takes_little() -> None:
    tries = GuessLimit()
    for number in range(WRONG_TRIES):
        tries.note_wrong("?" * 1000 + str(number), 0.0)
    assert not tries.may_try("?" * 5000, 0.0)


def test_however_many_addresses_try_few_are_remembered() -> None:
    tries = GuessLimit()
    for number in range(ADDRESSES + 500):
        tries.note_wrong(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", 0.0)
    assert len(tries) == ADDRESSES


def test_a_million_guessed_tokens_open_nothing() -> None:
    """The comparison alone, as if no limit were there: random guesses, and those that differ in the last character."""
    owner = Member("owner", Entrance.OPENED)
    rooms = Rooms()
    room = rooms.open(owner)
    tokens = [room.links["watch"].split(".")[1], room.links["camera"].split(".")[1], owner.secret]
    started_s = time.perf_counter()
    opened = 0
    for number in range(GUESSES):
        token = tokens[number % 3]
        guess = secrets.token_urlsafe(16) if number % 2 else token[:-1] + chr(33 + number % 90)
        opened += guess != token and is_same_token(guess, token)
    print(
        f"{GUESSES:,} tokens compared in {time.perf_counter() - started_s:.1f} s, {opened} opened something"
    )
    assert opened == 0


def test_a_million_guesses_at_a_room_are_mostly_not_looked_at() -> None:
    """As they come in: one address that guesses a thousand times a second for a quarter of an hour."""
    rooms = Rooms()
    room = rooms.open(Member("owner", Entrance.OPENED))
    looked_at = 0
    started_s = time.perf_counter()
    for number in range(GUESSES):
        try:
            rooms.check_link(room.id, new_token(), "viewer", "203.0.113.5", number / 1000)
        except MessageError as error:
            looked_at += error.code == ProblemCode.NO_SUCH_ROOM
            continue
        raise AssertionError("a guess opened the room")
    span_s = GUESSES / 1000
    print(
        f"{GUESSES:,} guesses in {span_s:g} s of the server's clock ({time.perf_counter() - started_s:.1f} s of ours): "
        f"{looked_at} compared, {GUESSES - looked_at:,} answered with too-many-tries"
    )
    assert looked_at <= WRONG_TRIES + span_s * FORGIVEN_A_SECOND + 1


def test_guesses_from_a_hundred_thousand_addresses_are_compared_and_forgotten() -> None:
    rooms = Rooms()
    room = rooms.open(Member("owner", Entrance.OPENED))
    for number in range(100_000):
        address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        with pytest.raises(MessageError, match="no such room"):
            rooms.check_link(room.id, new_token(), "camera", address, 0.0)
    assert len(rooms._guesses) <= ADDRESSES
