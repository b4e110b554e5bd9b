"""Converts pictures with a colour profile (ICC) to sRGB, which is what files without a profile hold.

A profile that is damaged, very large or of another kind than its picture is ignored, as browsers do.
"""

import io
import zlib
from typing import Final

import numpy as np
from PIL import Image, ImageCms

from webapp.media.picture.header import png_chunk

PROFILE_BYTE_LIMIT: Final = 4 << 20
"""Of a profile, unpacked; those of cameras and screens have a few KB, those of printers up to 3 MB."""

SAME_WITHIN: Final = 2
"""A profile that changes no colour by more than this of 255 counts as sRGB, and pixels stay as they are: sRGB's own
profiles of several makers differ by rounding. Names cannot be trusted (Display P3 is found as `sRGB built-in`)."""

_PROBE_STEPS: Final = 9  # values of each channel for which a profile is compared with sRGB

_MODES: Final = {"RGB": ("RGB", "RGBA", "RGBX", "P", "PA"), "GRAY": ("L", "LA", "1"), "CMYK": ("CMYK",)}
"""Pillow's modes of the pictures to which a profile of that colour space can belong."""

_INPUTS: Final = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
"""Pillow's mode of the pixels that a profile of that colour space converts."""


def png_profile(png: bytes) -> bytes | None:
    """Return the unpacked profile of a PNG; None if it has none, or a damaged or very large one."""
    _name, _end, rest = png_chunk(png, b"iCCP").partition(b"\0")
    unpacking = zlib.decompressobj()
    try:
        profile = unpacking.decompress(
            rest[1:], PROFILE_BYTE_LIMIT
        )  # a byte before it says that it is packed
    except zlib.error:
        return None
    return profile if profile and unpacking.eof else None


class ToSrgb:
    """Converts the pixels of a picture by its profile."""

    def __init__(self, profile: bytes | None, mode: str) -> None:
        """profile: of the file, None if it has none. mode: Pillow's, of the decoded picture."""
        self._input = "RGB"
        self._transform: ImageCms.ImageCmsTransform | None = None
        if profile is None or len(profile) > PROFILE_BYTE_LIMIT:
            return
        try:
            opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            space = opened.profile.xcolor_space.strip()
            if mode in _MODES.get(space, ()):
                transform = ImageCms.buildTransform(
                    opened, ImageCms.createProfile("sRGB"), _INPUTS[space], "RGB"
                )
                self._input = _INPUTS[space]
                self._transform = transform if _changes_colours(transform, self._input) else None
        except (ImageCms.PyCMSError, OSError, ValueError):  # a damaged profile; the picture itself is not
            return

    def converted(self, picture: Image.Image) -> Image.Image:
        """Return an opaque picture as RGB in sRGB. The given one may be changed."""
        if self._transform is None:
            return picture if picture.mode == "RGB" else picture.convert("RGB")
        pixels = picture if picture.mode == self._input else picture.convert(self._input)
        if self._input == "RGB":
            ImageCms.applyTransform(pixels, self._transform, inPlace=True)
            return pixels
        return ImageCms.applyTransform(pixels, self._transform) or picture.convert("RGB")


def _changes_colours(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Compare the transform with no transform, for colours spread evenly over all. CMYK is always converted."""
    if mode == "CMYK":
        return True
    values = np.linspace(0, 255, _PROBE_STEPS).round().astype(np.uint8)
    colours = np.stack(np.meshgrid(values, values, values), axis=-1).reshape(1, -1, 3)
    probe = Image.fromarray(colours if mode == "RGB" else np.arange(256, dtype=np.uint8)[None])
    shown = np.asarray(ImageCms.applyTransform(probe, transform), np.int16)
    return bool(np.abs(shown - np.asarray(probe.convert("RGB"), np.int16)).max() > SAME_WITHIN)
