"""Whatever a video refers to, no other file is opened and no address is called."""

import os
import struct
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from tests.media.clips import box, write_clip
from tests.media.watched import watched_address, watched_folder
from webapp.media.problems import MediaError, MediaProblem
from webapp.media.video.reader import VideoReader

Payload = Callable[[Path, int], bytes]


def hls(decoy: Path, port: int) -> bytes:
    return (
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n"
        f"#EXTINF:1,\n{decoy}\n#EXTINF:1,\nhttp://127.0.0.1:{port}/a.ts\n#EXT-X-ENDLIST\n"
    ).encode()


def dash(decoy: Path, port: int) -> bytes:
    return (
        '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>'
        f'<Representation id="1"><BaseURL>{decoy}</BaseURL><BaseURL>http://127.0.0.1:{port}/</BaseURL>'
        "</Representation></AdaptationSet></Period></MPD>"
    ).encode()


def concat(decoy: Path, port: int) -> bytes:
    return f"ffconcat version 1.0\nfile '{decoy}'\nfile 'http://127.0.0.1:{port}/a.ts'\n".encode()


def sdp(_decoy: Path, port: int) -> bytes:
    return f"v=0\r\nc=IN IP4 127.0.0.1\r\nm=video {port} RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n".encode()


def smil(decoy: Path, port: int) -> bytes:
    return f'<smil><body><video src="{decoy}"/><video src="http://127.0.0.1:{port}/"/></body></smil>'.encode()


def hls_behind_an_mp4s_beginning(decoy: Path, port: int) -> bytes:
    return box(b"ftyp", b"mp42\0\0\0\0mp42") + hls(decoy, port)


def hls_in_an_mp4s_data(decoy: Path, port: int) -> bytes:
    return box(b"ftyp", b"mp42\0\0\0\0mp42") + box(b"mdat", hls(decoy, port)) + box(b"moov")


def hls_behind_a_comment(decoy: Path, port: int) -> bytes:
    return b"\n\n" + hls(decoy, port)


def mov_with_its_pictures_elsewhere(decoy: Path, _port: int) -> bytes:
    """Return a QuickTime file whose data reference is an alias of the decoy (Inside Macintosh, Files, alias records)."""
    whole = write_clip(
        decoy.parent.parent / "plain.mov", muxer_options={"movflags": "faststart"}
    ).read_bytes()
    path = os.fsencode(str(decoy))
    folder, name = os.fsencode(str(decoy.parent)), os.fsencode(decoy.name)
    alias = struct.pack(">10x B27s 12x B63s 16x HH 16x", 1, b"V", len(name), name, 0, 0)
    for kind, text in ((0, folder), (2, b"V:" + path[1:].replace(b"/", b":")), (18, path)):
        alias += struct.pack(">hH", kind, len(text)) + text + b"\0" * (len(text) % 2)
    alias += struct.pack(">hH", -1, 0)
    entry = struct.pack(">I4sI", 12 + len(alias), b"alis", 0) + alias
    reference = box(b"dref", struct.pack(">II", 0, 1), entry)
    start = whole.index(b"dref") - 4
    old = struct.unpack_from(">I", whole, start)[0]
    return _grown(whole[:start] + reference + whole[start + old :], len(reference) - old, start)


def _grown(data: bytes, by: int, at: int) -> bytes:
    """The boxes around that place are longer now, and the pictures' data further back."""
    grown = bytearray(data)
    for name in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
        place = data.rindex(name, 0, at) - 4
        grown[place : place + 4] = struct.pack(">I", struct.unpack_from(">I", data, place)[0] + by)
    return bytes(grown)


PAYLOADS: list[Payload] = [
    hls,
    dash,
    concat,
    sdp,
    smil,
    hls_behind_an_mp4s_beginning,
    hls_in_an_mp4s_data,
    hls_behind_a_comment,
    mov_with_its_pictures_elsewhere,
]


@pytest.fixture
def decoy(tmp_path: Path) -> Path:
    folder = tmp_path / "decoys"
    folder.mkdir()
    return write_clip(folder / "decoy.ts")


def refusal(path: Path) -> MediaError:
    with pytest.raises(MediaError) as caught, VideoReader(path) as video:
        list(video.frames())
    return caught.value


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", ["a.mp4", "a.m3u8", "a%03d.mov"])
def test_nothing_else_is_opened(payload: Payload, name: str, decoy: Path, tmp_path: Path) -> None:
    with watched_address() as address, watched_folder(decoy.parent) as folder:
        path = tmp_path / name
        path.write_bytes(payload(decoy, address.port))
        assert refusal(path).message
        assert folder.opened() == set()
        assert not address.was_called()


@pytest.mark.parametrize(
    ("payload", "name", "options"),
    [
        (hls, "a.m3u8", {}),
        (concat, "a.ffconcat", {"safe": "0"}),
        (mov_with_its_pictures_elsewhere, "a.mov", {"enable_drefs": "1", "use_absolute_path": "1"}),
    ],
)
def test_plain_ffmpeg_would_open_the_decoy(
    payload: Payload, name: str, options: dict[str, str], decoy: Path, tmp_path: Path
) -> None:
    """Otherwise the test above would prove nothing."""
    path = tmp_path / name
    path.write_bytes(payload(decoy, 1))
    with watched_folder(decoy.parent) as folder:
        try:
            with av.open(str(path), options=options) as container:
                next(container.decode(video=0), None)
        except av.FFmpegError:
            pass
        assert folder.opened() == {"decoy.ts"}


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (hls, "this is an HLS playlist, which only names other files or addresses; give the video itself"),
        (dash, "this is a playlist"),
        (concat, "this is a list of videos"),
        (sdp, "this is an SDP stream description"),
    ],
)
def test_playlists_are_named(payload: Payload, words: str, decoy: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(payload(decoy, 1))
    problem = refusal(path)
    assert problem.code == MediaProblem.UNSUPPORTED
    assert words in problem.message


@pytest.mark.parametrize(
    "name",
    [
        "http://127.0.0.1:{port}/a.mp4",
        "tcp://127.0.0.1:{port}",
        "concat:{decoy}|{decoy}",
        "subfile,,start,0,end,0,,:{decoy}",
        "data:video/mp4;base64,AAAA",
        "file:{decoy}",
        "cache:{decoy}",
        "{decoy}%03d.ts",
    ],
)
def test_addresses_are_taken_as_names_of_files(name: str, decoy: Path) -> None:
    with watched_address() as address, watched_folder(decoy.parent) as folder:
        problem = refusal(Path(name.format(port=address.port, decoy=decoy)))
        assert problem.code == MediaProblem.UNREADABLE
        assert folder.opened() == set()
        assert not address.was_called()


def test_a_name_with_a_colon_is_a_name(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "plain.mp4").rename(tmp_path / "http:video.mp4")
    with VideoReader(path) as video:
        assert next(video.frames()).index == 0


def test_pipes_and_devices_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero"), tmp_path / "absent.mp4"):
        problem = refusal(path)
        assert problem.code == MediaProblem.UNREADABLE
        assert problem.message.startswith(f"{path.name} cannot be read: ")


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", MediaProblem.EMPTY, "empty"),
        (b"Dear Sir or Madam", MediaProblem.NOT_A_VIDEO, "not a video"),
        (b"\xff\xd8\xff\xe0", MediaProblem.NOT_A_VIDEO, "JPEG picture"),
        (b"%PDF-1.7", MediaProblem.NOT_A_VIDEO, "PDF"),
        (b"FLV\x01", MediaProblem.UNSUPPORTED, "Flash"),
        (b"OggS", MediaProblem.UNSUPPORTED, "Ogg"),
        (b"\x00\x00\x00\x18ftypheic\0\0\0\0", MediaProblem.NOT_A_VIDEO, "HEIC"),
        (b"\x1a\x45\xdf\xa3" + b"\0" * 100, MediaProblem.DAMAGED, "damaged"),
    ],
)
def test_other_files_are_refused_as_no_video(
    data: bytes, code: MediaProblem, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    problem = refusal(path)
    assert problem.code == code
    assert words in problem.message
    assert str(tmp_path) not in problem.message
