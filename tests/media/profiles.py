"""Builds colour profiles for tests, and the colours that pictures with them show."""

import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import ImageCms

DISPLAY_P3: Final = (
    (0.51512, 0.29198, 0.15710),
    (0.24120, 0.69225, 0.06657),
    (-0.00105, 0.04189, 0.78407),
)
"""X, Y, Z (rows, adapted to D50) of Display P3's red, green and blue, from Apple's own profile."""

_SRGB: Final = ((0.43607, 0.38515, 0.14307), (0.22249, 0.71687, 0.06061), (0.01392, 0.09708, 0.71410))
_GAMMA: Final = 2.2


def wide_profile() -> bytes:
    """Return a profile of Display P3's colours, with a gamma of 2.2."""
    curve = b"curv" + struct.pack(">4xIH2x", 1, round(_GAMMA * 256))
    columns = [(b"XYZ " + struct.pack(">4x3i", *_fixed(column))) for column in zip(*DISPLAY_P3, strict=True)]
    white = b"XYZ " + struct.pack(">4x3i", *_fixed((0.9642, 1.0, 0.8249)))
    tags = list(zip((b"rXYZ", b"gXYZ", b"bXYZ", b"wtpt"), (*columns, white), strict=True))
    return _profile(b"RGB ", tags + [(name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")])


def grey_profile(gamma: float) -> bytes:
    """Return a profile of grey pictures with that gamma."""
    white = b"XYZ " + struct.pack(">4x3i", *_fixed((0.9642, 1.0, 0.8249)))
    curve = b"curv" + struct.pack(">4xIH2x", 1, round(gamma * 256))
    return _profile(b"GRAY", [(b"wtpt", white), (b"kTRC", curve)])


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def shown_in_srgb(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return what a picture with wide_profile shows, 0..255, clipped to sRGB's colours."""
    xyz = (pixels / 255) ** _GAMMA @ np.array(DISPLAY_P3).T
    return 255 * as_srgb(np.clip(xyz @ np.linalg.inv(np.array(_SRGB)).T, 0, 1))


def as_srgb(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sRGB's values of light, both 0..1 (IEC 61966-2-1)."""
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def _fixed(values: tuple[float, ...]) -> list[int]:
    return [round(value * 65536) for value in values]


def _profile(space: bytes, tags: list[tuple[bytes, bytes]]) -> bytes:
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags:
        table += struct.pack(">4sII", name, start + len(body), len(data))
        body += data
    header = struct.pack(
        ">I4x4s4s4s4s12x4s", start + len(body), b"\x02\x40\0\0", b"mntr", space, b"XYZ ", b"acsp"
    )
    header += bytes(68 - len(header)) + struct.pack(">3i", *_fixed((0.9642, 1.0, 0.8249)))
    return header + bytes(128 - len(header)) + table + body
