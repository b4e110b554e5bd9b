"""The writer gives a playable MP4 with H.264, the right times and colours, whole or not at all."""

import subprocess
import sys
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.media.bounded import ROOT
from tests.media.clips import FRAMES, HEIGHT, WIDTH, even_times, index_of, numbered, write_clip
from tests.support.photo_clips import photograph
from tests.support.reference_data import clip_path, needs_reference
from webapp.media.problems import MediaError, MediaProblem
from webapp.media.video.reader import VideoFrame, VideoReader
from webapp.media.video.writer import VideoWriter

CODING_LOSS = 8.0


def write(path: Path, times_s: Iterable[float], size: tuple[int, int] = (WIDTH, HEIGHT)) -> Path:
    with VideoWriter(path, *size) as video:
        for index, time_s in enumerate(times_s):
            video.write(numbered(index % 14, *size), time_s)
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    return path


def read(path: Path) -> list[VideoFrame]:
    with VideoReader(path) as video:
        return list(video.frames())


def test_the_file_is_what_browsers_and_quicktime_play(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", even_times())
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat"), "the index comes first, so that it plays while it loads"
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        codec = stream.codec_context
        assert (codec.name, codec.profile, codec.pix_fmt) == ("h264", "High", "yuv420p")
        assert (codec.colorspace, codec.color_primaries, codec.color_trc, codec.color_range) == (6, 1, 1, 1)
        assert codec.level <= 41
        assert container.duration == pytest.approx(FRAMES / 25 * 1e6, abs=100)
        assert stream.duration is not None
        assert stream.time_base is not None
        assert float(stream.duration * stream.time_base) == pytest.approx(FRAMES / 25, abs=1e-4)


@pytest.mark.parametrize(
    "times_s",
    [
        even_times(),
        even_times(14, 29.97),
        even_times(14, 240),
        [0, 0.04, 0.05, 0.2, 0.9, 0.95, 1.5, 61.0],
        [0.0],
        [0, 3599.0],
    ],
)
def test_times_are_kept(times_s: list[float], tmp_path: Path) -> None:
    frames = read(write(tmp_path / "a.mp4", times_s))
    assert [index_of(one.pixels) for one in frames] == list(range(len(times_s)))
    assert [one.time_s for one in frames] == pytest.approx(times_s, abs=1e-5)


def test_the_last_frame_is_shown_as_long_as_the_one_before(tmp_path: Path) -> None:
    with VideoReader(write(tmp_path / "a.mp4", [0, 0.1, 0.3])) as video:
        assert video.info.duration_s == pytest.approx(0.5, abs=1e-4)


def test_the_last_frame_is_shown_until_the_end_that_is_given(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", WIDTH, HEIGHT) as writer:
        writer.write(numbered(0), 0)
        writer.write(numbered(1), 0.1)
        writer.end_at(4.6)
    with VideoReader(tmp_path / "a.mp4") as video:
        assert video.info.duration_s == pytest.approx(4.6, abs=1e-4)


@pytest.mark.parametrize("size", [(161, 96), (160, 95), (161, 95)])
def test_odd_sizes_get_one_more_row_or_column(size: tuple[int, int], tmp_path: Path) -> None:
    frame = read(write(tmp_path / "a.mp4", even_times(), size))[3].pixels
    assert frame.shape == (size[1] + size[1] % 2, size[0] + size[0] % 2, 3)
    assert np.abs(frame[: size[1], : size[0]].astype(int) - numbered(3, *size)).mean() < CODING_LOSS


def test_colours_do_not_shift(tmp_path: Path) -> None:
    patches = np.zeros((96, 192, 3), np.uint8)
    colours = [(200, 40, 40), (40, 200, 40), (40, 40, 200), (230, 230, 40), (128, 128, 128), (250, 250, 250)]
    for index, colour in enumerate(colours):
        patches[:, index * 32 : index * 32 + 32] = colour
    with VideoWriter(tmp_path / "a.mp4", 192, 96) as video:
        for index in range(5):
            video.write(patches, index / 25)
    frame = read(tmp_path / "a.mp4")[-1].pixels.astype(int)
    for index, colour in enumerate(colours):
        middle = frame[16:80, index * 32 + 8 : index * 32 + 24]
        assert np.abs(middle.mean(axis=(0, 1)) - colour).max() <= 4


def test_a_photograph_stays_as_bright_as_it_was(tmp_path: Path) -> None:
    photo = photograph("astronaut")
    with VideoWriter(tmp_path / "a.mp4", 512, 512) as video:
        for index in range(3):
            video.write(photo, index / 25)
    written = read(tmp_path / "a.mp4")[-1].pixels.astype(int) - photo
    assert np.abs(written.mean(axis=(0, 1))).max() < 2  # OpenCV's way of reading, ours too, darkens by 1
    assert np.abs(written).mean() < 4


@needs_reference
def test_a_reference_clip_is_written_and_read_back(tmp_path: Path) -> None:
    with VideoReader(clip_path("gym")) as source:
        frames = [frame for frame in source.frames() if frame.index < 30]
        with VideoWriter(tmp_path / "a.mp4", source.info.width, source.info.height) as video:
            for frame in frames:
                video.write(frame.pixels, frame.time_s)
    for ours, theirs in zip(read(tmp_path / "a.mp4"), frames, strict=True):
        assert np.abs(ours.pixels.astype(int) - theirs.pixels).mean() < 4
        assert ours.time_s == pytest.approx(theirs.time_s, abs=1e-5)


def test_frames_of_another_size_or_time_raise_value_error(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="a frame of"),
        VideoWriter(tmp_path / "a.mp4", WIDTH, HEIGHT) as video,
    ):
        video.write(numbered(0, 80, 64), 0)
    with pytest.raises(ValueError, match="not later"):
        write(tmp_path / "a.mp4", [0.1, 0.1])
    assert list(tmp_path.iterdir()) == []


def test_a_video_without_frames_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught, VideoWriter(tmp_path / "a.mp4", WIDTH, HEIGHT):
        pass
    assert caught.value.code == MediaProblem.NO_FRAMES
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, GeneratorExit])
def test_an_interrupted_video_leaves_no_file(error: type[BaseException], tmp_path: Path) -> None:
    def interrupted() -> None:
        with VideoWriter(tmp_path / "a.mp4", WIDTH, HEIGHT) as video:
            video.write(numbered(0), 0)
            video.write(numbered(1), 0.1)
            assert [one.suffix for one in tmp_path.iterdir()] == [".part"]
            raise error

    with pytest.raises(error):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_an_existing_video_stays_until_the_new_one_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"older")
    with pytest.raises(KeyboardInterrupt), VideoWriter(path, WIDTH, HEIGHT):
        raise KeyboardInterrupt
    assert path.read_bytes() == b"older"
    assert len(read(write(path, even_times()))) == FRAMES


def test_two_writers_of_one_video_do_not_write_into_each_other(tmp_path: Path) -> None:
    """As two runs with the same result: each file is whole, and the one that is complete last stays."""
    path = tmp_path / "a.mp4"
    with VideoWriter(path, WIDTH, HEIGHT) as first:
        first.write(numbered(0), 0)
        with VideoWriter(path, WIDTH, HEIGHT) as second:
            second.write(numbered(2), 0)
        assert len(read(path)) == 1
        first.write(numbered(1), 0.1)
    assert len(read(path)) == 2
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"a\.mp4 cannot be written: No such file") as caught:
        VideoWriter(tmp_path / "absent" / "a.mp4", WIDTH, HEIGHT)
    assert caught.value.code == MediaProblem.UNWRITABLE


def test_a_size_beyond_h264_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught, VideoWriter(tmp_path / "a.mp4", 20_000, 4) as video:
        video.write(np.zeros((4, 20_000, 3), np.uint8), 0)
    assert caught.value.code == MediaProblem.UNWRITABLE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["http:a.mp4", "a%03d.mp4", "ä ö|ü.mp4", "-o.mp4"])
def test_odd_file_names_work(name: str, tmp_path: Path) -> None:
    assert len(read(write(tmp_path / name, even_times()))) == FRAMES


FULL_DISK = """
import resource, sys
from pathlib import Path
import numpy
from webapp.media.problems import MediaError
from webapp.media.video.writer import VideoWriter
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
noise = numpy.random.default_rng(0).integers(0, 255, (96, 160, 3), "uint8")
try:
    with VideoWriter(Path(sys.argv[1]), 160, 96, Path(sys.argv[3])) as video:
        for index in range(60):
            video.write(numpy.roll(noise, index, 0), index / 25)
except MediaError as error:
    print(error.code, error.message)
"""


@pytest.mark.parametrize("limit", [0, 10, 5_000, 100_000])
def test_a_full_disk_is_reported_and_leaves_no_file(limit: int, tmp_path: Path) -> None:
    sound = write_clip(tmp_path / "sound.mp4", sound="aac")
    folder = tmp_path / "full"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(folder / "a.mp4"), str(limit), str(sound)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.startswith("no-room there is no room on the disk for a.mp4; make room")
    assert list(folder.iterdir()) == []


def test_a_full_disk_test_that_has_room_writes(tmp_path: Path) -> None:
    sound = write_clip(tmp_path / "sound.mp4", sound="aac")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "a.mp4"), "100000000", str(sound)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("", "")
    assert (tmp_path / "a.mp4").stat().st_size > 100_000


def test_the_clock_is_fine_enough_for_ntsc(tmp_path: Path) -> None:
    exact = [Fraction(index * 1001, 30000) for index in range(10)]
    path = write(tmp_path / "a.mp4", [float(one) for one in exact])
    with av.open(str(path)) as container:
        packets = list(container.demux(video=0))
    shown = [one.pts * one.time_base for one in packets if one.pts is not None and one.time_base is not None]
    assert sorted(shown) == exact
