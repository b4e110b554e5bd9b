"""Copies browser libraries and models, with their licences, from node_modules, and checks the models.

Run by the Makefile after `npm ci`. The targets (static/vendor/, models/) are not committed.
"""

import shutil
import sys
from pathlib import Path
from typing import Final

from webapp.models import ALL_FILES, ModelError, read_model

ROOT: Final = Path(__file__).parents[1]
VENDOR: Final = ROOT / "static" / "vendor"
MODELS: Final = ROOT / "models"

BROWSER_FILES: Final = {
    "socket.io-client/dist/socket.io.msgpack.min.js": "socket.io/socket.io.msgpack.min.js",
    "socket.io-client/LICENSE": "socket.io/LICENSE",
    "three/build/three.module.js": "three/three.module.js",
    "three/build/three.core.js": "three/three.core.js",
    "three/examples/jsm/controls/OrbitControls.js": "three/OrbitControls.js",
    "three/LICENSE": "three/LICENSE",
    "uqr/dist/index.mjs": "uqr/uqr.mjs",
    "uqr/LICENSE": "uqr/LICENSE",
}


def gather_browser_libraries(node_modules: Path) -> None:
    """Copy the browser libraries to static/vendor/. Raises OSError."""
    for source, target in BROWSER_FILES.items():
        _copy(node_modules / source, VENDOR / target)


def gather_models(node_modules: Path) -> None:
    """Copy the models to models/ and check their sha256. Raises OSError, ModelError."""
    for file in ALL_FILES:
        _copy(node_modules / "@mediapipe" / "pose" / file.package_name, MODELS / file.name)
        read_model(file, MODELS)
    # Models and program have the same licence, Apache-2.0; the npm package has no copy of it.
    _copy(ROOT / "LICENSE", MODELS / "LICENSE")
    (MODELS / "NOTICE").write_text(
        "The .tflite files are Google's BlazePose models from the npm package @mediapipe/pose, Apache-2.0.\n",
        encoding="utf-8",
    )


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    shutil.copyfile(source, part)
    part.replace(target)


def main() -> int:
    node_modules = ROOT / "node_modules"
    try:
        gather_browser_libraries(node_modules)
        gather_models(node_modules)
    except (OSError, ModelError) as error:
        print(f"could not copy the browser libraries and the models: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
