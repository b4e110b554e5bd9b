"""For all tests: what runs in `make test` and what in `make test-slow`, which share a process, and what is shown."""

import signal
from typing import Final

import pytest
from hypothesis import settings

settings.register_profile(
    "posecast", deadline=None
)  # a property that takes long on a slow machine is slow, not wrong
settings.load_profile("posecast")

# A shell starts what runs in the background with Ctrl-C ignored, and child processes would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

OTHER_MODE: Final = "threading"
"""The async mode that is not the default: in full only in `make test-slow`."""

SLOW_PARAMETERS: Final = ("heavy", "f32")
"""The largest model, and the arithmetic that is not the default: parity and people with them only in `make test-slow`."""

ONE_AT_A_TIME: Final = ("browser", "bench")
"""Marks whose tests share a process, one after the other: a browser uses all cores, and benchmarks look at them."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _is_slow(item):
            item.add_marker(pytest.mark.slow)
        for mark in ONE_AT_A_TIME:
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.xdist_group(mark))


def _is_slow(item: pytest.Item) -> bool:
    parameters = (
        item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    )
    values = {value for value in parameters.values() if isinstance(value, str)}
    if item.get_closest_marker("bench"):
        return True
    if OTHER_MODE in values and item.get_closest_marker("both_modes") is None:
        return True
    return bool(values & set(SLOW_PARAMETERS)) and "server" not in item.keywords


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that tests print although they passed."""
    passed = terminalreporter.stats.get("passed", [])
    figures = [line for report in passed if report.when == "call" for line in report.capstdout.splitlines()]
    if figures:
        terminalreporter.section("figures")
        terminalreporter.write("\n".join([*figures, ""]))
