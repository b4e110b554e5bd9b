"""Writes HDR videos that show the same as ordinary pictures do: HLG and PQ, HEVC with 10 bits, as phones write.

The formulas are those of ITU-R BT.2100, in the direction of the camera, so that they check the reader's.
"""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream
from numpy.typing import NDArray

from webapp.pose.engine import RgbImage

Curve = Literal["hlg", "pq"]

NAMES: Final[dict[Curve, str]] = {"hlg": "arib-std-b67", "pq": "smpte2084"}  # as x265 calls them
WHITE: Final = 203.0  # cd/m² of SDR's white in HDR (BT.2408)
RATE: Final = 30

_TO_BT2020: Final = np.array([(0.6274, 0.3293, 0.0433), (0.0691, 0.9195, 0.0114), (0.0164, 0.0880, 0.8956)])
_LUMA: Final = np.array((0.2627, 0.6780, 0.0593))


def hdr_values(light: NDArray[np.floating], curve: Curve) -> NDArray[np.uint16]:
    """Return BT.2020's values, 0..65535, (…, 3), for a screen's light of BT.709's primaries in cd/m²."""
    shown = np.clip(light @ _TO_BT2020.T, 1e-6, None)
    values = _hlg(shown / 1000) if curve == "hlg" else _pq(shown / 10_000)
    return np.asarray(np.round(65535 * np.clip(values, 0, 1)), np.uint16)


def light_of(pixels: NDArray[np.floating] | RgbImage) -> NDArray[np.float64]:
    """Return the light in cd/m² of SDR's values, 0..255, where its white is WHITE."""
    return np.asarray(WHITE * (np.asarray(pixels, float) / 255) ** 2.4)


def write_hdr(path: Path, frames: Iterable[RgbImage], curve: Curve) -> Path:
    """Write a lossless MP4 that shows these frames, of one size, uint8 (height, width, 3) of BT.709.

    What a strong compression does to small people moves their landmarks more than wrong colours do.
    """
    said = f"colorprim=bt2020:transfer={NAMES[curve]}:colormatrix=bt2020nc:range=limited"
    options = {"x265-params": f"lossless=1:log-level=none:pools=1:{said}"}
    hdr = (av.VideoFrame.from_ndarray(hdr_values(light_of(one), curve), "rgb48le") for one in frames)
    return _write(path, "libx265", "yuv420p10le", options, hdr, Colorspace.BT2020)


def write_sdr(path: Path, frames: Iterable[RgbImage]) -> Path:
    """Write the same as write_hdr in SDR: BT.709, 8 bits."""
    said = "colorprim=bt709:transfer=bt709:colormatrix=bt709:fullrange=off"
    plain = (av.VideoFrame.from_ndarray(one, "rgb24") for one in frames)
    return _write(path, "libx264", "yuv420p", {"qp": "0", "x264-params": said}, plain, Colorspace.ITU709)


def _write(
    path: Path,
    codec: str,
    pix_fmt: str,
    options: dict[str, str],
    frames: Iterable[av.VideoFrame],
    colorspace: Colorspace,
) -> Path:
    with av.open(str(path), "w") as target:
        stream = target.add_stream(codec, rate=RATE)
        assert isinstance(stream, VideoStream)
        stream.pix_fmt = pix_fmt
        stream.codec_context.options = options
        for index, pixels in enumerate(frames):
            if index == 0:
                stream.width, stream.height = pixels.width, pixels.height
            frame = pixels.reformat(
                format=pix_fmt, dst_colorspace=colorspace, dst_color_range=ColorRange.MPEG
            )
            frame.pts, frame.time_base = index, Fraction(1, RATE)
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return path


def _hlg(screen: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return HLG's values for the light of a screen, 1 is 1000 cd/m²."""
    scene = screen * (screen @ _LUMA)[..., None] ** (1 / 1.2 - 1)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    bright = a * np.log(np.maximum(12 * scene - b, 1e-9)) + c
    return np.asarray(np.where(scene <= 1 / 12, np.sqrt(3 * scene), bright))


def _pq(light: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return PQ's values for light, 1 is 10,000 cd/m²."""
    root = light ** (2610 / 16384)
    return np.asarray(((3424 / 4096 + 2413 / 128 * root) / (1 + 2392 / 128 * root)) ** (2523 / 32))
