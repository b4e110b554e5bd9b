"""The wheel, installed into an environment of its own, gives a `posecast` that serves the site and loads the models."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.running_server import RunningServer

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
INSTALL = re.compile(r"`(pip install [^`]*dist/[^`]*\[client\][^`]*)`")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The `posecast` of a fresh environment that has the wheel as docs/client.md says, and borrows packages of this one."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder / "dist"), str(ROOT)],
        check=True,
        capture_output=True,
    )
    environment = folder / "environment"
    venv.create(environment, with_pip=True)
    said = INSTALL.search((ROOT / "docs" / "client.md").read_text(encoding="utf-8"))
    assert said
    path = os.pathsep.join((str(environment / "bin"), os.environ["PATH"]))
    environ = {**os.environ, "PATH": path, "PIP_NO_DEPS": "1", "PIP_QUIET": "1"}
    subprocess.run(["sh", "-c", said[1]], cwd=folder, env=environ, check=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    # A path in a .pth file is searched last, and its own .pth files (the checkout's editable install) are not read.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    yield environment / "bin" / "posecast"
    shutil.rmtree(folder)


@pytest.mark.server
def test_an_installed_wheel_serves_the_site(installed: Path) -> None:
    with RunningServer("--workers", "1", program=installed) as server:
        for path in ("/", "/static/js/main.js", "/static/vendor/three/three.module.js", "/healthz"):
            with urllib.request.urlopen(server.url + path) as answer:  # noqa: S310 - our own server
                assert answer.status == 200, path


def test_the_wheel_has_the_client_its_types_and_the_schema_of_its_documents(installed: Path) -> None:
    code = """
from importlib.resources import files
import posecast.client
from webapp.formats.json_format import poses_schema
print(files("posecast").joinpath("py.typed").is_file(), poses_schema()["title"], posecast.client.__file__)
"""
    found = subprocess.run(
        [str(installed.with_name("python")), "-c", code],
        capture_output=True,
        text=True,
        cwd=installed.parent,
        check=False,
    )
    assert found.stdout.startswith(f"True Posecast poses, version 1 {installed.parents[2]}"), found.stderr


def test_the_installed_doctor_finds_all_it_needs_inside_the_wheel(installed: Path) -> None:
    found = subprocess.run(
        [str(installed), "doctor"], capture_output=True, text=True, cwd=installed.parent, check=False
    )
    assert found.returncode == 0, found.stdout
    assert f"in {installed.parents[2]}" in found.stdout.splitlines()[0]
    assert "model pose_landmark_full.tflite" in found.stdout
