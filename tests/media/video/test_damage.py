"""Damaged, truncated and hostile videos give frames or a MediaError, in bounded memory and time."""

import struct
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.media.bounded import MB, Cost, bounded
from tests.media.clips import FRAMES, HEIGHT, RATE, WIDTH, index_of, patched, write_clip
from tests.media.hostile_videos import huge_raw_video, many_streams, one_packet, packed_png
from tests.media.pictures import huge_jpeg
from webapp.media.problems import MediaError, MediaProblem
from webapp.media.video.reader import DAMAGED_IN_A_ROW, VideoReader

MEMORY_LIMIT = 64 * MB
TIME_LIMIT_S = 3.0
KINDS = {
    "a.mp4": {"sound": "aac", "muxer_options": {"movflags": "faststart"}},
    "fragments.mp4": {"muxer_options": {"movflags": "frag_keyframe+empty_moov"}},
    "a.webm": {"codec": "libvpx-vp9", "sound": "libopus"},
    "a.mkv": {"codec": "mjpeg", "pix_fmt": "yuvj420p", "sound": "flac"},
    "a.avi": {"codec": "mpeg4", "sound": "libmp3lame"},
    "a.ts": {"sound": "aac"},
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    return {name: write_clip(folder / name, **options).read_bytes() for name, options in KINDS.items()}  # type: ignore[arg-type]


def read(path: Path) -> list[int]:
    """Return the frames' indices, after checking what must hold of any video."""
    with VideoReader(path, pixel_limit=16 * WIDTH * HEIGHT) as video:
        frames = list(video.frames())
    times_s = [one.time_s for one in frames]
    assert times_s == sorted(set(times_s))
    assert frames
    assert {one.pixels.shape for one in frames} == {frames[0].pixels.shape}
    return [index_of(one.pixels) for one in frames]


def frames_or_none(path: Path) -> int:
    """Return how many frames a damaged file gives; 0 for a MediaError. Any other error fails the test."""
    try:
        return len(read(path))
    except MediaError:
        return 0


@pytest.mark.parametrize("name", KINDS)
def test_cut_off_anywhere(name: str, files: dict[str, bytes], tmp_path: Path) -> None:
    path, whole = tmp_path / name, files[name]
    found: list[int] = []
    for length in {*range(1, 200, 13), *range(200, len(whole), len(whole) // 40)}:
        path.write_bytes(whole[:length])
        found.append(frames_or_none(path))
    assert any(0 < count < FRAMES for count in found), "what is there of a cut-off video is read"


@pytest.mark.parametrize("name", KINDS)
def test_changed_bytes(name: str, files: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / name

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=12))
    def holds(changes: list[tuple[float, int]]) -> None:
        data = bytearray(files[name])
        for place, value in changes:
            data[int(place * len(data))] = value
        path.write_bytes(data)
        frames_or_none(path)

    holds()


@pytest.mark.parametrize("name", KINDS)
def test_changed_beginnings(name: str, files: dict[str, bytes], tmp_path: Path) -> None:
    """The beginnings of files, where the headers are."""
    path = tmp_path / name

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(st.integers(4, 1500), st.binary(min_size=1, max_size=8))
    def holds(start: int, new: bytes) -> None:
        data = bytearray(files[name])
        data[start : start + len(new)] = new
        path.write_bytes(data)
        frames_or_none(path)

    holds()


def test_damaged_packets_in_the_middle_are_left_out(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", codec="mjpeg", pix_fmt="yuvj420p")
    data = bytearray(path.read_bytes())
    pictures = [place for place in range(len(data)) if data.startswith(b"\xff\xd8\xff", place)]
    assert len(pictures) == FRAMES
    for index in (3, 4, 8):
        data[pictures[index] : pictures[index] + 600] = bytes(600)
    path.write_bytes(data)
    with VideoReader(path) as video:
        frames = list(video.frames())
        assert video.damaged_packets == 3
        assert video.note == "3 damaged packets were left out"
    assert [index_of(one.pixels) for one in frames] == [0, 1, 2, 5, 6, 7, 9, 10, 11]
    assert [one.index for one in frames] == list(range(9))
    assert [one.time_s * RATE for one in frames] == pytest.approx([0, 1, 2, 5, 6, 7, 9, 10, 11], abs=0.03)


def test_a_video_that_ends_early_says_so(tmp_path: Path) -> None:
    times_s = [index / RATE for index in range(100)]
    path = write_clip(tmp_path / "a.mp4", times_s=times_s, muxer_options={"movflags": "faststart"})
    with VideoReader(path) as video:
        assert len(list(video.frames())) == 100
        assert video.note is None
    whole = path.read_bytes()
    path.write_bytes(
        whole[: -len(whole) // 8]
    )  # half of the frames: the first takes more than the others together
    with VideoReader(path) as video:
        assert 0 < len(list(video.frames())) < 90
        assert video.note is not None
        assert "s of the 4.0 s that it says it has" in video.note


def test_too_many_damaged_packets_end_the_reading(tmp_path: Path) -> None:
    path = write_clip(
        tmp_path / "a.mkv", codec="mjpeg", pix_fmt="yuvj420p", times_s=[index / 25 for index in range(130)]
    )
    data = bytearray(path.read_bytes())
    for place in [one for one in range(len(data)) if data.startswith(b"\xff\xd8\xff", one)][5:]:
        data[place : place + 600] = bytes(600)
    path.write_bytes(data)
    seen: list[int] = []
    with VideoReader(path) as video, pytest.raises(MediaError) as caught:
        seen.extend(one.index for one in video.frames())
    assert seen == list(range(5))
    assert caught.value.code == MediaProblem.DAMAGED
    assert f"{DAMAGED_IN_A_ROW} packets" in caught.value.message


def cost(path: Path, pixel_limit: int | None = None) -> Cost:
    limit = "" if pixel_limit is None else f", pixel_limit={pixel_limit}"
    call = f"len([one.index for one in webapp.media.video.reader.VideoReader(path{limit}).frames()])"
    return bounded(call, path, "webapp.media.video.reader", "import webapp.media.video.rgb_frames")


def is_refused_cheaply(taken: Cost, *codes: MediaProblem) -> None:
    assert taken.answer[0] in codes, taken.answer
    assert taken.memory < MEMORY_LIMIT
    assert taken.seconds < TIME_LIMIT_S


def test_an_mp4_whose_frames_are_larger_than_its_index_says(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4")
    patched(path, b"avc1", 24, struct.pack(">HH", 65_500, 16_000))
    taken = cost(path)
    assert taken.answer == FRAMES or taken.answer[0] == MediaProblem.TOO_MANY_PIXELS
    assert taken.memory < MEMORY_LIMIT


def test_raw_video_that_claims_an_absurd_size(tmp_path: Path) -> None:
    path = huge_raw_video(tmp_path / "a.avi")
    is_refused_cheaply(cost(path), MediaProblem.TOO_MANY_PIXELS, MediaProblem.DAMAGED, MediaProblem.NO_FRAMES)


@pytest.mark.parametrize("container", ["a.avi", "a.mkv", "a.mov"])
def test_frames_larger_than_their_container_says(container: str, tmp_path: Path) -> None:
    path = one_packet(tmp_path / container, "mjpeg", huge_jpeg(65_500, 16_000))
    is_refused_cheaply(cost(path), MediaProblem.NO_FRAMES, MediaProblem.TOO_MANY_PIXELS, MediaProblem.DAMAGED)


def test_png_frames_with_more_data_than_their_size(tmp_path: Path) -> None:
    path = one_packet(tmp_path / "a.mov", "png", packed_png())
    is_refused_cheaply(cost(path), MediaProblem.NO_FRAMES, MediaProblem.TOO_MANY_PIXELS, MediaProblem.DAMAGED)


def black_8_megapixels(path: Path) -> Path:
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 3840, 2160, "yuv420p"
        black = av.VideoFrame.from_ndarray(np.zeros((2160 * 3 // 2, 3840), np.uint8), "yuv420p")
        for _ in range(2):
            target.mux(stream.encode(black))
        target.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("container", ["a.mp4", "a.ts", "a.mkv"])
def test_a_coded_size_over_the_limit(container: str, tmp_path: Path) -> None:
    """H.264 of 8 megapixels in 40 KB, with a limit of 2: a transport stream says it nowhere but in the stream itself."""
    path = black_8_megapixels(tmp_path / container)
    is_refused_cheaply(cost(path, 2_000_000), MediaProblem.TOO_MANY_PIXELS, MediaProblem.NO_FRAMES)
    assert cost(path).answer == 2


def test_very_many_streams_are_refused(tmp_path: Path) -> None:
    path = many_streams(tmp_path / "many.mp4")
    taken = cost(path)
    is_refused_cheaply(taken, MediaProblem.UNSUPPORTED)
    assert "5001 streams" in taken.answer[1]


@pytest.mark.parametrize("more_memory", [40 * MB, 50 * MB, 60 * MB])
def test_too_little_memory_is_a_media_error(more_memory: int, tmp_path: Path) -> None:
    path = black_8_megapixels(tmp_path / "a.mp4")
    call = "len([one.index for one in webapp.media.video.reader.VideoReader(path).frames()])"
    taken = bounded(call, path, "webapp.media.video.reader", more_memory=more_memory)
    assert taken.answer[0] == MediaProblem.NO_MEMORY
