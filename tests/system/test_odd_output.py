"""A server serves on, whatever its stdout is: text in another encoding, a full disk, a closed file."""

import os
import re
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

import pytest

from tests.support.running_server import FAKE_ENGINE, ROOT, RunningServer

pytestmark = pytest.mark.server

PATIENCE_S: Final = 60.0
UNPRINTED: Final = re.compile(
    r"WARNING posecast.server: the address cannot be printed .*: http://localhost:(\d+)"
)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_without_the_letters_of_a_qr_code_the_link_is_text(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    with RunningServer(
        *FAKE_ENGINE, "--workers", "1", "--lan", "--certificates", str(tmp_path / "pki")
    ) as server:
        assert "#camera=" in server.log or "not in a network" in server.log
        assert server.log.isascii()
        assert server.stop() == 0


@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"])
def test_an_address_that_cannot_be_printed_is_in_the_log(redirection: str, tmp_path: Path) -> None:
    if redirection == ">/dev/full" and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    posecast = f"exec {sys.executable} -m webapp serve --port 0 --workers 1 {' '.join(FAKE_ENGINE)}"
    log = tmp_path / "log"
    with log.open("wb") as errors:
        server = subprocess.Popen(["sh", "-c", f"{posecast} {redirection}"], cwd=ROOT, stderr=errors)
    try:
        connection = HTTPConnection("127.0.0.1", port_in(log, server), timeout=PATIENCE_S)
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        connection.close()
    finally:
        os.kill(server.pid, signal.SIGTERM)
        code = server.wait(PATIENCE_S)
    assert code == 0
    assert "Traceback" not in log.read_text()


def port_in(log: Path, server: "subprocess.Popen[bytes]") -> int:
    deadline_s = time.monotonic() + PATIENCE_S
    while server.poll() is None and time.monotonic() < deadline_s:
        found = UNPRINTED.search(log.read_text())
        if found:
            return int(found[1])
        time.sleep(0.02)
    pytest.fail(log.read_text())
