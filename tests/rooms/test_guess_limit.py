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

GUESSES = pytest.mark.parametrize("guesses", [30_000, pytest.param(1_000_000, marks=pytest.mark.slow)])


def wrong(limit: GuessLimit, address: str, now_s: float = 0.0) -> None:
    """Count as many wrong tokens as an address may have."""
    assert all(limit.count_wrong(address, now_s) for _ in range(WRONG_TRIES))


def test_a_few_wrong_guesses_are_forgiven_and_more_are_not() -> None:
    limit = GuessLimit()
    wrong(limit, "10.0.0.1")
    assert not limit.count_wrong("10.0.0.1", 0.0)
    assert limit.count_wrong("10.0.0.2", 0.0)


def test_an_address_may_guess_again_after_a_while() -> None:
    limit = GuessLimit()
    wrong(limit, "10.0.0.1")
    assert not limit.count_wrong("10.0.0.1", 0.9 / FORGIVEN_A_SECOND)
    assert limit.count_wrong("10.0.0.1", 1.0 / FORGIVEN_A_SECOND)
    assert not limit.count_wrong("10.0.0.1", 1.0 / FORGIVEN_A_SECOND)


def test_the_addresses_of_one_ipv6_network_count_together() -> None:
    limit = GuessLimit()
    for host in range(WRONG_TRIES):
        assert limit.count_wrong(f"2001:db8:0:1::{host:x}", 0.0)
    assert not limit.count_wrong("2001:db8:0:1:ffff::9", 0.0)
    assert limit.count_wrong("2001:db8:0:2::9", 0.0)


def test_an_ipv4_address_is_the_same_when_it_comes_over_ipv6() -> None:
    limit = GuessLimit()
    wrong(limit, "::ffff:10.0.0.1")
    assert not limit.count_wrong("10.0.0.1", 0.0)


def test_what_is_no_address_counts_too_and_takes_little() -> None:
    limit = GuessLimit()
    for number in range(WRONG_TRIES):
        assert limit.count_wrong("?" * 1000 + str(number), 0.0)
    assert not limit.count_wrong("?" * 5000, 0.0)


def test_however_many_addresses_try_few_are_remembered() -> None:
    limit = GuessLimit()
    for number in range(ADDRESSES + 500):
        limit.count_wrong(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", 0.0)
    assert len(limit) == ADDRESSES


@GUESSES
def test_guessed_tokens_open_nothing(guesses: int) -> None:
    """The comparison alone, as if no limit were there: random guesses, and those that differ in the last character."""
    owner = Member("owner", Entrance.OPENED)
    rooms = Rooms()
    room = rooms.open(owner)
    tokens = [room.links["watch"].split(".")[1], room.links["camera"].split(".")[1], owner.secret]
    started_s = time.perf_counter()
    opened = 0
    for number in range(guesses):
        token = tokens[number % 3]
        guess = secrets.token_urlsafe(16) if number % 2 else token[:-1] + chr(33 + number % 90)
        opened += guess != token and is_same_token(guess, token)
    print(
        f"{guesses:,} tokens compared in {time.perf_counter() - started_s:.1f} s, {opened} opened something"
    )
    assert opened == 0


@GUESSES
def test_guesses_at_a_room_open_nothing_and_lock_nobody_out(guesses: int) -> None:
    """As they come in: one address that guesses a thousand times a second."""
    rooms = Rooms()
    owner = Member("owner", Entrance.OPENED)
    room = rooms.open(owner)
    told_of_no_room = 0
    started_s = time.perf_counter()
    for number in range(guesses):
        try:
            rooms.check_link(room.id, new_token(), "viewer", "203.0.113.5", number / 1000)
        except MessageError as error:
            told_of_no_room += error.code == ProblemCode.NO_SUCH_ROOM
            continue
        raise AssertionError("a guess opened the room")
    span_s = guesses / 1000
    print(
        f"{guesses:,} guesses in {span_s:g} s of the server's clock ({time.perf_counter() - started_s:.1f} s of ours): "
        f"{told_of_no_room} answered with no-such-room, {guesses - told_of_no_room:,} with too-many-tries"
    )
    assert told_of_no_room <= WRONG_TRIES + span_s * FORGIVEN_A_SECOND + 1
    room_id, token = room.links["watch"].split(".")
    assert rooms.check_link(room_id, token, "viewer", "203.0.113.5", span_s)[0] is room
    assert rooms.check_resume(owner.resume_token, "203.0.113.5", span_s) is owner


def test_guesses_from_a_hundred_thousand_addresses_are_compared_and_forgotten() -> None:
    rooms = Rooms()
    room = rooms.open(Member("owner", Entrance.OPENED))
    for number in range(100_000):
        address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        with pytest.raises(MessageError, match="no such room"):
            rooms.check_link(room.id, new_token(), "camera", address, 0.0)
    assert len(rooms._guesses) <= ADDRESSES
