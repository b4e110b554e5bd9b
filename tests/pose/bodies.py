"""Bodies of random landmarks, the same for the same seed."""

import numpy as np

from webapp.pose.smoothing import BodyLandmarks


def random_body(seed: int, visibility: float | None = None) -> BodyLandmarks:
    rng = np.random.default_rng(seed)
    seen = rng.uniform(0, 1, 33) if visibility is None else np.full(33, visibility)
    return BodyLandmarks(
        image=rng.uniform(0, 500, (33, 3)).astype(np.float32),
        auxiliary=rng.uniform(0, 500, (2, 3)).astype(np.float32),
        world=rng.uniform(-1, 1, (33, 3)).astype(np.float32),
        visibility=seen.astype(np.float32),
    )
