"""What is printed never ends a run: not by its letters, and not by where it goes."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.posecast_run import FAKE, ROOT
from tests.media.numbered_video import write_numbered_video
from webapp.terminal.console import ForgivingWriter


class FullDisk(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, _data: object) -> int:
        raise OSError(28, "No space left on device")


def test_what_cannot_be_written_is_lost_and_remembered() -> None:
    writer = ForgivingWriter(FullDisk())
    before = writer.lost
    assert before is None
    for text in (b"a line\n", b"x" * 100_000):
        assert writer.write(text) == len(text)
    writer.flush()
    assert writer.lost is not None
    assert writer.lost.errno == 28


@pytest.mark.parametrize(
    ("encoding", "printed"),
    [
        ("ascii", rb"2.9 x real time - 7\xb0 -> C:\\xfc.csv \udcff"),
        ("cp1252", b"2.9 \xd7 real time \x96 7\xb0 -> C:\\\xfc.csv \\udcff"),
        ("utf-8", "2.9 × real time – 7° → C:\\ü.csv ".encode() + rb"\udcff"),
    ],
)
def test_letters_that_the_encoding_lacks_have_others_in_their_place(encoding: str, printed: bytes) -> None:
    set_up = "from webapp.terminal.console import set_up_console; set_up_console(); import sys;"
    text = "2.9 × real time – 7° → C:\\ü.csv \udcff"
    command = [sys.executable, "-c", f"{set_up} print({text!a}, end='')"]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    found = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    assert found.stdout == printed


@pytest.fixture
def video(tmp_path: Path) -> Path:
    return write_numbered_video(tmp_path / "numbers.mp4")


def run_in_shell(arguments: str, redirection: str) -> tuple[int, str]:
    """Run posecast as `sh` redirects it; the exit code and what came to stderr."""
    command = f"exec {sys.executable} -m webapp {arguments} {redirection}"
    found = subprocess.run(
        ["sh", "-c", command],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return found.returncode, found.stderr.decode()


needs_full_device = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
REDIRECTIONS = [
    pytest.param(">/dev/full", marks=needs_full_device),
    pytest.param(">/dev/full 2>/dev/full", marks=needs_full_device),
    ">&-",
    "2>&-",
    ">&- 2>&- <&-",
]


@pytest.mark.parametrize("redirection", REDIRECTIONS)
def test_a_written_result_is_a_success_wherever_the_words_about_it_go(
    video: Path, tmp_path: Path, redirection: str
) -> None:
    code, errors = run_in_shell(f"video {' '.join(FAKE)} {video} --csv {tmp_path / 'a.csv'}", redirection)
    assert (code, errors) == (0, "")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").count("\n") > 1


@pytest.mark.parametrize("arguments", ["--version", "video --help"])
@pytest.mark.parametrize("redirection", [pytest.param(">/dev/full", marks=needs_full_device), ">&-"])
def test_what_was_to_be_printed_and_could_not_be_is_an_error_of_one_line(
    arguments: str, redirection: str
) -> None:
    code, errors = run_in_shell(arguments, redirection)
    assert code == 1
    (line,) = errors.splitlines()
    assert line.startswith("Error: the output cannot be printed: ")


def test_wrong_options_have_their_code_without_any_output() -> None:
    assert run_in_shell("video /nothing --csv a.csv", ">&- 2>&-")[0] == 2


def test_a_reader_that_has_read_enough_is_told_nothing() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "webapp", "--version"]
    found = subprocess.run(command, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writer)
    assert (found.returncode, found.stderr) == (1, b"")


@pytest.mark.parametrize(("set_up", "taken"), [("pass", True), ("set_up_console()", False)])
def test_no_file_gets_the_number_of_a_closed_stream(set_up: str, taken: bool) -> None:
    """Else a socket or a result gets what is printed."""
    opened = f"sys.exit(os.open({os.devnull!r}, os.O_RDONLY))"
    script = f"import os, sys; from webapp.terminal.console import set_up_console; {set_up}; {opened}"
    shell = ["sh", "-c", f'exec {sys.executable} -c "$0" >&- <&-', script]
    found = subprocess.run(shell, cwd=ROOT, timeout=60, check=False)
    assert (found.returncode <= 2) is taken
