"""A worker process of `posecast image`, and the signals that it gets."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.posecast_run import ROOT, files_in

HALF_A_PICTURE = """
import os, sys, time
from pathlib import Path
from webapp.cli import image_worker
from webapp.cli.atomic_output import atomic_file

def half(_plan, _job):
    with atomic_file(Path(sys.argv[1])) as part:
        part.write_text("half")
        os.kill(os.getpid(), int(sys.argv[2]))
        part.write_text("whole")

image_worker.process_picture = half
image_worker.set_up_worker()
image_worker.process_in_worker(None, None)
"""


@pytest.mark.parametrize(
    ("number", "code", "left"),
    [
        (signal.SIGTERM, 128 + signal.SIGTERM, []),
        (signal.SIGINT, 0, ["a.json"]),
        (signal.SIGHUP, 0, ["a.json"]),
    ],
)
def test_sigterm_ends_it_without_half_a_file_and_the_terminal_s_signals_are_the_command_s(
    tmp_path: Path, number: signal.Signals, code: int, left: list[str]
) -> None:
    command = [sys.executable, "-c", HALF_A_PICTURE, str(tmp_path / "a.json"), str(int(number))]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (found.returncode, found.stderr) == (code, "")
    assert files_in(tmp_path) == left
