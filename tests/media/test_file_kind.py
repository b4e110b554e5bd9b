"""The kind of a file is recognized by its content."""

import pytest

from webapp.media import file_kind as kinds
from webapp.media.file_kind import file_kind


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", kinds.JPEG),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", kinds.PNG),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", kinds.WEBP),
        (b"RIFF\x10\x00\x00\x00AVI LIST", kinds.AVI),
        (b"\x00\x00\x00\x18ftypmp42", kinds.MP4),
        (b"\x00\x00\x00\x14ftypqt  ", kinds.MP4),
        (b"\x00\x00\x10\x00moov", kinds.MP4),
        (b"\x1a\x45\xdf\xa3\x9f", kinds.MATROSKA),
        (b"\x00\x00\x01\xba\x44", kinds.MPEG_PS),
        (b"GIF89a", kinds.GIF),
        (b"\x00\x00\x00\x18ftypheic\0\0\0\0mif1heic", kinds.HEIC),
        (b"\x00\x00\x00\x18ftypmif1\0\0\0\0mif1heic", kinds.HEIC),
        (b"\x00\x00\x00\x1cftypavif\0\0\0\0avifmif1", kinds.AVIF),
        (b"\x00\x00\x00\x18ftypmif1\0\0\0\0mif1avif", kinds.AVIF),
        (b"\x00\x00\x00\x14ftypmif1\0\0\0\0heicavif", kinds.HEIC),
        ((b"\x47" + b"\0" * 187) * 4, kinds.MPEG_TS),
        (b"\0\0\0\0" + (b"\x47" + b"\0" * 191) * 4, kinds.MPEG_TS),
    ],
)
def test_supported_kinds_are_recognized(beginning: bytes, kind: kinds.FileKind) -> None:
    assert file_kind(beginning) is kind


@pytest.mark.parametrize(
    ("beginning", "name", "group"),
    [
        (b"II*\x00\x08", "TIFF", "picture"),
        (b"MM\x00*\x00", "TIFF", "picture"),
        (b"BM\x36\x00", "BMP", "picture"),
        (b"\x00\x00\x00\x0cJXL \r\n", "JPEG XL", "picture"),
        (b'<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="a"', "SVG", "picture"),
        (b"\xef\xbb\xbf <svg>", "SVG", "picture"),
        (b"%PDF-1.7", "PDF", "other"),
        (b"#EXTM3U\n", "HLS playlist", "playlist"),
        (b'<?xml version="1.0"?><MPD>', "playlist", "playlist"),
        (b"<smil><body>", "playlist", "playlist"),
        (b"ffconcat version 1.0\n", "list of videos", "playlist"),
        (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1", "SDP stream description", "playlist"),
        (b"OggS\x00\x02", "Ogg", "video"),
    ],
)
def test_unsupported_kinds_have_a_name(beginning: bytes, name: str, group: str) -> None:
    kind = file_kind(beginning)
    assert kind is not None
    assert (kind.name, kind.group) == (name, group)


@pytest.mark.parametrize(
    "beginning", [b"", b"\0" * 1024, b"Dear Sir", b"RIFF\0\0\0\0ODD ", b"G", b"\x47" * 2]
)
def test_unknown_content_has_no_kind(beginning: bytes) -> None:
    assert file_kind(beginning) is None


@pytest.mark.parametrize(
    ("beginning", "called"),
    [
        (b"\xff\xd8\xff", "a JPEG"),
        (b"\x00\x00\x00\x18ftypheic", "a HEIC"),
        (b"\x00\x00\x00\x18ftypavif", "an AVIF"),
        (b"GIF89a", "a GIF"),
        (b"\x00\x00\x00\x18ftypisom", "an MP4 or QuickTime"),
        (b"\x1a\x45\xdf\xa3", "a Matroska or WebM"),
        (b"OggS", "an Ogg"),
        (b"#EXTM3U", "an HLS playlist"),
        (b"ffconcat", "a list of videos"),
    ],
)
def test_a_kind_is_called_with_its_article(beginning: bytes, called: str) -> None:
    kind = file_kind(beginning)
    assert kind is not None
    assert kind.called == called
