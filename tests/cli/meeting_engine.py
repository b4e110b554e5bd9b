"""A PoseEngine that finds nobody until pictures are with several processes at once."""

import os
import time
from pathlib import Path
from typing import Final

from tests.support.fake_engine import FakeEngine
from webapp.pose.engine import EngineError, RgbImage, Tracked, TrackerOptions

FOLDER: Final = "POSECAST_TEST_MEETING"
"""The environment's name for the folder in which each process leaves a file, named by its id, a byte for each picture."""

PROCESSES: Final = "POSECAST_TEST_PROCESSES"
"""How many must be there."""

_PATIENCE_S: Final = 120.0


class MeetingEngine(FakeEngine):
    def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:
        """Raises EngineError, which ends the whole run, where the others never come."""
        folder, wanted = Path(os.environ[FOLDER]), int(os.environ[PROCESSES])
        with (folder / str(os.getpid())).open("ab") as file:
            file.write(b".")
        deadline_s = time.monotonic() + _PATIENCE_S
        while (come := len(list(folder.iterdir()))) < wanted:
            if time.monotonic() > deadline_s:
                raise EngineError(f"pictures are with {come} of {wanted} processes")
            time.sleep(0.02)
        return super().track(frame, state, time_s, options)
