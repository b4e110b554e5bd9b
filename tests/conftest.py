"""For all tests: a property that takes long on a slow machine is slow, not wrong; what tests print is shown."""

import pytest
from hypothesis import settings

settings.register_profile("posecast", deadline=None)
settings.load_profile("posecast")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that tests print although they passed."""
    passed = terminalreporter.stats.get("passed", [])
    figures = [line for report in passed if report.when == "call" for line in report.capstdout.splitlines()]
    if figures:
        terminalreporter.section("figures")
        terminalreporter.write("\n".join([*figures, ""]))
