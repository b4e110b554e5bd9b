"""Detects people who are small in the frame by running the detector on overlapping windows of it.

The detector sees 224 x 224 pixels, in which the people of a group are too small: of eight in one picture it finds two.
Windows show them larger. Neighbouring windows overlap by half, so a person who fits into half a window is whole in one.
Ours; MediaPipe detects in the whole frame only.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil
from typing import Protocol

from webapp.pose.detection import Detection
from webapp.pose.engine import RgbImage
from webapp.pose.tuning import DETECTOR_SIZE, MAX_REGION_TO_WINDOW, MAX_WINDOWS_PER_SIZE

Window = tuple[int, int, int, int]  # x0, y0, x1, y1 in pixels of the frame


class Detector(Protocol):
    """Detects people in a picture."""

    def detect(self, frame: RgbImage, min_score: float) -> list[Detection]:
        """Return the people in the whole picture with at least min_score, best first."""


def detect_in_windows(frame: RgbImage, min_score: float, detector: Detector) -> Iterator[list[Detection]]:
    """Yield the detections in windows of each size, largest windows first, best detections first.

    Regions are in pixels of the frame. One person may be detected in several windows.
    """
    height, width = frame.shape[:2]
    for size in window_sizes(width, height):
        detections = [one for window in size for one in _in_window(frame, window, min_score, detector)]
        yield sorted(detections, key=lambda detection: -detection.score)


def window_sizes(width: int, height: int) -> Iterator[list[Window]]:
    """Yield a list of windows for each halving of the frame's longer side: squares that cover it, clipped at its edges."""
    side = max(width, height) // 2
    while side >= DETECTOR_SIZE:  # smaller windows would only be enlarged, without more detail
        size = [
            (x, y, min(x + side, width), min(y + side, height))
            for y in _starts(height, side)
            for x in _starts(width, side)
        ]
        if len(size) > MAX_WINDOWS_PER_SIZE:
            return
        yield size
        side //= 2


def _starts(length: int, side: int) -> list[int]:
    """Return where windows begin along an axis: evenly spaced, neighbours overlapping by at least half."""
    spare = max(length - side, 0)
    steps = ceil(2 * spare / side)
    return [round(spare * step / steps) for step in range(steps + 1)] if steps else [0]


def _in_window(frame: RgbImage, window: Window, min_score: float, detector: Detector) -> Iterator[Detection]:
    """Yield the detections in a window, with regions in pixels of the frame; far too large ones are left out."""
    x0, y0, x1, y1 = window
    limit_px = MAX_REGION_TO_WINDOW * max(x1 - x0, y1 - y0)
    for detection in detector.detect(frame[y0:y1, x0:x1], min_score):
        region = detection.region
        if region.side_px <= limit_px:
            yield replace(detection, region=replace(region, x_px=region.x_px + x0, y_px=region.y_px + y0))
