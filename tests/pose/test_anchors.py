import numpy as np

from webapp.pose.anchors import anchor_centres


def test_there_are_2254_anchors_in_merged_layers() -> None:
    centres = anchor_centres()
    assert centres.shape == (2254, 2) == (2 * 28**2 + 2 * 14**2 + 6 * 7**2, 2)


def test_anchors_run_along_rows_two_or_six_to_a_cell() -> None:
    centres = anchor_centres()
    np.testing.assert_allclose(centres[:4], [[0.5 / 28, 0.5 / 28]] * 2 + [[1.5 / 28, 0.5 / 28]] * 2)
    np.testing.assert_allclose(centres[-6:], [[6.5 / 7, 6.5 / 7]] * 6)
    np.testing.assert_allclose(centres[2 * 28**2], [0.5 / 14, 0.5 / 14])
