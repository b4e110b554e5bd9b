"""docs/client.md: every example prints what the page shows, with a real server and a real photograph."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
import simplejpeg
import skimage.data

import posecast.client
from tests.support.running_server import ROOT, RunningServer

TEXT = (ROOT / "docs" / "client.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
FRAMES = 3

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    # In f32, because the figures on the page must not depend on the CPU.
    with RunningServer("--workers", "1", "--precision", "f32") as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One with the files that the examples name."""
    photograph = skimage.data.astronaut()
    (tmp_path / "jump.jpg").write_bytes(simplejpeg.encode_jpeg(photograph, quality=95, colorspace="RGB"))
    writer = cv2.VideoWriter(str(tmp_path / "jump.mp4"), cv2.VideoWriter.fourcc(*"mp4v"), 25, (512, 512))
    for _ in range(FRAMES):
        writer.write(cv2.cvtColor(photograph, cv2.COLOR_RGB2BGR))
    writer.release()
    return tmp_path


@pytest.mark.parametrize(("code", "printed"), EXAMPLES)
def test_an_example_prints_what_the_page_says(
    server: RunningServer, folder: Path, code: str, printed: str
) -> None:
    assert "http://localhost:8000" in code
    done = subprocess.run(
        [sys.executable, "-c", code.replace("http://localhost:8000", server.url)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.stdout == printed, done.stderr


def test_all_examples_are_run_and_all_errors_are_described() -> None:
    assert len(EXAMPLES) == TEXT.count("```python")
    errors = {name for name in posecast.client.__all__ if name.endswith("Error")}
    assert {name for name in errors if f"`{name}`" in TEXT or f"`{name}`s" in TEXT} == errors
