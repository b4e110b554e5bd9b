"""The last frame lasts as long as its file says, in every format; whole videos are not told as cut off."""

from pathlib import Path

import pytest

from tests.media.clips import FRAMES, RATE, even_times, patched, write_clip, write_held_clip
from tests.support.reference_data import clip_path, needs_reference
from webapp.media.video.reader import VideoReader

HELD_S = 3.7
LAST_S = (FRAMES - 1) / RATE
FRAGMENTS = {"movflags": "frag_keyframe+empty_moov"}


def end_of_whole(path: Path) -> float:
    """Return the end in seconds, after checking that nothing is said to be missing."""
    with VideoReader(path) as video:
        assert [one.index for one in video.frames()]
        assert video.note is None
        return video.end_s


@pytest.mark.parametrize(
    ("name", "muxer_options"),
    [("a.mp4", {}), ("fragments.mp4", FRAGMENTS), ("a.mov", {}), ("a.mkv", {}), ("live.mkv", {"live": "1"})],
)
def test_a_last_frame_that_is_held(name: str, muxer_options: dict[str, str], tmp_path: Path) -> None:
    path = write_held_clip(tmp_path / name, HELD_S, muxer_options)
    assert end_of_whole(path) == pytest.approx(LAST_S + HELD_S, abs=0.03)


def test_a_matroska_file_whose_last_frame_has_no_duration(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", sound="libopus")
    assert end_of_whole(path) == pytest.approx(LAST_S + 1 / RATE, abs=0.002)
    patched(path, b"DURATIOND\x87", 1, b"00:00:05.500000000")
    assert end_of_whole(path) == pytest.approx(5.5, abs=0.002)
    patched(path, b"DURATIOND\x87", 1, b"xx:00:05.500000000")
    assert end_of_whole(path) == pytest.approx(LAST_S + 1 / RATE, abs=0.002)


@pytest.mark.parametrize(
    ("name", "codec"), [("a.ts", "libx264"), ("a.mpg", "mpeg1video"), ("a.avi", "mpeg4")]
)
def test_formats_without_long_frames_end_a_step_after_the_last(name: str, codec: str, tmp_path: Path) -> None:
    path = write_clip(tmp_path / name, codec=codec)
    assert end_of_whole(path) == pytest.approx(LAST_S + 1 / RATE, abs=0.002)


@pytest.mark.parametrize(
    ("name", "sound"),
    [("a.mp4", None), ("a.mp4", "aac"), ("a.mkv", None), ("a.mkv", "aac"), ("a.mov", "aac"), ("a.ts", None)],
)
def test_a_whole_slide_show_is_not_cut_off(name: str, sound: str | None, tmp_path: Path) -> None:
    """Its last frame comes long before its end, as its sound says, too."""
    path = write_clip(tmp_path / name, times_s=[0, 10, 20, 30], sound=sound, sound_s=39)
    assert 30 < end_of_whole(path) <= 40


def test_a_short_last_frame_after_long_ones_stays_short(tmp_path: Path) -> None:
    """With frames that refer to later ones, the last frame's packet is not the last, and lasts as long as another."""
    path = write_clip(tmp_path / "a.mp4", times_s=[0, 10, 20, 30])
    assert end_of_whole(path) == pytest.approx(30.04, abs=0.01)


def test_a_video_that_begins_late_is_no_longer_for_that(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", times_s=[7 + one for one in even_times()])
    with VideoReader(path) as video:
        assert video.info.duration_s == pytest.approx(FRAMES / RATE, abs=0.002)
    assert end_of_whole(path) == pytest.approx(FRAMES / RATE, abs=0.002)


@needs_reference
def test_the_held_frame_among_the_reference_videos() -> None:
    assert end_of_whole(clip_path("faults/held_last_frame")) == pytest.approx(5.0)
