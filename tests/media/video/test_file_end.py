"""A file that ends in the middle of one of its parts is told as cut off, also one without a length in its header."""

from pathlib import Path
from typing import Any

import pytest

from tests.media.clips import write_clip
from webapp.media.video.file_end import is_cut_off
from webapp.media.video.reader import VideoReader

TIMES_S = [index / 25 for index in range(100)]
LIVE = {"live": "1"}
KINDS: dict[str, dict[str, Any]] = {
    "a.mp4": {"sound": "aac", "muxer_options": {"movflags": "faststart"}},
    "fragments.mp4": {"muxer_options": {"movflags": "frag_keyframe+empty_moov"}},
    "a.webm": {"codec": "libvpx", "sound": "libopus"},
    "live.webm": {"codec": "libvpx", "sound": "libopus", "muxer_options": LIVE},
    "live.mkv": {"sound": "aac", "muxer_options": LIVE},
    "a.avi": {"codec": "mpeg4", "sound": "libmp3lame"},
    "a.ts": {"sound": "aac"},
}


@pytest.fixture(params=KINDS)
def video(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return write_clip(tmp_path / request.param, times_s=TIMES_S, **KINDS[request.param])


def note_of(path: Path) -> str | None:
    with VideoReader(path) as reader:
        assert [one.index for one in reader.frames()]
        return reader.note


def test_a_whole_file_is_not_cut_off(video: Path) -> None:
    assert not is_cut_off(video)
    assert note_of(video) is None


@pytest.mark.parametrize("share", [0.75, 0.85, 0.97])  # the first frame is two thirds of such a clip
def test_a_file_that_ends_in_the_middle_says_so(video: Path, share: float) -> None:
    whole = video.read_bytes()
    video.write_bytes(whole[: round(len(whole) * share) // 188 * 188 + 77])
    assert is_cut_off(video)
    note = note_of(video)
    assert note is not None
    assert "the file is cut off: the video ends at " in note


def unknown_lengths(path: Path) -> Path:
    """Have the segment and its clusters end wherever the next ones begin, as a browser's recorder writes them."""
    data = bytearray(path.read_bytes())
    for name in (b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"):
        place = data.find(name)
        while place >= 0:
            length = 9 - data[place + 4].bit_length()
            data[place + 4 : place + 4 + length] = bytes([0x1FF >> length & 0xFF]) + b"\xff" * (length - 1)
            place = data.find(name, place + 4 + length)
    path.write_bytes(data)
    return path


def test_a_recording_of_a_browser(tmp_path: Path) -> None:
    path = unknown_lengths(
        write_clip(tmp_path / "a.webm", codec="libvpx", times_s=TIMES_S, muxer_options=LIVE)
    )
    with VideoReader(path) as reader:
        assert reader.info.duration_s is None
    assert note_of(path) is None
    path.write_bytes(path.read_bytes()[:-5])
    assert note_of(path) == "the file is cut off: the video ends at 4.0 s"


@pytest.mark.parametrize("name", ["a.mp4", "a.webm", "a.avi"])
def test_rubbish_after_the_end_is_no_missing_part(name: str, tmp_path: Path) -> None:
    path = write_clip(tmp_path / name, **KINDS[name])
    for rubbish in (bytes(5000), b"\x7fRUBBISH" * 100):
        path.write_bytes(path.read_bytes() + rubbish)
        assert not is_cut_off(path)
