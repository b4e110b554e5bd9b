"""Runs BlazePose's two networks: the detector, and the landmark network of one model."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from webapp.pose.bf16 import Grid
from webapp.pose.detection import Detection, decode_detections
from webapp.pose.engine import RgbImage
from webapp.pose.landmarks import LandmarkOutput
from webapp.pose.letterbox import letterbox, letterbox_region
from webapp.pose.openvino_network import Network, PixelScaling

# To [-1, 1] and to [0, 1]. Source: pose_detection_cpu.pbtxt, pose_landmark_by_roi_cpu.pbtxt of MediaPipe.
_DETECTOR_SCALING: Final = PixelScaling(mean=127.5, scale=127.5)
_LANDMARK_SCALING: Final = PixelScaling(mean=0.0, scale=255.0)

# Shapes of the outputs.
_BOXES, _LOGITS = (1, 2254, 12), (1, 2254, 1)
_LANDMARKS, _PRESENCE, _HEATMAPS, _WORLD = (1, 195), (1, 1), (1, 64, 64, 39), (1, 117)


class Detector:
    """Finds people in a whole picture; a tiled_detection.Detector."""

    def __init__(self, path: Path) -> None:
        self._network = Network(path, _DETECTOR_SCALING, (_BOXES, _LOGITS))

    def detect(self, frame: RgbImage, min_score: float) -> list[Detection]:
        """Return the people with at least min_score (0..1), best first; regions in pixels of the frame."""
        boxes, logits = self._network.infer(letterbox(frame))
        return decode_detections(boxes[0], logits[0, :, 0], letterbox_region(*frame.shape[:2]), min_score)


class LandmarkNetwork:
    """Estimates a person's landmarks from a crop. The segmentation branch is cut off, since no mask is used."""

    def __init__(self, path: Path, bf16_grids: Collection[Grid] = ()) -> None:
        outputs = (_LANDMARKS, _PRESENCE, _HEATMAPS, _WORLD)
        self._network = Network(path, _LANDMARK_SCALING, outputs, bf16_grids=bf16_grids)

    def infer(self, crop: RgbImage) -> LandmarkOutput:
        """Return the raw output for a crop (256, 256, 3); its arrays are views that the next call overwrites."""
        landmarks, presence, heatmaps, world = self._network.infer(crop)
        return LandmarkOutput(landmarks[0], float(presence[0, 0]), heatmaps[0], world[0])
