"""Where the detector looks: at the whole frame, and for people who are small in it at windows of the frame, too.

The detector sees 224 x 224 pixels, in which the people of a group are too small: of eight in one picture it finds two.
Windows that overlap by half show everybody larger, and whoever fits into half of one is whole in one of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil
from typing import Protocol

from webapp.pose.detection import Detection
from webapp.pose.engine import RgbImage
from webapp.pose.tuning import DETECTOR_SIZE, PERSON_IN_WINDOW, WINDOWS_AT_ONCE

Window = tuple[int, int, int, int]  # x0, y0, x1, y1 in pixels of the frame


class Detector(Protocol):
    def detect(self, frame: RgbImage, min_score: float) -> list[Detection]:
        """People in the whole frame with at least min_score, best first."""


def look_closer(frame: RgbImage, min_score: float, detector: Detector) -> Iterator[list[Detection]]:
    """Finds in ever smaller windows of the frame, each size's best first; one person may be found many times."""
    height, width = frame.shape[:2]
    for size in window_sizes(width, height):
        found = [one for window in size for one in _in_window(frame, window, min_score, detector)]
        yield sorted(found, key=lambda detection: -detection.score)


def window_sizes(width: int, height: int) -> Iterator[list[Window]]:
    """Squares all over a frame of that size, cut at its edges: a list for each halving of its longer side."""
    side = max(width, height) // 2
    while side >= DETECTOR_SIZE:  # below, the detector would only see larger pixels
        size = [
            (x, y, min(x + side, width), min(y + side, height))
            for y in _starts(height, side)
            for x in _starts(width, side)
        ]
        if len(size) > WINDOWS_AT_ONCE:
            return
        yield size
        side //= 2


def _starts(length: int, side: int) -> list[int]:
    """Where windows begin along an axis: evenly, neighbours sharing at least half."""
    spare = max(length - side, 0)
    steps = ceil(2 * spare / side)
    return [round(spare * step / steps) for step in range(steps + 1)] if steps else [0]


def _in_window(frame: RgbImage, window: Window, min_score: float, detector: Detector) -> Iterator[Detection]:
    x0, y0, x1, y1 = window
    limit_px = PERSON_IN_WINDOW * max(x1 - x0, y1 - y0)
    for found in detector.detect(frame[y0:y1, x0:x1], min_score):
        region = found.region
        if region.side_px <= limit_px:
            yield replace(found, region=replace(region, x_px=region.x_px + x0, y_px=region.y_px + y0))
