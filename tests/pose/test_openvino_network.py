import numpy as np
import pytest

from webapp.models import DETECTOR, LANDMARK_MODELS, model_path
from webapp.pose.openvino_network import Network, PixelScaling

AS_IT_IS = PixelScaling(mean=0.0, scale=1.0)


def test_an_output_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match=r"no output of shape \(1, 7\); it has \[\(1, 2254, 1\)"):
        Network(model_path(DETECTOR), AS_IT_IS, [(1, 7)])


def test_scaling_happens_inside_the_network() -> None:
    """Pixels 0..255 scaled by the network are the same as a picture scaled before."""
    path = model_path(LANDMARK_MODELS["lite"])
    picture = np.random.default_rng(3).integers(0, 128, (256, 256, 3), np.uint8)
    (once,) = Network(path, PixelScaling(mean=0.0, scale=127.5), [(1, 195)]).infer(picture)
    (twice,) = Network(path, PixelScaling(mean=0.0, scale=255.0), [(1, 195)]).infer(picture * 2)
    np.testing.assert_allclose(once, twice, rtol=1e-4, atol=1e-3)


def test_outputs_come_in_the_order_asked_for() -> None:
    logits, boxes = Network(model_path(DETECTOR), AS_IT_IS, [(1, 2254, 1), (1, 2254, 12)]).infer(
        np.zeros((224, 224, 3), np.uint8)
    )
    assert (logits.shape, boxes.shape) == ((1, 2254, 1), (1, 2254, 12))
