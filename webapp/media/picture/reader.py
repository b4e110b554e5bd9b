"""Reads a picture file as upright RGB pixels, as people see it.

JPEG, PNG, WebP, GIF, AVIF and HEIC, with Pillow's decoders of these and libheif's, and no others. JPEG pixels equal those that OpenCV (and so MediaPipe's
users) reads. EXIF's orientation is applied. Transparent parts become white, as on a web page (OpenCV shows the colours
hidden there). 16 bits become 8 by their upper half, grey ones by the upper 8 of the bits that are in use; CMYK and grey
become RGB. Of an animation the still or first picture
is read. Colours of a picture with a profile become sRGB's (profile.py); others equal OpenCV's.
"""

import io
import warnings
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from webapp.media import file_kind as kinds
from webapp.media.file_kind import SNIFFED_BYTES, FileKind, file_kind
from webapp.media.orientation import UPRIGHT, upright
from webapp.media.picture.header import check_scans, shown_chunks, webp_size
from webapp.media.picture.heic import opened_heic
from webapp.media.picture.profile import ToSrgb, png_profile
from webapp.media.problems import MediaError, MediaProblem
from webapp.pose.engine import RgbImage

PIXEL_LIMIT: Final = 64_000_000
"""Enough for a phone's 50 megapixels (8192 × 6144). Decoding needs up to 10 bytes a pixel, 18 with transparency, 26 for
WebP with transparency."""

BYTE_LIMIT: Final = 128 << 20
"""Of a file, which is read into memory as a whole; a picture of PIXEL_LIMIT is smaller in all but odd cases."""

_ORIENTATION_TAG: Final = 0x0112
_SENSOR_BITS: Final = (8, 10, 12, 14)
"""Bits of the values of cameras for laboratories and medicine, which write them unscaled into pictures of 16 bits."""

_WHITE: Final = (255, 255, 255)
_READ_KINDS: Final = (kinds.JPEG, kinds.PNG, kinds.WEBP, kinds.GIF, kinds.HEIC, kinds.AVIF)
_READ: Final = "JPEG, PNG, WebP, GIF, HEIC and AVIF are read"


def read_picture(source: Path | bytes, pixel_limit: int = PIXEL_LIMIT) -> RgbImage:
    """Return the picture as uint8 (height, width, 3), RGB, upright, contiguous. Raises MediaError."""
    data = source if isinstance(source, bytes) else _file_bytes(source)
    kind = _checked_kind(data[:SNIFFED_BYTES])
    try:
        return _decoded(data, kind, pixel_limit)
    except MediaError:
        raise
    except MemoryError as error:
        raise MediaError(
            MediaProblem.NO_MEMORY, "there is not enough memory for this picture; make it smaller"
        ) from error
    except (
        Exception
    ) as error:  # for damaged files Pillow raises nine kinds of errors, none of them documented
        raise _broken(kind, error) from error


def _file_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            beginning = file.read(SNIFFED_BYTES)
            _checked_kind(beginning)
            rest = file.read(BYTE_LIMIT + 1 - len(beginning))
    except OSError as error:
        raise MediaError(
            MediaProblem.UNREADABLE, f"{path.name} cannot be read: {error.strerror or error}"
        ) from error
    if len(beginning) + len(rest) > BYTE_LIMIT:
        raise MediaError(
            MediaProblem.TOO_MANY_BYTES,
            f"the file is larger than {BYTE_LIMIT >> 20} MB; save the picture smaller or as JPEG",
        )
    return beginning + rest


def _checked_kind(beginning: bytes) -> FileKind:
    """Return one of _READ_KINDS. Raises MediaError for other kinds; the message names the kind if it is known."""
    if not beginning:
        raise MediaError(MediaProblem.EMPTY, "the file is empty; choose the picture again")
    kind = file_kind(beginning)
    if kind in _READ_KINDS:
        return kind
    if kind is None:
        raise MediaError(MediaProblem.NOT_A_PICTURE, f"this is not a picture; {_READ}")
    if kind.group == "picture":
        raise MediaError(
            MediaProblem.UNSUPPORTED, f"this is {kind.called} picture; convert it to JPEG, PNG or WebP"
        )
    advice = "it belongs to the videos" if kind.group == "video" else _READ
    raise MediaError(MediaProblem.NOT_A_PICTURE, f"this is {kind.called} file, not a picture; {advice}")


def _decoded(data: bytes, kind: FileKind, pixel_limit: int) -> RgbImage:
    if kind is kinds.WEBP:
        check_pixels(*webp_size(data), pixel_limit)
    with warnings.catch_warnings(), _opened(data, kind) as picture:
        warnings.simplefilter("ignore")  # Pillow warns about tags that are not used here
        check_pixels(picture.width, picture.height, pixel_limit)
        picture.load()
        check_pixels(picture.width, picture.height, pixel_limit)  # a HEIC's decoder may find another size
        profile = png_profile(data) if kind is kinds.PNG else picture.info.get("icc_profile")
        return upright(_rgb(picture, ToSrgb(profile, picture.mode)), _orientation(picture))


def _opened(data: bytes, kind: FileKind) -> ImageFile.ImageFile:
    if kind is kinds.JPEG:
        check_scans(data)
        return JpegImagePlugin.JpegImageFile(io.BytesIO(data))
    if kind is kinds.PNG:
        return PngImagePlugin.PngImageFile(io.BytesIO(shown_chunks(data)))
    if kind is kinds.GIF:
        return GifImagePlugin.GifImageFile(io.BytesIO(data))
    if kind is kinds.AVIF:
        return AvifImagePlugin.AvifImageFile(io.BytesIO(data))
    if kind is kinds.HEIC:
        return opened_heic(data)
    return WebPImagePlugin.WebPImageFile(io.BytesIO(data))


def check_pixels(width: int, height: int, pixel_limit: int) -> None:
    """Raise MediaError for a picture that is too large, before any of it is decoded."""
    if width * height > pixel_limit:
        raise MediaError(
            MediaProblem.TOO_MANY_PIXELS,
            f"the picture has {width} × {height} pixels; at most {pixel_limit:,} in all are read: make it smaller",
        )


def _rgb(picture: Image.Image, colours: ToSrgb) -> RgbImage:
    """Convert the decoded picture to uint8 RGB in sRGB, transparent parts on white."""
    if picture.mode.startswith("I"):  # 16 bit grey
        return np.repeat(_upper_8_bits(np.asarray(picture, np.uint16))[:, :, None], 3, axis=2)
    if picture.has_transparency_data:
        with_alpha = picture.convert("RGBA")
        picture = Image.new("RGB", picture.size, _WHITE)
        picture.paste(with_alpha, mask=with_alpha)
    return np.array(colours.converted(picture))


def _upper_8_bits(values: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Return the upper 8 of as few of _SENSOR_BITS, or 16, as hold the brightest value; so a very dark picture brightens."""
    bits = next((bits for bits in _SENSOR_BITS if values.max() < 1 << bits), 16)
    return np.asarray(values >> (bits - 8), np.uint8)


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION_TAG, UPRIGHT))
    except Exception:  # the tags are damaged, the picture itself is not
        return UPRIGHT


def _broken(kind: FileKind, error: Exception) -> MediaError:
    if "truncated" in str(error).lower():
        return MediaError(
            MediaProblem.TRUNCATED, f"the {kind.name} ends in the middle; copy or upload it again"
        )
    return MediaError(MediaProblem.DAMAGED, f"the {kind.name} is damaged ({error}); save or upload it again")
