"""Ctrl-C, SIGTERM and a terminal that is closed end a command in the same way."""

import signal
from contextlib import suppress

import pytest

from webapp.cli.interrupt import interruptible

ALL = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize("number", ALL)
def test_a_signal_interrupts_and_the_handlers_come_back(number: signal.Signals) -> None:
    before = [signal.getsignal(each) for each in ALL]
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(number)
    assert [signal.getsignal(each) for each in ALL] == before


@pytest.mark.parametrize("number", ALL)
def test_a_deferred_signal_interrupts_at_the_next_check(number: signal.Signals) -> None:
    with interruptible() as interruption, suppress(KeyboardInterrupt), interruption.deferred():
        interruption.check()
        signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            interruption.check()


@pytest.mark.parametrize("number", ALL)
def test_a_deferred_signal_interrupts_at_the_end_at_the_latest(number: signal.Signals) -> None:
    with interruptible() as interruption, pytest.raises(KeyboardInterrupt), interruption.deferred():
        signal.raise_signal(number)


@pytest.mark.parametrize("number", ALL)
def test_a_second_signal_interrupts_at_once_and_is_not_lost_if_a_library_drops_it(
    number: signal.Signals,
) -> None:
    """As PyAV does when the signal comes while FFmpeg reads a file through Python."""
    with interruptible() as interruption, suppress(KeyboardInterrupt), interruption.deferred():
        signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            interruption.check()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_an_ignored_signal_stays_ignored(number: signal.Signals) -> None:
    """As Ctrl-C of commands that a shell runs in the background, and the terminal's end after nohup."""
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with interruptible() as interruption:
            signal.raise_signal(number)
            interruption.check()
    finally:
        signal.signal(number, before)
