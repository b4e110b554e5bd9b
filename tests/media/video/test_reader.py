"""Videos of all supported kinds are read upright in RGB, with the file's own times."""

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.media.clips import (
    FRAMES,
    HEIGHT,
    RATE,
    WIDTH,
    add_tone,
    even_times,
    index_of,
    numbered,
    patched,
    times_in,
    write_clip,
    write_tone,
)
from tests.support.reference_data import CLIPS, clip_frames, clip_path, needs_reference
from webapp.media.orientation import upright
from webapp.media.problems import MediaError, MediaProblem
from webapp.media.video.reader import VideoFrame, VideoReader

CODING_LOSS = 8.0  # of 255 on average, of small frames with sharp edges


def read(path: Path) -> list[VideoFrame]:
    with VideoReader(path) as video:
        return list(video.frames())


def problem_of(path: Path) -> MediaError:
    with pytest.raises(MediaError) as caught:
        read(path)
    return caught.value


@needs_reference
@pytest.mark.parametrize("clip", CLIPS)
def test_frames_are_those_that_opencv_reads(clip: str) -> None:
    with VideoReader(clip_path(clip)) as video:
        for frame, opencvs in zip(video.frames(), clip_frames(clip), strict=False):
            assert np.array_equal(frame.pixels, opencvs)
            if frame.index == 40:
                break


@needs_reference
def test_a_phones_video_is_upright() -> None:
    rotated = clip_path("dress").with_name("dress_rotated.mp4")
    with VideoReader(clip_path("dress")) as plain, VideoReader(rotated) as turned:
        assert (turned.info.width, turned.info.height) == (plain.info.width, plain.info.height) == (480, 848)
        assert turned.info.has_audio
        first, same = next(plain.frames()), next(turned.frames())
    assert first.pixels.shape == same.pixels.shape == (848, 480, 3)
    assert np.abs(first.pixels.astype(int) - same.pixels).mean() < CODING_LOSS


def test_an_ordinary_clip(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", sound="aac")
    with VideoReader(path) as video:
        assert video.info.width == WIDTH
        assert video.info.height == HEIGHT
        assert video.info.frame_rate == pytest.approx(RATE)
        assert video.info.duration_s == pytest.approx(FRAMES / RATE, abs=0.05)
        assert video.info.frame_count == FRAMES
        assert video.info.has_audio
        frames = list(video.frames())
        assert video.damaged_packets == 0
    assert [one.index for one in frames] == list(range(FRAMES))
    assert [index_of(one.pixels) for one in frames] == list(range(FRAMES))
    assert [one.time_s for one in frames] == pytest.approx(even_times())
    assert frames[0].pixels.dtype == np.uint8
    assert frames[0].pixels.flags.c_contiguous
    assert np.abs(frames[3].pixels.astype(int) - numbered(3)).mean() < CODING_LOSS
    kept = frames[0].pixels.copy()
    frames[1].pixels[:] = 0
    assert np.array_equal(frames[0].pixels, kept)


@pytest.mark.parametrize(
    ("container", "codec", "pix_fmt"),
    [
        ("mov", "libx264", "yuv444p"),
        ("mov", "libx264", "yuv420p10le"),
        ("mov", "prores_ks", "yuva444p10le"),
        ("mov", "mjpeg", "yuvj420p"),
        ("mp4", "libx265", "yuv420p"),
        ("mp4", "libsvtav1", "yuv420p"),
        ("mp4", "mpeg4", "yuv420p"),
        ("webm", "libvpx", "yuv420p"),
        ("webm", "libvpx-vp9", "yuv420p"),
        ("matroska", "libx264", "yuv420p"),
        ("matroska", "ffv1", "gray"),
        ("matroska", "ffv1", "gray16le"),
        ("matroska", "ffv1", "bgra"),
        ("avi", "mpeg4", "yuv420p"),
        ("avi", "rawvideo", "bgr24"),
        ("avi", "huffyuv", "yuv422p"),
        ("mpegts", "libx264", "yuv420p"),
        ("mpegts", "mpeg2video", "yuv420p"),
        ("mpeg", "mpeg1video", "yuv420p"),
    ],
)
def test_codecs_of_cameras_browsers_and_laboratories_are_read(
    container: str, codec: str, pix_fmt: str, tmp_path: Path
) -> None:
    frames = read(write_clip(tmp_path / "clip", container=container, codec=codec, pix_fmt=pix_fmt))
    assert [index_of(one.pixels) for one in frames] == list(range(FRAMES))
    assert [one.time_s for one in frames] == pytest.approx(even_times(), abs=0.002)
    expected = numbered(5).astype(float)
    if "gray" in pix_fmt:
        expected = np.repeat((expected @ [0.299, 0.587, 0.114])[:, :, None], 3, axis=2)
    assert np.abs(frames[5].pixels - expected).mean() < 2 * CODING_LOSS


@pytest.mark.parametrize(
    ("rotation", "flips", "orientation"),
    [
        (90, (False, False), 8),
        (-90, (False, False), 6),
        (180, (False, False), 3),
        (0, (True, False), 2),
        (0, (False, True), 4),
        (90, (True, False), None),
        (-90, (True, False), None),
    ],
)
def test_a_display_matrix_is_applied(
    rotation: float, flips: tuple[bool, bool], orientation: int | None, tmp_path: Path
) -> None:
    plain = read(write_clip(tmp_path / "plain.mp4"))[2].pixels
    path = write_clip(tmp_path / "turned.mp4", rotation=rotation, flips=flips)
    with VideoReader(path) as video:
        turned = next(frame for frame in video.frames() if frame.index == 2).pixels
        assert turned.shape == (video.info.height, video.info.width, 3)
    possible = [orientation] if orientation else [5, 7]
    off = [
        np.abs(upright(plain, one).astype(int) - turned).mean()
        for one in possible
        if turned.shape == upright(plain, one).shape
    ]
    assert min(off) < 1  # x264 does not write the same file twice


@pytest.mark.parametrize("container", ["mp4", "matroska"])
def test_a_variable_rate_stays_variable(container: str, tmp_path: Path) -> None:
    times_s = [0, 0.04, 0.05, 0.2, 0.9, 0.95, 1.5]
    frames = read(write_clip(tmp_path / "a", container=container, times_s=times_s))
    assert [one.time_s for one in frames] == pytest.approx(times_s, abs=0.0006)


def test_times_begin_at_0_wherever_the_file_begins(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", times_s=[7 + time for time in even_times()])
    assert times_in(path)[0] == pytest.approx(7)
    with VideoReader(path) as video:
        assert video.start_s == pytest.approx(7)
        assert [one.time_s for one in video.frames()] == pytest.approx(even_times(), abs=0.0011)


def test_frames_cut_away_by_an_edit_list_are_not_shown(tmp_path: Path) -> None:
    path = write_clip(
        tmp_path / "a.mp4", options={"bf": "0"}, ticks=1000, muxer_options={"use_editlist": "1"}
    )
    with av.open(str(path)) as clip:
        ticks_a_second = clip.streams.video[0].time_base.denominator  # type: ignore[union-attr]
    start = round(4 / RATE * ticks_a_second)
    patched(path, b"elst", 4 + 4 + 4, start.to_bytes(4, "big"))
    frames = read(path)
    assert [index_of(one.pixels) for one in frames] == list(range(4, FRAMES))
    assert [one.time_s for one in frames] == pytest.approx(even_times(FRAMES - 4), abs=0.001)


@pytest.mark.parametrize(
    ("ratio", "size"),
    [
        (Fraction(1, 1), (160, 96)),
        (Fraction(2023, 2025), (160, 96)),
        (Fraction(2, 1), (320, 96)),
        (Fraction(16, 15), (171, 96)),
        (Fraction(1, 2), (160, 192)),
        (Fraction(1, 60000), (160, 96)),
        (Fraction(60000, 1), (160, 96)),
    ],
)
def test_pixels_become_square(ratio: Fraction, size: tuple[int, int], tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", sample_aspect_ratio=ratio)
    with VideoReader(path) as video:
        assert (video.info.width, video.info.height) == size
        assert next(video.frames()).pixels.shape == (size[1], size[0], 3)


def test_odd_sizes(tmp_path: Path) -> None:
    frames = read(write_clip(tmp_path / "a.mkv", codec="ffv1", pix_fmt="bgr0", size=(161, 95)))
    assert frames[0].pixels.shape == (95, 161, 3)
    assert np.abs(frames[4].pixels.astype(int) - numbered(4, 161, 95)).mean() < 1


def test_a_size_that_changes_in_the_middle_is_scaled_to_the_first(tmp_path: Path) -> None:
    large, small = write_clip(tmp_path / "a.ts"), write_clip(tmp_path / "b.ts", size=(80, 64))
    both = tmp_path / "both.ts"
    both.write_bytes(large.read_bytes() + small.read_bytes())
    frames = read(both)
    assert {one.pixels.shape for one in frames} == {(HEIGHT, WIDTH, 3)}
    assert len(frames) >= 2 * FRAMES - 2
    times_s = [one.time_s for one in frames]
    assert times_s == sorted(set(times_s))
    assert times_s[-1] < 3 * FRAMES / RATE


def test_interlaced_video_is_read(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mpg", codec="mpeg2video", options={"flags": "+ilme+ildct"})
    assert len(read(path)) == FRAMES


def test_one_frame_is_a_video(tmp_path: Path) -> None:
    frames = read(write_clip(tmp_path / "a.mp4", times_s=[0]))
    assert [one.time_s for one in frames] == [0]


def test_an_animated_gif_is_a_video(tmp_path: Path) -> None:
    frames = [Image.fromarray(numbered(index)) for index in range(4)]
    path = tmp_path / "chat.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[40, 200, 40, 80], loop=0)
    found = read(path)
    assert [index_of(frame.pixels) for frame in found] == [0, 1, 2, 3]
    assert [frame.time_s for frame in found] == pytest.approx([0, 0.04, 0.24, 0.28])


def test_a_gif_that_claims_absurd_sizes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gif"
    Image.fromarray(numbered(0)).save(path)
    data = bytearray(path.read_bytes())
    data[6:10] = struct.pack("<HH", 65_535, 65_535)
    path.write_bytes(data)
    assert problem_of(path).code == MediaProblem.NO_FRAMES  # FFmpeg decodes none of that size


def test_a_cover_is_not_the_video(tmp_path: Path) -> None:
    path = tmp_path / "song.mp4"
    with av.open(str(path), "w") as target:
        sound = target.add_stream("aac", rate=44100)
        cover = target.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 64, 64, "yuvj420p"
        cover.disposition = 1024  # type: ignore[assignment]
        target.mux(
            cover.encode(av.VideoFrame.from_ndarray(numbered(0, 64, 64), "rgb24").reformat(format="yuvj420p"))
        )
        tone = av.AudioFrame.from_ndarray(np.zeros((2, 4096), np.float32), "fltp", "stereo")
        tone.sample_rate, tone.pts = 44100, 0
        target.mux(sound.encode(tone))
        target.mux(sound.encode(None))
    problem = problem_of(path)
    assert problem.code == MediaProblem.NO_FRAMES
    assert "only sound" in problem.message


def test_audio_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "song.mka"
    with av.open(str(path), "w", format="matroska") as target:
        write_tone(target, add_tone(target, "libopus"), 0.5)
    assert problem_of(path).code == MediaProblem.NO_FRAMES


def test_a_codec_that_is_not_read_is_named(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.avi", codec="flv", container="avi")
    problem = problem_of(path)
    assert problem.code == MediaProblem.UNSUPPORTED
    assert "flv" in problem.message
    assert "H.264" in problem.message


def test_absurd_rates_are_refused(tmp_path: Path) -> None:
    path = patched(write_clip(tmp_path / "a.mp4"), b"mdhd", 12, (1_000_000_000).to_bytes(4, "big"))
    problem = problem_of(path)
    assert problem.code == MediaProblem.UNSUPPORTED
    assert "frames a second; at most 1,000" in problem.message


def test_a_missing_frame_rate_is_replaced_by_the_usual_one(tmp_path: Path) -> None:
    path = patched(write_clip(tmp_path / "a.avi", codec="mjpeg", pix_fmt="yuvj420p"), b"vids", 16, b"\0" * 8)
    frames = read(path)
    assert [index_of(one.pixels) for one in frames] == list(range(FRAMES))
    assert 0 < frames[-1].time_s < 60


@pytest.mark.parametrize(
    ("name", "codec", "pix_fmt"),
    [
        ("a.webm", "libvpx", "yuv420p"),
        ("a.webm", "libvpx-vp9", "yuv420p"),
        ("a.mp4", "libsvtav1", "yuv420p"),
        ("a.mov", "mjpeg", "yuvj420p"),
        ("a.avi", "mjpeg", "yuvj420p"),
        ("a.mov", "png", "rgb24"),
        ("a.mkv", "ffv1", "yuv420p"),
        ("a.ts", "libx264", "yuv420p"),
    ],
)
def test_too_many_pixels_are_told_whatever_the_decoder(
    name: str, codec: str, pix_fmt: str, tmp_path: Path
) -> None:
    """With most of these, FFmpeg forgets the size when its decoder refuses it."""
    path = write_clip(tmp_path / name, codec=codec, pix_fmt=pix_fmt, times_s=even_times(3))
    with pytest.raises(MediaError) as caught:
        VideoReader(path, pixel_limit=WIDTH * HEIGHT // 2)
    assert caught.value.code == MediaProblem.TOO_MANY_PIXELS
    assert f"{WIDTH} × {HEIGHT}" in caught.value.message


def test_more_pixels_than_the_limit_are_refused(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4")
    with pytest.raises(MediaError) as caught:
        VideoReader(path, pixel_limit=WIDTH * HEIGHT // 2)
    assert caught.value.code == MediaProblem.TOO_MANY_PIXELS
    assert f"{WIDTH} × {HEIGHT}" in caught.value.message
