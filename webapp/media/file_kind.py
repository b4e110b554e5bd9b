"""Recognizes the kind of a file by its first bytes, since names and extensions prove nothing."""

from dataclasses import dataclass
from typing import Final, Literal

SNIFFED_BYTES: Final = 1024
"""How many bytes from the start of a file file_kind needs: in an SVG, comments may precede the first element."""

Group = Literal["picture", "video", "playlist", "other"]


@dataclass(frozen=True)
class FileKind:
    """A kind of file. name: as people call it. group: what it contains."""

    name: str
    group: Group

    @property
    def called(self) -> str:
        """The name with its article: `a JPEG`, `an MP4 or QuickTime`."""
        first = self.name.split()[0]
        # The article depends on how the first letter of an abbreviation is spelt out, or on the sound of a word.
        is_vowel = first[0] in ("AEFHILMNORSX" if first[:3].isupper() and first != "HEIC" else "AEIO")
        return f"{'an' if is_vowel else 'a'} {self.name}"


JPEG: Final = FileKind("JPEG", "picture")
PNG: Final = FileKind("PNG", "picture")
WEBP: Final = FileKind("WebP", "picture")
GIF: Final = FileKind("GIF", "picture")
HEIC: Final = FileKind("HEIC", "picture")
AVIF: Final = FileKind("AVIF", "picture")
MP4: Final = FileKind("MP4 or QuickTime", "video")
MATROSKA: Final = FileKind("Matroska or WebM", "video")
AVI: Final = FileKind("AVI", "video")
MPEG_TS: Final = FileKind("MPEG transport stream", "video")
MPEG_PS: Final = FileKind("MPEG program stream", "video")

_SVG: Final = FileKind("SVG", "picture")
_XML: Final = FileKind("XML", "other")

_BEGINNINGS: Final[tuple[tuple[bytes, FileKind], ...]] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\x1a\x45\xdf\xa3", MATROSKA),
    (b"\x00\x00\x01\xba", MPEG_PS),
    (b"GIF8", GIF),
    (b"II*\x00", FileKind("TIFF", "picture")),
    (b"MM\x00*", FileKind("TIFF", "picture")),
    (b"BM", FileKind("BMP", "picture")),
    (b"8BPS", FileKind("Photoshop", "picture")),
    (b"\x00\x00\x01\x00", FileKind("ICO", "picture")),
    (b"\xff\x0a", FileKind("JPEG XL", "picture")),
    (b"\x00\x00\x00\x0cJXL ", FileKind("JPEG XL", "picture")),
    (b"\x00\x00\x00\x0cjP  ", FileKind("JPEG 2000", "picture")),
    (b"%PDF", FileKind("PDF", "other")),
    (b"%!PS", FileKind("PostScript", "other")),
    (b"PK\x03\x04", FileKind("ZIP or Office", "other")),
    (b"\x1f\x8b", FileKind("gzip", "other")),
    (b"FLV\x01", FileKind("Flash video", "video")),
    (b"0&\xb2u\x8ef\xcf\x11", FileKind("Windows Media", "video")),
    (b"OggS", FileKind("Ogg", "video")),
    (b"#EXTM3U", FileKind("HLS playlist", "playlist")),
    (b"ffconcat", FileKind("list of videos", "playlist")),
    (b"v=0", FileKind("SDP stream description", "playlist")),
    (b"[playlist]", FileKind("playlist", "playlist")),
)
_AVIF_BRANDS: Final = (b"avif", b"avis")
_HEIC_BRANDS: Final = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis")
_PICTURE_BRANDS: Final = (b"mif1", b"msf1")  # of either kind, which the brands after them name
_MP4_ATOMS: Final = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp", b"moof", b"sidx")
_RIFF: Final = {b"WEBP": WEBP, b"AVI ": AVI, b"WAVE": FileKind("WAV sound", "other")}
_TS_PACKET_BYTES: Final = (188, 192, 204)
"""Plain packets; packets after a time stamp (Blu-ray, AVCHD); packets before parity bytes."""

_TS_SYNC: Final = 0x47


def file_kind(beginning: bytes) -> FileKind | None:
    """Return the kind of a file by its first SNIFFED_BYTES bytes; None if it is not known."""
    for magic, kind in _BEGINNINGS:
        if beginning.startswith(magic):
            return kind
    if beginning.startswith(b"RIFF"):
        return _RIFF.get(beginning[8:12])
    if beginning[4:8] in _MP4_ATOMS:
        return _kind_by_brands(beginning) if beginning[4:8] == b"ftyp" else MP4
    if transport_packet_bytes(beginning):
        return MPEG_TS
    return _kind_of_xml(beginning)


def _kind_by_brands(beginning: bytes) -> FileKind:
    """Return the kind of a file of boxes: the first brand is the main one; those from the third on it complies with, too."""
    brand, end = beginning[8:12], int.from_bytes(beginning[:4], "big")
    others = [beginning[start : start + 4] for start in range(16, min(end, len(beginning)), 4)]
    is_picture = brand in _PICTURE_BRANDS
    if brand in _AVIF_BRANDS or (is_picture and any(one in _AVIF_BRANDS for one in others)):
        return AVIF
    return HEIC if is_picture or brand in _HEIC_BRANDS else MP4


def transport_packet_bytes(beginning: bytes) -> int | None:
    """Return the length of a transport stream's packets by the first bytes of the file; None if it is none."""
    for packet_bytes in _TS_PACKET_BYTES:
        start = 4 if packet_bytes == 192 else 0
        syncs = beginning[start::packet_bytes][:3]
        if len(syncs) == 3 and all(sync == _TS_SYNC for sync in syncs):
            return packet_bytes
    return None


def _kind_of_xml(beginning: bytes) -> FileKind | None:
    text = beginning.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text.startswith(b"<"):
        return None
    if b"<svg" in beginning:
        return _SVG
    if any(tag in beginning for tag in (b"<MPD", b"<smil", b"<asx", b"<ASX", b"<Smooth")):
        return FileKind("playlist", "playlist")
    return _XML
