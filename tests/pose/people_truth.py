"""Where the people of the clips are, so that a test can tell whose id is whose.

Made by hand: the middle of each person's hips was read off pictures of the frames named here, under a grid of 50
pixels, without any skeleton on them; in between it is interpolated. A few frames were then looked at with the skeletons
on. It is right to about 25 pixels, while these people are never closer than 200 pixels to each other.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

KeyFrames = dict[int, tuple[int, int]]  # frame: x, y in pixels

NEAR_PX: Final = 80  # hips this close to a person's recorded place belong to that person

PAIR: Final[dict[str, KeyFrames]] = {
    "athlete": {
        0: (206, 362),
        20: (215, 367),
        40: (206, 378),
        60: (225, 390),
        80: (259, 412),
        99: (312, 434),
    },
    "helper": {0: (373, 655), 20: (373, 660), 40: (355, 662), 60: (341, 655), 80: (341, 655), 99: (366, 652)},
}
PARK: Final[dict[str, KeyFrames]] = {
    "athlete": {
        0: (355, 150),
        40: (354, 150),
        60: (338, 161),
        70: (341, 137),
        80: (346, 143),
        90: (347, 143),
        120: (392, 143),
        150: (428, 129),
        168: (461, 117),
        185: (563, 278),
        190: (577, 378),
        198: (587, 431),
        200: (598, 424),
        206: (641, 408),
        214: (731, 415),
        226: (836, 391),
    },
    "passer-by": {
        60: (768, 399),
        70: (710, 399),
        80: (667, 392),
        90: (607, 392),
        120: (442, 400),
        150: (283, 399),
        168: (177, 399),
        180: (108, 400),
        185: (84, 395),
        190: (48, 400),
        198: (11, 395),
        204: (-30, 395),
    },
}


def place(keys: KeyFrames, frame: int) -> NDArray[np.float64] | None:
    """Return where a person's hips are in a frame, x, y in pixels; None while they are out of the picture."""
    frames = sorted(keys)
    if not frames[0] <= frame <= frames[-1]:
        return None
    return np.array([np.interp(frame, frames, [keys[key][axis] for key in frames]) for axis in (0, 1)])


def who(hips_px: NDArray[np.floating], truth: dict[str, KeyFrames], frame: int) -> str | None:
    """Return the name of the person whose hips are near; None if there is none."""
    places = {name: place(keys, frame) for name, keys in truth.items()}
    off = {name: float(np.linalg.norm(hips_px - at)) for name, at in places.items() if at is not None}
    nearest = min(off, key=lambda name: off[name], default=None)
    return nearest if nearest and off[nearest] <= NEAR_PX else None
