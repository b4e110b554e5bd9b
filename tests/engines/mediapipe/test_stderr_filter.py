import os
from pathlib import Path

import pytest

from webapp.engines.mediapipe.stderr_filter import STDERR, native_noise_held_back

DESCRIPTORS = Path("/proc/self/fd")


def test_noise_is_held_back_and_what_comes_after_is_not(capfd: pytest.CaptureFixture[str]) -> None:
    with native_noise_held_back():
        os.write(STDERR, b"noise\n")
    os.write(STDERR, b"news\n")
    assert capfd.readouterr().err == "news\n"


def test_what_was_held_back_is_shown_where_the_block_fails(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError):
        _fail_noisily()
    os.write(STDERR, b"news\n")
    assert capfd.readouterr().err == "the reason\nnews\n"


@pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="counts descriptors as Linux shows them")
def test_no_descriptor_is_left_open() -> None:
    before = len(list(DESCRIPTORS.iterdir()))
    for _ in range(3):
        with native_noise_held_back():
            pass
    assert len(list(DESCRIPTORS.iterdir())) == before


@native_noise_held_back()
def _fail_noisily() -> None:
    os.write(STDERR, b"the reason\n")
    raise RuntimeError
