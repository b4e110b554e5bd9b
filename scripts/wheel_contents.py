"""Build hook: refuses to build a wheel that would lack the fetched libraries or models."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WheelContentsHook(BuildHookInterface[Any]):
    """Checks, before a wheel is built, that `make assets` has gathered what goes into it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if version == "editable":
            return
        needed = ("models/pose_detector.tflite", "static/vendor/three/three.module.js")
        missing = [name for name in needed if not (Path(self.root) / name).is_file()]
        if missing:
            raise FileNotFoundError(f"{', '.join(missing)} missing: run `make assets` before building the wheel")
