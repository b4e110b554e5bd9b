import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from webapp.pose.letterbox import letterbox, letterbox_region
from webapp.pose.region_of_interest import Region


def test_a_tall_frame_is_centred_between_black_sides() -> None:
    boxed = letterbox(np.full((400, 200, 3), 255, np.uint8))
    assert boxed.shape == (224, 224, 3)
    assert not boxed[:, :55].any()
    assert not boxed[:, 170:].any()
    assert (boxed[2:-2, 58:166] == 255).all()


def test_a_wide_frame_is_centred_between_black_bars() -> None:
    boxed = letterbox(np.full((100, 400, 3), 255, np.uint8))
    assert not boxed[:83].any()
    assert (boxed[86:138, 2:-2] == 255).all()


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_the_detector_sees_a_square_around_the_whole_frame(height: int, width: int) -> None:
    assert letterbox_region(height, width) == Region(width / 2, height / 2, max(height, width), 0)
