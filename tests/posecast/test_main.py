"""`python -m posecast`, which people try who look for the program."""

import subprocess
import sys

from tests.support.running_server import ROOT


def test_who_runs_the_client_s_package_is_told_where_the_program_is() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "posecast", "--help"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip().endswith("The program is the command posecast, or python -m webapp.")
