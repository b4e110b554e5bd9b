import os
from pathlib import Path

import pytest

from webapp.engines.mediapipe.stderr_filter import STDERR, hold_back_stderr

DESCRIPTORS = Path("/proc/self/fd")


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


@pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="counts descriptors as Linux shows them")
def test_no_descriptor_is_left_open() -> None:
    before = len(list(DESCRIPTORS.iterdir()))
    for _ in range(3):
        with hold_back_stderr():
            pass
    assert len(list(DESCRIPTORS.iterdir())) == before


@hold_back_stderr()
def _fail_with_output() -> None:
    os.write(STDERR, b"the reason\n")
    raise RuntimeError
