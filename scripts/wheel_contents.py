"""Build hook: includes static files, templates and models, with the fetched libraries, in the package.

So an installed Posecast needs neither npm nor the internet. An editable install uses the checkout's own folders.
"""

from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS: Final = {"static": "webapp/static", "templates": "webapp/templates", "models": "webapp/models"}
FETCHED: Final = ("models/pose_detector.tflite", "static/vendor/three/three.module.js")


class WheelContentsHook(BuildHookInterface[Any]):  # type: ignore[misc,unused-ignore] # no types where no build runs
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        missing = [name for name in FETCHED if not (Path(self.root) / name).is_file()]
        if missing:
            raise FileNotFoundError(
                f"{', '.join(missing)} missing: run `make assets` before building the wheel"
            )
        build_data["force_include"].update(FOLDERS)
