"""For all tests: what runs in `make test` and what in `make test-slow`, which share a process, and what is shown."""

import signal
from typing import Any, Final

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

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

ONE_AT_A_TIME: Final = ("tests/browser/", "tests/benchmarks/")
"""Folders whose tests share a process, one after the other: a browser uses all cores, and benchmarks look at them."""


class OneBrowser(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out tests one by one, but for those of ONE_AT_A_TIME, each folder of which goes to one process.

    In place of xdist's own groups, which xdist 3.8 does not see with pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in ONE_AT_A_TIME if nodeid.startswith(folder)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneBrowser:
    return OneBrowser(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _is_slow(item):
            item.add_marker(pytest.mark.slow)


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
