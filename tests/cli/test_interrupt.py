"""Ctrl-C and SIGTERM end a command in the same way."""

import signal
from contextlib import suppress

import pytest

from webapp.cli.interrupt import interruptible

BOTH = [signal.SIGINT, signal.SIGTERM]


@pytest.mark.parametrize("number", BOTH)
def test_a_signal_interrupts_and_the_handlers_come_back(number: signal.Signals) -> None:
    before = [signal.getsignal(each) for each in BOTH]
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(number)
    assert [signal.getsignal(each) for each in BOTH] == before


@pytest.mark.parametrize("number", BOTH)
def test_a_deferred_signal_interrupts_at_the_next_check(number: signal.Signals) -> None:
    with interruptible() as interruption, suppress(KeyboardInterrupt), interruption.deferred():
        interruption.check()
        signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            interruption.check()


@pytest.mark.parametrize("number", BOTH)
def test_a_deferred_signal_interrupts_at_the_end_at_the_latest(number: signal.Signals) -> None:
    with interruptible() as interruption, pytest.raises(KeyboardInterrupt), interruption.deferred():
        signal.raise_signal(number)


@pytest.mark.parametrize("number", BOTH)
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


def test_an_ignored_ctrl_c_stays_ignored() -> None:
    """As of commands that a shell runs in the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interruptible() as interruption:
            signal.raise_signal(signal.SIGINT)
            interruption.check()
    finally:
        signal.signal(signal.SIGINT, before)
