import numpy as np
import pytest

from webapp.pose.sigmoid import sigmoid


def test_logits_become_probabilities() -> None:
    found = sigmoid(np.array([-np.inf, -2, 0, 2, np.inf], np.float32))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [0, 1 / (1 + np.exp(2)), 0.5, 1 / (1 + np.exp(-2)), 1], atol=1e-7)


def test_not_a_number_stays_one() -> None:
    assert np.isnan(sigmoid(np.array([np.nan], np.float32)))[0]
    assert sigmoid(np.zeros(1, np.float32))[0] == pytest.approx(0.5)
