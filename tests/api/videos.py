"""Small videos for the tests of the API, made here."""

import io
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import av
import numpy as np

RATE: Final = 25
WIDTH: Final = 64
HEIGHT: Final = 48


def gray_video(levels: Sequence[int], container_format: str = "mp4") -> bytes:
    """A video with a frame of each gray level; some make the fake engine misbehave."""
    stream = io.BytesIO()
    with av.open(stream, "w", container_format) as container:
        video = container.add_stream("libx264", Fraction(RATE))
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for level in levels:
            frame = av.VideoFrame.from_ndarray(np.full((HEIGHT, WIDTH, 3), level, np.uint8), "rgb24")
            container.mux(video.encode(frame))
        container.mux(video.encode())
    return stream.getvalue()
