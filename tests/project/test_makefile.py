"""`make run`: what it makes of LAN, HOST, PORT and ARGS, and that phones are really let in."""

import http.client
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from tests.lan.handshakes import strict_client
from tests.lan.terminal_code import code_in, scanned
from tests.support.running_server import FAKE_ENGINE, ROOT, RunningServer
from webapp.server.listener import listen

INSTALLED: Final = ("-o", ".venv/.packages", "-o", ".cache/assets", f"BIN={Path(sys.executable).parent}")
"""Nothing is set up by a test: the packages are those that it runs with."""


def make_run(*words: str) -> list[str]:
    return ["make", "--silent", "-C", str(ROOT), *INSTALLED, "run", *words]


def without_make(**more: str) -> dict[str, str]:
    """The environment without what the `make` that runs the tests says to those below it."""
    outer = ("MAKEFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "MFLAGS", "LAN", "PORT", "ARGS")
    return {**{name: value for name, value in os.environ.items() if name not in outer}, **more}


def what_make_would_run(*words: str, **environment: str) -> list[str]:
    """The words after `posecast`."""
    said = subprocess.run(
        [*make_run(*words), "--dry-run"],
        env=without_make(**environment),
        check=True,
        capture_output=True,
        text=True,
    )
    return said.stdout.split("posecast ")[-1].split()


class MadeServer(RunningServer):
    """Started by `make run LAN=1`, as the README says."""

    def _command(self) -> list[str]:
        arguments = ("--no-browser", "--workers", "1", *FAKE_ENGINE, *self._arguments)
        return ["env", "-u", "MAKEFLAGS", *make_run("LAN=1", "PORT=0", f"ARGS={' '.join(arguments)}")]


@pytest.mark.server
def test_lan_lets_phones_in_and_the_terminal_shows_the_code_to_scan(tmp_path: Path) -> None:
    with MadeServer("--certificates", str(tmp_path)) as server:
        assert server.url.startswith("https://")
        trusting = strict_client((tmp_path / "authority.pem").read_bytes())
        connection = http.client.HTTPSConnection("localhost", server.port, context=trusting, timeout=10)
        with closing(connection):
            connection.request("GET", "/")
            answer = connection.getresponse()
            assert answer.status == 200
            assert b"Posecast" in answer.read()
        address, _, link = scanned(code_in(server.log)).partition("/#")
        assert address.startswith("https://")
        assert address.endswith(f":{server.port}")
        assert link.startswith("camera=terminal.")


@pytest.mark.server
def test_a_taken_port_is_told_in_the_words_of_make() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        command = make_run(f"PORT={port}", f"ARGS=--no-browser {' '.join(FAKE_ENGINE)}")
        ended = subprocess.run(
            command, env=without_make(), capture_output=True, text=True, timeout=60, check=False
        )
    assert ended.returncode != 0
    assert f"make run PORT={port + 1}\n" in ended.stderr


@pytest.mark.parametrize("words", [(), ("LAN=",), ("LAN=0",), ("LAN=no",)])
def test_without_lan_only_this_machine_is_served(words: tuple[str, ...]) -> None:
    assert what_make_would_run(*words) == ["serve", "--port", "8000"]


@pytest.mark.parametrize("words", [("LAN=1",), ("LAN=yes",)])
def test_lan_is_passed_on(words: tuple[str, ...]) -> None:
    assert what_make_would_run(*words) == ["serve", "--lan", "--port", "8000"]


def test_host_port_and_arguments_are_passed_on() -> None:
    said = what_make_would_run("HOST=::1", "PORT=9000", "ARGS=--model lite")
    assert said == ["serve", "--host", "::1", "--port", "9000", "--model", "lite"]


def test_a_host_in_the_environment_is_not_meant_for_us() -> None:
    assert what_make_would_run(HOST="x86_64-conda-linux-gnu") == ["serve", "--port", "8000"]
