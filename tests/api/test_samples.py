"""Pictures to try: scikit-image's, where it is installed."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from PIL import Image

from tests.api.conftest import ApiServer
from tests.api.test_image_routes import check_problem
from tests.support.running_server import ROOT
from webapp.api.samples import SAMPLES, sample_path, sample_views


def test_without_scikit_image_there_are_none(tmp_path: Path) -> None:
    assert sample_views("/api/v1", lambda: None) == []
    assert sample_views("/api/v1", lambda: tmp_path) == []
    assert sample_path("astronaut", lambda: None) is None


def test_only_known_names_are_files(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"")
    (tmp_path / "astronaut.png").write_bytes(b"")
    assert sample_path("astronaut", lambda: tmp_path) == tmp_path / "astronaut.png"
    for name in ("secret", "secret.png", "../samples", ""):
        assert sample_path(name, lambda: tmp_path) is None


def test_looking_for_them_does_not_import_the_package() -> None:
    code = (
        "import sys; from webapp.api.samples import sample_views; "
        "assert sample_views('/'); assert 'skimage' not in sys.modules; assert 'scipy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.server
def test_the_samples_can_be_fetched_and_are_credited(server: ApiServer) -> None:
    samples = requests.get(f"{server.url}/samples", timeout=9).json()
    assert [sample["name"] for sample in samples] == list(SAMPLES)
    for sample in samples:
        assert "scikit-image" in sample["credit"]
        answer = requests.get(server.running.url + sample["url"], timeout=9)
        assert answer.headers["Content-Type"] == "image/png"
        assert Image.open(io.BytesIO(answer.content)).size == (512, 512)
    check_problem(requests.get(f"{server.url}/samples/nobody", timeout=9), 404, "not-found")
