"""Converts the frames of an HDR video to what an ordinary screen shows (SDR: BT.709's colours).

Phones write HDR by default: HLG or PQ (ITU-R BT.2100) with the colours of BT.2020. The light that a screen of 1000 cd/m²
would show is taken as it is up to SDR_WHITE, so that a person has the colours of an SDR recording; what is brighter, sky
and lamps, is compressed into the rest. docs/decisions/0020 compares it with FFmpeg's filters.
"""

from typing import Final

import cv2
import numpy as np
from av import VideoFrame as DecodedFrame
from av.video.reformatter import ColorPrimaries, ColorTrc
from numpy.typing import NDArray

from webapp.pose.engine import RgbImage

SDR_WHITE: Final = 203.0
"""Light in cd/m² of a white sheet in HDR (ITU-R BT.2408), which becomes SDR's white. Lower: brighter pictures."""

PEAK: Final = 1000.0
"""Light in cd/m² that counts as the brightest: HLG's nominal screen, and what phones' PQ is made for."""

SDR_GAMMA: Final = 2.4
"""Of an SDR screen (ITU-R BT.1886)."""

HLG_SYSTEM_GAMMA: Final = 1.2
"""From the light of a scene to that of a screen of 1000 cd/m² (ITU-R BT.2100)."""

KNEE: Final = 0.9
"""SDR's value, 0..1, from which on brightness is compressed; SDR's white becomes 0.95. 1: highlights are cut off."""

STRIP_BYTES: Final = 1 << 17
"""Of a frame's 16-bit values that are converted at once: all that is computed from them stays in the processor's cache."""

_HLG_A, _HLG_B, _HLG_C = 0.17883277, 0.28466892, 0.55991073  # of BT.2100's HLG
_PQ_M1, _PQ_M2 = 2610 / 16384, 2523 / 32  # of BT.2100's PQ
_PQ_C1, _PQ_C2, _PQ_C3 = 3424 / 4096, 2413 / 128, 2392 / 128
_PQ_PEAK: Final = 10_000.0

_CODES: Final = 1 << 16
_STEPS: Final = (1 << 12) - 1  # of the tables by the root of light: half a level of 255 in the darkest parts

_BT709_LUMA: Final = (0.2126, 0.7152, 0.0722)
_Floats = NDArray[np.float32]

# From the light of the file's primaries to BT.709's, rows red, green, blue (ITU-R BT.2087; Display P3 by the same way).
_TO_BT709: Final = {
    int(ColorPrimaries.BT2020): (
        (1.6605, -0.5876, -0.0728),
        (-0.1246, 1.1329, -0.0083),
        (-0.0182, -0.1006, 1.1187),
    ),
    int(ColorPrimaries.SMPTE432): (
        (1.2249, -0.2249, 0.0),
        (-0.0420, 1.0420, 0.0),
        (-0.0197, -0.0786, 1.0983),
    ),
    int(ColorPrimaries.BT709): ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
}


def is_hdr(frame: DecodedFrame) -> bool:
    """Return whether the frame says that it is HLG or PQ."""
    return frame.color_trc in (ColorTrc.ARIB_STD_B67, ColorTrc.SMPTE2084)


class HdrToSdr:
    """Converts frames with the curve and the primaries of one video."""

    def __init__(self, frame: DecodedFrame) -> None:
        """frame: one for which is_hdr is true. Primaries that are neither BT.709 nor Display P3 count as BT.2020."""
        is_hlg = frame.color_trc == ColorTrc.ARIB_STD_B67
        values = np.arange(_CODES) / (_CODES - 1)
        self._light = _float32(_hlg_scene(values) if is_hlg else np.minimum(_pq_light(values) / PEAK, 1))
        primaries = _TO_BT709.get(int(frame.color_primaries), _TO_BT709[int(ColorPrimaries.BT2020)])
        self._matrix = _float32(np.array(primaries))
        self._luma = _float32(np.array(_BT709_LUMA) @ self._matrix)[None]
        self._gain = _float32(_gains(_lights(), HLG_SYSTEM_GAMMA if is_hlg else 1.0))
        self._shown = np.round(255 * _lights() ** (1 / SDR_GAMMA)).astype(np.uint8)

    def sdr(self, pixels: NDArray[np.uint16]) -> RgbImage:
        """Return uint8 (height, width, 3), RGB of BT.709, for the frame's values, 0..65535, of the same shape."""
        rows = max(1, STRIP_BYTES // pixels[0].nbytes)
        converted = np.empty(pixels.shape, np.uint8)
        for start in range(0, len(pixels), rows):
            self._convert(pixels[start : start + rows], converted[start : start + rows])
        return converted

    def _convert(self, values: NDArray[np.uint16], converted: NDArray[np.uint8]) -> None:
        light = self._light.take(values)
        gain = self._gain.take(_root_index(cv2.transform(light, self._luma)))
        mixed = cv2.multiply(cv2.transform(light, self._matrix), cv2.merge([gain, gain, gain]))
        self._shown.take(_root_index(mixed), out=converted, mode="clip")


def _root_index(light: cv2.typing.MatLike) -> NDArray[np.uint16]:
    """Return the index of light in a table over _lights()."""
    root = cv2.sqrt(np.maximum(light, 0))
    return np.asarray(cv2.addWeighted(root, _STEPS, root, 0.0, 0.0, dtype=cv2.CV_16U), np.uint16)


def _lights() -> NDArray[np.float64]:
    """Return the light, 0..1, of each entry of a table by the square root of light; those beyond _STEPS are 1."""
    return np.minimum(np.arange(_CODES) / _STEPS, 1.0) ** 2


def _hlg_scene(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the light of the scene, 0..1, for HLG's values, 0..1."""
    light = np.where(values <= 0.5, values**2 / 3, (np.exp((values - _HLG_C) / _HLG_A) + _HLG_B) / 12)
    return np.asarray(light, np.float64)


def _pq_light(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the light of the screen in cd/m² for PQ's values, 0..1."""
    root = values ** (1 / _PQ_M2)
    return np.asarray(_PQ_PEAK * (np.maximum(root - _PQ_C1, 0) / (_PQ_C2 - _PQ_C3 * root)) ** (1 / _PQ_M1))


def _gains(luminance: NDArray[np.float64], system_gamma: float) -> NDArray[np.float64]:
    """Return by what a pixel's light is multiplied, for its luminance; 1 is PEAK before and SDR's white after it."""
    least = np.maximum(
        luminance, luminance[1] / 4
    )  # black has no ratio; its table entry serves what is near it
    shown = (least**system_gamma * PEAK / SDR_WHITE) ** (1 / SDR_GAMMA)
    return np.asarray(_compressed(shown) ** SDR_GAMMA / least)


def _compressed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values up to KNEE as they are, those above so that PEAK becomes 1; the slope has no step at KNEE."""
    room = 1 - KNEE
    above = np.maximum(values - KNEE, 0) / room
    most = ((PEAK / SDR_WHITE) ** (1 / SDR_GAMMA) - KNEE) / room
    return np.asarray(np.minimum(values, KNEE) + room * above * (1 + above / most**2) / (1 + above))


def _float32(values: NDArray[np.floating]) -> _Floats:
    return np.ascontiguousarray(values, np.float32)
