"""Bodies of random landmarks, the same for the same seed."""

import numpy as np

from webapp.pose.smoothing import BodyLandmarks


def random_body(seed: int, visibility: float | None = None) -> BodyLandmarks:
    rng = np.random.default_rng(seed)
    seen = rng.uniform(0, 1, 33) if visibility is None else np.full(33, visibility)
    in_frame = rng.uniform(0, 500, (33 + 2, 3))
    world = rng.uniform(-1, 1, (33, 3))
    return BodyLandmarks(np.concatenate((in_frame, world)).astype(np.float32), seen.astype(np.float32))
