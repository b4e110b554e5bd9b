"""Pieces of an MPEG stream that reset its clock follow one another, pictures and sound, however little they reset it."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media.clips import RATE, write_clip
from tests.support.fake_engine import FakeEngine
from webapp.media.media_options import MediaOptions
from webapp.media.video.piece_clock import JOINT_BYTES, Piece, PieceClock, SoundClock, pieces_of
from webapp.media.video.poses import annotate_video
from webapp.media.video.reader import VideoReader

STEP_S = 1 / RATE
LENGTH = 50  # frames of a piece
LENGTH_S = LENGTH / RATE
BEGIN_S = 10.0
BACK_S = (0.05, 0.12, 0.5, 0.96, 3.0, 9.0)
TICKS = 90_000


def joined(path: Path, back_s: float, sound: str | None = None, codec: str = "libx264") -> Path:
    """Write two pieces, one after the other; the second one's clock begins so long before the end of the first."""
    data = b""
    for begin_s in (BEGIN_S, BEGIN_S + LENGTH_S - back_s):
        times_s = [begin_s + index * STEP_S for index in range(LENGTH)]
        piece = path.with_name("piece" + path.suffix)
        write_clip(piece, codec=codec, times_s=times_s, sound=sound, sound_start_s=begin_s, sound_s=LENGTH_S)
        data += piece.read_bytes()
        piece.unlink()
    path.write_bytes(data)
    return path


def tones_from_s(path: Path) -> list[float]:
    """Return when each tone begins that follows a silence, in seconds since the first frame."""
    with av.open(str(path)) as container:
        first = next(container.decode(video=0)).time or 0.0
        container.seek(0)
        times_s, peaks = [], []
        for frame in container.decode(audio=0):
            samples = np.abs(frame.to_ndarray().astype(float)).max(axis=0)
            for start in range(0, len(samples), 256):
                times_s.append((frame.time or 0.0) + start / frame.sample_rate - first)
                peaks.append(samples[start : start + 256].max())
    is_loud = np.array(peaks) > 0.1
    return [times_s[i] for i in range(8, len(is_loud)) if is_loud[i] and not is_loud[i - 8 : i].any()]


@pytest.mark.parametrize("back_s", BACK_S)
def test_frames_after_a_reset_keep_their_distances(back_s: float, tmp_path: Path) -> None:
    with VideoReader(joined(tmp_path / "a.ts", back_s)) as video:
        times_s = [one.time_s for one in video.frames()]
        assert video.end_s == pytest.approx(2 * LENGTH_S, abs=0.01)
    assert len(times_s) == 2 * LENGTH
    assert [later - one for one, later in pairwise(times_s)] == pytest.approx(
        [STEP_S] * (len(times_s) - 1), abs=0.002
    )


@pytest.mark.parametrize("back_s", [0.5, 3.0])
def test_a_program_stream_is_continued_too(back_s: float, tmp_path: Path) -> None:
    with VideoReader(joined(tmp_path / "a.mpg", back_s, codec="mpeg1video")) as video:
        times_s = [one.time_s for one in video.frames()]
    steps_s = [later - one for one, later in pairwise(times_s)]
    assert min(steps_s) > STEP_S / 2
    assert max(steps_s) < 2 * STEP_S


@pytest.mark.parametrize("sound", ["aac", "mp2"])
@pytest.mark.parametrize("back_s", [0.12, 0.5, 3.0])
def test_the_sound_of_each_piece_stays_with_its_pictures(back_s: float, sound: str, tmp_path: Path) -> None:
    """Of AAC, which is copied, and of MP2, which is encoded anew, each piece has 0.1 s of silence and a tone."""
    source, target = joined(tmp_path / "a.ts", back_s, sound), tmp_path / "drawn.mp4"
    annotate_video(source, target, FakeEngine(), MediaOptions())
    assert tones_from_s(target) == pytest.approx([0.1, LENGTH_S + 0.1], abs=0.05)


def test_a_file_with_one_clock_is_one_piece(tmp_path: Path) -> None:
    assert pieces_of(write_clip(tmp_path / "a.ts", sound="aac"), STEP_S) == [Piece(0, 0.0)]
    assert pieces_of(write_clip(tmp_path / "a.mp4"), STEP_S) == [Piece(0, 0.0)]


def packet(time_s: float | None, position: int | None = 0) -> Any:
    ticks = None if time_s is None else round(time_s * TICKS)
    return SimpleNamespace(
        pts=ticks, dts=ticks, duration=round(0.02 * TICKS), time_base=Fraction(1, TICKS), pos=position
    )


@given(st.lists(st.none() | st.floats(-1e5, 1e5), min_size=1, max_size=40))
def test_decoding_times_never_fall(times_s: list[float | None]) -> None:
    clock = PieceClock(STEP_S)
    packets = [packet(one) for one in times_s]
    for one in packets:
        clock.move(one)
    moved = [one.dts for one in packets if one.dts is not None]
    assert all(later - one >= -1 for one, later in pairwise(moved))


def test_sound_of_the_first_piece_behind_the_first_picture_of_the_second_stays_with_its_piece() -> None:
    clock = SoundClock([Piece(0, 0.0), Piece(1000, 8.0)])
    packets = [
        packet(9.98, 900),
        packet(10.0, 1100),
        packet(10.02, 1200),
        packet(2.04, 1300),
        packet(2.06, 1400),
    ]
    packets += [packet(3.0, 1001 + JOINT_BYTES), packet(None, None)]
    for one in packets:
        clock.move(one)
    times_s = [one.pts / TICKS for one in packets[:-1]]
    assert times_s == pytest.approx([9.98, 10.0, 10.02, 10.04, 10.06, 11.0], abs=1e-4)
