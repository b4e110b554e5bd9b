"""Copies what the program serves and loads out of node_modules: browser libraries and models, checked and licensed.

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
    for source, target in BROWSER_FILES.items():
        _copy(node_modules / source, VENDOR / target)


def gather_models(node_modules: Path) -> None:
    for file in ALL_FILES:
        _copy(node_modules / "@mediapipe" / "pose" / file.package_name, MODELS / file.name)
        read_model(file, MODELS)
    _copy(
        ROOT / "LICENSE", MODELS / "LICENSE"
    )  # Apache-2.0, theirs as ours; the npm package has no copy of it
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
        print(f"could not gather the browser's libraries and the models: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
