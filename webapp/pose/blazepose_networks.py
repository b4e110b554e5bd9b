"""BlazePose's two networks: the detector, and the landmark network of one model."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from webapp.pose.bf16 import Grid
from webapp.pose.detection import Detection, read_detections
from webapp.pose.engine import RgbImage
from webapp.pose.landmarks import NetworkAnswer
from webapp.pose.letterbox import letterbox, letterbox_region
from webapp.pose.openvino_network import Network, PixelScaling

_DETECTOR_SCALING: Final = PixelScaling(mean=127.5, scale=127.5)  # [-1, 1]
_LANDMARK_SCALING: Final = PixelScaling(mean=0.0, scale=255.0)  # [0, 1]
_BOXES, _LOGITS = (1, 2254, 12), (1, 2254, 1)
_LANDMARKS, _PRESENCE, _HEATMAPS, _WORLD = (1, 195), (1, 1), (1, 64, 64, 39), (1, 117)


class Detector:
    """Finds people in a whole frame."""

    def __init__(self, path: Path) -> None:
        self._network = Network(path, _DETECTOR_SCALING, (_BOXES, _LOGITS))

    def detect(self, frame: RgbImage, min_score: float) -> list[Detection]:
        """People with at least min_score (0..1), best first; regions in pixels of the frame."""
        boxes, logits = self._network.infer(letterbox(frame))
        return read_detections(boxes[0], logits[0, :, 0], letterbox_region(*frame.shape[:2]), min_score)


class LandmarkNetwork:
    """Reads a person's landmarks from a crop. The segmentation branch is cut off: nobody asks for a mask."""

    def __init__(self, path: Path, bf16_grids: Collection[Grid] = ()) -> None:
        outputs = (_LANDMARKS, _PRESENCE, _HEATMAPS, _WORLD)
        self._network = Network(path, _LANDMARK_SCALING, outputs, bf16_grids=bf16_grids)

    def infer(self, crop: RgbImage) -> NetworkAnswer:
        """The raw answer for a crop (256, 256, 3); views that the next call overwrites."""
        landmarks, presence, heatmaps, world = self._network.infer(crop)
        return NetworkAnswer(landmarks[0], float(presence[0, 0]), heatmaps[0], world[0])
