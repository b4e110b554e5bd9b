"""`python -m posecast`, which people may try to start the program."""

import subprocess
import sys

from tests.support.running_server import ROOT


def test_running_the_client_s_package_says_how_to_start_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "posecast", "--help"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip().endswith("To start the program, run posecast or python -m webapp.")
