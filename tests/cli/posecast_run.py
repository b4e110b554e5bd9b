"""`posecast …` as a user runs it, in a process of its own; and in this one, for what is refused before any work."""

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from webapp.cli.group import cli

FAKE = ("--engine-factory", "tests.support.fake_engine:FakeEngine")
ROOT = Path(__file__).parents[2]


def posecast(*arguments: object) -> Result:
    """In this process, always with the fake engine."""
    return CliRunner().invoke(cli, [str(arguments[0]), *FAKE, *map(str, arguments[1:])])


def posecast_process(*arguments: object) -> "subprocess.CompletedProcess[str]":
    """A process of its own, with what it printed."""
    command = [sys.executable, "-m", "webapp", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=ROOT)


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
