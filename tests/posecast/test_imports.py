"""What the client imports, and what it must not import."""

import subprocess
import sys

import pytest

from tests.support.running_server import ROOT

SERVER_PARTS = (
    "flask",
    "werkzeug",
    "eventlet",
    "flask_socketio",
    "cv2",
    "openvino",
    "av",
    "click",
    "webapp.server.app",
)


def ran(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    return (done.stdout + done.stderr).strip()


def test_the_client_loads_no_part_of_the_server() -> None:
    code = f"import sys, posecast.client; print([name for name in {SERVER_PARTS} if name in sys.modules])"
    assert ran(code) == "[]"


@pytest.mark.parametrize("missing", ["requests", "socketio", "websocket"])
def test_a_missing_package_is_named_with_the_remedy(missing: str) -> None:
    last_line = ran(f"import sys; sys.modules[{missing!r}] = None; import posecast.client").splitlines()[-1]
    assert last_line == f"ImportError: posecast.client needs {missing}: pip install posecast[client]"


def test_pixels_are_encoded_with_the_installed_encoder() -> None:
    code = """
import sys
for name in {missing}: sys.modules[name] = None
import numpy as np
from posecast.pictures import jpeg_bytes
print(jpeg_bytes(np.full((8, 8, 3), 9, np.uint8), 85)[:2].hex())
"""
    assert ran(code.format(missing=[])) == ran(code.format(missing=["simplejpeg"])) == "ffd8"
    assert "pip install simplejpeg" in ran(code.format(missing=["simplejpeg", "PIL"])).splitlines()[-1]
