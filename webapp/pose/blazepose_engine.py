"""The default pose engine: BlazePose on OpenVINO."""

import logging
from collections.abc import Callable
from pathlib import Path

from webapp.pose.bf16 import COARSE_GRIDS, NoTempSpaceError, bf16_pays
from webapp.pose.blazepose_networks import Detector, LandmarkNetwork
from webapp.pose.engine import RgbImage, Tracked, TrackerOptions
from webapp.pose.tracker import track

log = logging.getLogger("posecast.engine")


class BlazePoseEngine:
    """PoseEngine whose whole state travels with the frame: any worker can serve any client's next frame."""

    keeps_state_in_worker = False

    def __init__(
        self, detector_path: Path, landmark_path: Callable[[str], Path], *, bf16: bool | None = None
    ) -> None:
        """Load the detector.

        landmark_path: gives the path of the checked weights of a model ("lite", "full", "heavy").
        bf16: whether the coarse layers multiply in bf16; None lets a measurement of this machine decide.
        """
        self._detector = Detector(detector_path)
        self._coarse_bf16 = bf16_pays() if bf16 is None else bf16
        self._landmark_path = landmark_path
        self._landmark_networks: dict[str, LandmarkNetwork] = {}

    def load(self, model: str) -> None:
        self._landmark_network(model)

    def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:
        return track(frame, state, time_s, options, self._detector, self._landmark_network(options.model))

    def _landmark_network(self, model: str) -> LandmarkNetwork:
        if model not in self._landmark_networks:
            self._landmark_networks[model] = self._compiled(model)
        return self._landmark_networks[model]

    def _compiled(self, model: str) -> LandmarkNetwork:
        path = self._landmark_path(model)
        if self._coarse_bf16:
            try:
                return LandmarkNetwork(path, COARSE_GRIDS[model])
            except NoTempSpaceError as error:
                log.warning(
                    "%s; make room there: until then %s runs in f32, which is slower", error, path.name
                )
        return LandmarkNetwork(path)
