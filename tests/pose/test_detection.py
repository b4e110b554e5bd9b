import numpy as np
import pytest

from webapp.pose.detection import anchor_centres, decode_detections
from webapp.pose.letterbox import letterbox_region

_NO_PERSON = np.full(2254, -20, np.float32)


def test_anchors_of_low_score_give_no_detection() -> None:
    assert (
        decode_detections(np.zeros((2254, 12), np.float32), _NO_PERSON, letterbox_region(480, 640), 0.5) == []
    )


def test_key_points_become_a_region_in_the_frame() -> None:
    """One anchor in the middle of a 640x480 frame's square, the circle's point straight above it."""
    anchor = int(np.argmin(np.abs(anchor_centres() - 0.5).sum(axis=1)))
    x, y = anchor_centres()[anchor]
    boxes, logits = np.zeros((2254, 12), np.float32), _NO_PERSON.copy()
    boxes[anchor, 2:8] = (100, 100, 0, 0, 0, -56)
    logits[anchor] = 3.0
    (found,) = decode_detections(boxes, logits, letterbox_region(480, 640), 0.5)
    assert found.score == pytest.approx(1 / (1 + np.exp(-3.0)))
    assert found.region.x_px == pytest.approx(x * 640, abs=0.01)
    assert found.region.y_px == pytest.approx(y * 640 - 80, abs=0.01)  # 80 black rows above the frame
    assert found.region.side_px == pytest.approx(2 * 56 / 224 * 640 * 1.25)
    assert found.region.rotation_rad == pytest.approx(0)


def test_a_higher_threshold_finds_less() -> None:
    boxes, logits = np.zeros((2254, 12), np.float32), _NO_PERSON.copy()
    boxes[:, 2:8] = (10, 10, 0, 0, 0, -56)
    logits[[0, 2253]] = (0.2, 4.0)
    square = letterbox_region(224, 224)
    assert len(decode_detections(boxes, logits, square, 0.5)) == 2
    assert len(decode_detections(boxes, logits, square, 0.9)) == 1


def test_absurd_logits_do_not_overflow() -> None:
    logits = np.full(2254, -1e30, np.float32)
    assert decode_detections(np.zeros((2254, 12), np.float32), logits, letterbox_region(10, 10), 0.5) == []


def test_anchors_without_any_weight_are_nobody_whatever_is_asked_for() -> None:
    boxes, logits = np.ones((2254, 12), np.float32), np.full(2254, -200.0, np.float32)
    assert decode_detections(boxes, logits, letterbox_region(100, 100), 0.0) == []
    logits[7] = -10.0
    (found,) = decode_detections(boxes, logits, letterbox_region(100, 100), 0.0)
    assert np.isfinite(found.region.x_px)


def test_there_are_2254_anchors_in_merged_layers() -> None:
    centres = anchor_centres()
    assert centres.shape == (2254, 2) == (2 * 28**2 + 2 * 14**2 + 6 * 7**2, 2)


def test_anchors_run_along_rows_two_or_six_to_a_cell() -> None:
    centres = anchor_centres()
    np.testing.assert_allclose(centres[:4], [[0.5 / 28, 0.5 / 28]] * 2 + [[1.5 / 28, 0.5 / 28]] * 2)
    np.testing.assert_allclose(centres[-6:], [[6.5 / 7, 6.5 / 7]] * 6)
    np.testing.assert_allclose(centres[2 * 28**2], [0.5 / 14, 0.5 / 14])
