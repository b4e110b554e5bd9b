"""The command line: the settings that the options become, and the help."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from webapp import __version__
from webapp.cli.doctor import Finding, Verdict
from webapp.cli.group import cli
from webapp.engines.mediapipe.engine import MAX_LANDMARKERS
from webapp.settings import CLIENTS_A_WORKER, ServerSettings, usable_cores


def run(arguments: Sequence[str]) -> tuple[Result, list[ServerSettings]]:
    started: list[ServerSettings] = []
    return CliRunner().invoke(cli, arguments, obj=started.append), started


def settings_of(*arguments: str) -> ServerSettings:
    result, started = run(["serve", *arguments])
    assert result.exit_code == 0, result.output
    return started[0]


def test_without_options() -> None:
    assert settings_of() == ServerSettings(
        host="127.0.0.1",
        port=8000,
        engine="openvino",
        model="full",
        precision="auto",
        workers=usable_cores(),
        async_mode="eventlet",
        max_clients=16 * usable_cores(),
        open_browser=False,  # the output of this test is no terminal
    )


def test_every_option_becomes_a_setting() -> None:
    arguments = (
        "--host 0.0.0.0 --port 9000 --engine mediapipe --model lite --precision f32 --workers 3 "
        "--async-mode threading "
        "--max-clients 7 --max-viewers 9 --public-url HTTPS://Pose.example.org:443/ --behind-proxy 1 "
        "--allow-origin https://a.example --allow-origin http://b.example:81 --browser --engine-factory a:b"
    )
    assert settings_of(*arguments.split()) == ServerSettings(
        host="0.0.0.0",  # noqa: S104
        port=9000,
        engine="mediapipe",
        model="lite",
        precision="f32",
        workers=3,
        async_mode="threading",
        max_clients=7,
        max_viewers=9,
        public_url="https://pose.example.org",
        proxies=1,
        allow_origins=("https://a.example", "http://b.example:81"),
        open_browser=True,
        engine_factory="a:b",
    )


def test_the_limit_of_clients_grows_with_the_workers_and_depends_on_the_engine() -> None:
    assert settings_of("--workers", "2").max_clients == 32
    assert settings_of("--workers", "2", "--engine", "mediapipe").max_clients == 16


def test_a_worker_keeps_a_landmarker_for_each_mediapipe_client_and_for_a_video_and_a_picture() -> None:
    assert CLIENTS_A_WORKER["mediapipe"] + 2 == MAX_LANDMARKERS


def test_the_options_of_the_local_network() -> None:
    arguments = "--lan --mdns --port 9000 --http-port 9080 --certificates some/folder"
    settings = settings_of(*arguments.split())
    assert settings == ServerSettings(
        host="*",
        port=9000,
        lan=True,
        http_port=9080,
        certificates=Path("some/folder"),
        mdns=True,
        workers=usable_cores(),
        max_clients=16 * usable_cores(),
    )
    assert settings.uses_tls
    assert settings_of("--lan", "--host", "192.168.1.5").host == "192.168.1.5"


def test_a_certificate_of_ones_own() -> None:
    settings = settings_of("--certfile", "a.pem", "--keyfile", "b.pem")
    assert (settings.certfile, settings.keyfile, settings.host) == (Path("a.pem"), Path("b.pem"), "127.0.0.1")
    assert settings.uses_tls
    assert not settings_of().uses_tls


def test_limits_of_uploads_are_given_in_megabytes_and_minutes() -> None:
    settings = settings_of("--max-upload", "3", "--media-disk", "5", "--keep-results", "0.5")
    assert (settings.max_upload, settings.media_disk, settings.keep_results_s) == (3_000_000, 5_000_000, 30.0)


def test_no_browser() -> None:
    assert not settings_of("--no-browser").open_browser


@pytest.mark.parametrize(
    "arguments",
    [
        "--public-url pose.example.org",
        "--public-url https://pose.example.org/behind/a/path",
        "--allow-origin *",
        "--allow-origin null",
        "--behind-proxy -1",
        "--max-viewers -1",
        "--port 70000",
        "--port web",
        "--engine tensorflow",
        "--model huge",
        "--precision int8",
        "--workers 0",
        "--async-mode gevent",
        "--keyfile key.pem",
        "--mdns",
        "--http-port 8001",
        "--lan --port 8000 --http-port 8000",
        "extra",
    ],
)
def test_a_wrong_option_is_explained(arguments: str) -> None:
    result, started = run(["serve", *arguments.split()])
    assert (result.exit_code, started) == (2, [])
    assert "Usage:" in result.output


def test_the_help_of_serve_shows_examples_and_defaults() -> None:
    result, _ = run(["serve", "--help"])
    assert "posecast serve --lan" in result.output
    assert "[default: 127.0.0.1; all with --lan]" in " ".join(result.output.split())
    assert "engine-factory" not in result.output


def test_the_help_names_the_commands() -> None:
    result, _ = run(["--help"])
    assert "serve" in result.output
    assert "doctor" in result.output


def test_the_version() -> None:
    result, _ = run(["--version"])
    assert result.output == f"posecast {__version__}\n"


@pytest.mark.parametrize(("verdict", "code"), [(Verdict.GOOD, 0), (Verdict.NOTE, 0), (Verdict.WRONG, 1)])
def test_doctor_fails_when_something_is_wrong(
    monkeypatch: pytest.MonkeyPatch, verdict: Verdict, code: int
) -> None:
    monkeypatch.setattr("webapp.cli.doctor.examine", lambda: [Finding(verdict, "the thing")])
    result, _ = run(["doctor"])
    assert result.exit_code == code
    assert "the thing" in result.output


def test_the_command_line_starts_no_thread_and_opens_no_socket() -> None:
    """What is imported before eventlet patches must not hold on to the real ones."""
    script = "import sys, webapp.__main__; print({'socket', 'flask', 'socketio', 'numpy'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
