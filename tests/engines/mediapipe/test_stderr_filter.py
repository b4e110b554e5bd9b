import os
import sys

import psutil
import pytest

from webapp.engines.mediapipe.stderr_filter import STDERR, hold_back_stderr


def test_output_is_discarded_only_within_the_block(capfd: pytest.CaptureFixture[str]) -> None:
    with hold_back_stderr():
        os.write(STDERR, b"native log\n")
    os.write(STDERR, b"later\n")
    assert capfd.readouterr().err == "later\n"


def test_output_is_written_if_the_block_fails(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError):
        _fail_with_output()
    os.write(STDERR, b"later\n")
    assert capfd.readouterr().err == "the reason\nlater\n"


@pytest.mark.skipif(sys.platform == "win32", reason="counts descriptors of POSIX")
def test_no_descriptor_is_left_open() -> None:
    before = psutil.Process().num_fds()
    for _ in range(3):
        with hold_back_stderr():
            pass
    assert psutil.Process().num_fds() == before


@hold_back_stderr()
def _fail_with_output() -> None:
    os.write(STDERR, b"the reason\n")
    raise RuntimeError
