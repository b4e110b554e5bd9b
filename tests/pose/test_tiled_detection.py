from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.pose.detection import Detection
from webapp.pose.engine import RgbImage
from webapp.pose.region_of_interest import Region
from webapp.pose.tiled_detection import detect_in_windows, window_sizes
from webapp.pose.tuning import DETECTOR_SIZE, MAX_WINDOWS_PER_SIZE

sides = st.integers(1, 5000)


@given(sides, sides)
def test_windows_lie_in_the_frame_and_are_not_too_many(width: int, height: int) -> None:
    for size in window_sizes(width, height):
        assert len(size) <= MAX_WINDOWS_PER_SIZE
        for x0, y0, x1, y1 in size:
            assert 0 <= x0 < x1 <= width
            assert 0 <= y0 < y1 <= height
            assert max(x1 - x0, y1 - y0) >= min(DETECTOR_SIZE, height, width)


@given(sides, sides, st.floats(0, 1), st.floats(0, 1))
def test_what_fits_into_half_a_window_is_whole_in_one(
    width: int, height: int, right: float, down: float
) -> None:
    for depth, size in enumerate(window_sizes(width, height), start=1):
        half = (max(width, height) >> depth) // 2 - 1
        x = right * max(width - half, 0)
        y = down * max(height - half, 0)
        ends = min(x + half, width), min(y + half, height)
        assert any(x0 <= x and y0 <= y and ends[0] <= x1 and ends[1] <= y1 for x0, y0, x1, y1 in size)


def test_a_small_frame_has_no_windows() -> None:
    assert list(window_sizes(400, 400)) == []


def test_a_cameras_frame_has_six() -> None:
    assert [len(size) for size in window_sizes(640, 480)] == [6]


@dataclass
class BrightSpot:
    """Finds the frame's brightest pixel, as a person of a given size."""

    side_px: float = 100
    asked: list[tuple[int, ...]] = field(default_factory=list)

    def detect(self, frame: RgbImage, min_score: float) -> list[Detection]:
        self.asked.append(frame.shape)
        y, x = np.unravel_index(int(frame[..., 0].argmax()), frame.shape[:2])
        score = frame.max() / 255
        found = Detection(Region(float(x), float(y), self.side_px, 0.5), score)
        return [found] if score > min_score else []


def _dark(*spots: tuple[int, int, int]) -> RgbImage:
    frame = np.zeros((960, 1280, 3), np.uint8)
    for x, y, brightness in spots:
        frame[y, x] = brightness
    return frame


def test_detections_are_in_pixels_of_the_frame_best_first() -> None:
    detections = next(detect_in_windows(_dark((30, 40, 150), (1200, 900, 200)), 0.5, BrightSpot()))
    places = [
        (detection.region.x_px, detection.region.y_px, detection.region.rotation_rad)
        for detection in detections
    ]
    assert (places[0], places[-1]) == ((1200, 900, 0.5), (30, 40, 0.5))
    assert [detection.score for detection in detections] == sorted(
        (detection.score for detection in detections), reverse=True
    )


@pytest.mark.parametrize(("side_px", "found"), [(1270, True), (1300, False)])
def test_a_person_much_larger_than_the_window_is_left_out(side_px: float, found: bool) -> None:
    assert bool(next(detect_in_windows(_dark((600, 400, 255)), 0.5, BrightSpot(side_px)))) is found


def test_smaller_windows_are_computed_lazily() -> None:
    detector = BrightSpot()
    sizes = detect_in_windows(_dark(), 0.5, detector)
    asked = [(next(sizes), len(detector.asked))[1] for _ in range(2)]
    assert asked == [6, 6 + 35]
