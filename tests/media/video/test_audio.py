"""Audio stays in sync with the frames; it is copied if players of MP4 play it, else encoded as AAC."""

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from tests.media.clips import FRAMES, HEIGHT, RATE, WIDTH, numbered, patched, times_in, write_clip
from tests.support.reference_data import clip_path, needs_reference
from webapp.media.video.audio import OVERHANG_S
from webapp.media.video.reader import VideoReader
from webapp.media.video.writer import VideoWriter

TONE_FROM_S = 0.1  # write_tone's silence
AAC_BLUR_S = 0.03  # its frames are 23 ms long


def through(source: Path, target: Path) -> str | None:
    """Write the source's frames and audio to the target; return the writer's note."""
    with (
        VideoReader(source) as video,
        VideoWriter(target, video.info.width, video.info.height, source) as writer,
    ):
        for frame in video.frames():
            writer.write(frame.pixels, frame.time_s)
    return writer.note


def codec_of(path: Path) -> str:
    with av.open(str(path)) as container:
        return container.streams.audio[0].codec_context.name


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(one) for one in container.demux(container.streams.audio[0]) if one.size]


def loud_from_s(path: Path) -> float:
    """Return when the tone begins, in seconds since the first frame."""
    with av.open(str(path)) as container:
        first_picture = next(container.decode(video=0)).time
        container.seek(0)
        for frame in container.decode(audio=0):
            samples = np.abs(frame.to_ndarray().astype(float)).max(axis=0)
            peak = {"flt": 1.0, "dbl": 1.0, "s16": 2.0**15, "s32": 2.0**31}[frame.format.name.rstrip("p")]
            loud = np.flatnonzero(samples > 0.1 * peak)
            if loud.size:
                return float(frame.time + loud[0] / frame.sample_rate - first_picture)
    raise AssertionError("there is no tone")


@pytest.mark.parametrize(("codec", "read_as"), [("aac", "aac"), ("libmp3lame", "mp3float")])
@pytest.mark.parametrize("container", ["mp4", "matroska"])
def test_audio_that_players_play_is_copied(codec: str, read_as: str, container: str, tmp_path: Path) -> None:
    source = write_clip(tmp_path / "source", container=container, sound=codec)
    target = tmp_path / "a.mp4"
    assert through(source, target) is None
    assert codec_of(target) == read_as
    assert packets(target) == packets(source)
    assert loud_from_s(target) == pytest.approx(loud_from_s(source), abs=0.002)


@pytest.mark.parametrize(
    ("codec", "container"),
    [
        ("libopus", "webm"),
        ("vorbis", "matroska"),
        ("flac", "matroska"),
        ("pcm_s16le", "mov"),
        ("pcm_s16le", "avi"),
        ("ac3", "mpegts"),
        ("mp2", "mpeg"),
        ("alac", "mov"),
    ],
)
def test_other_audio_becomes_aac(codec: str, container: str, tmp_path: Path) -> None:
    video_codec = {"webm": "libvpx", "mpeg": "mpeg1video"}.get(container, "libx264")
    source = write_clip(tmp_path / "source", container=container, codec=video_codec, sound=codec)
    target = tmp_path / "a.mp4"
    assert through(source, target) is None
    assert codec_of(target) == "aac"
    assert loud_from_s(target) == pytest.approx(loud_from_s(source), abs=AAC_BLUR_S)


@pytest.mark.parametrize("start_s", [0.0, 0.25, -0.05])
@pytest.mark.parametrize("codec", ["aac", "pcm_s16le", "libopus"])
def test_audio_stays_in_sync(codec: str, start_s: float, tmp_path: Path) -> None:
    """The frames begin at 1 s, the audio before or after them."""
    source = write_clip(
        tmp_path / "a.mkv",
        times_s=[1 + index / RATE for index in range(25)],
        sound=codec,
        sound_start_s=1 + start_s,
    )
    expected = TONE_FROM_S + start_s
    assert loud_from_s(source) == pytest.approx(expected, abs=AAC_BLUR_S)
    through(source, tmp_path / "a.mp4")
    assert loud_from_s(tmp_path / "a.mp4") == pytest.approx(expected, abs=AAC_BLUR_S)


def test_aac_of_a_transport_stream_gets_its_header(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.ts", sound="aac")
    assert through(source, tmp_path / "a.mp4") is None
    assert codec_of(tmp_path / "a.mp4") == "aac"
    assert loud_from_s(tmp_path / "a.mp4") == pytest.approx(loud_from_s(source), abs=AAC_BLUR_S)


@needs_reference
def test_a_phones_audio_is_copied(tmp_path: Path) -> None:
    source = clip_path("dress").with_name("dress_rotated.mp4")
    with VideoReader(source) as video, VideoWriter(tmp_path / "a.mp4", 48, 84, source) as writer:
        for frame in video.frames():
            writer.write(np.ascontiguousarray(frame.pixels[:840:10, ::10]), frame.time_s)
    assert writer.note is None
    assert packets(tmp_path / "a.mp4") == packets(source)
    assert times_in(tmp_path / "a.mp4", "audio") == pytest.approx(times_in(source, "audio"), abs=0.001)


def test_audio_long_after_the_last_frame_is_cut(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", times_s=[index / RATE for index in range(100)], sound="aac")
    with VideoWriter(tmp_path / "b.mp4", WIDTH, HEIGHT, source) as writer:
        for index in range(FRAMES):
            writer.write(numbered(index), index / RATE)
    assert times_in(tmp_path / "b.mp4", "audio")[-1] == pytest.approx(FRAMES / RATE + OVERHANG_S, abs=0.05)


def test_a_video_without_audio_is_copied_without(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4")
    assert through(source, tmp_path / "b.mp4") is None
    with av.open(str(tmp_path / "b.mp4")) as container:
        assert len(container.streams) == 1


def test_unreadable_audio_leaves_the_video_without_audio(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.avi", sound="wmav2")
    note = through(source, tmp_path / "b.mp4")
    assert note is not None
    assert "wmav2" in note
    with VideoReader(tmp_path / "b.mp4") as video:
        assert not video.info.has_audio
        assert len(list(video.frames())) == FRAMES


@pytest.mark.parametrize("codec", ["aac", "libopus", "flac"])
def test_damaged_audio_never_costs_frames(codec: str, tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mkv", sound=codec)
    sound = packets(source)
    data = source.read_bytes()
    for packet in sound[3:9]:
        data = data.replace(packet, b"\x55" * len(packet))
    source.write_bytes(data)
    through(source, tmp_path / "b.mp4")
    with VideoReader(tmp_path / "b.mp4") as video:
        assert len(list(video.frames())) == FRAMES


def test_audio_times_that_do_not_rise_are_handled(tmp_path: Path) -> None:
    one = write_clip(tmp_path / "a.ts", sound="aac").read_bytes()
    source = tmp_path / "twice.ts"
    source.write_bytes(one + one)
    through(source, tmp_path / "b.mp4")
    times_s = times_in(tmp_path / "b.mp4", "audio")
    assert all(earlier < later for earlier, later in pairwise(times_s))


def test_a_missing_source_leaves_the_video_without_audio(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", WIDTH, HEIGHT, tmp_path / "absent.mp4") as writer:
        writer.write(numbered(0), 0)
    assert writer.note is not None
    assert "absent.mp4 cannot be read" in writer.note


def test_a_sample_rate_unknown_to_aac_is_converted(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mov", sound="pcm_s16le")
    patched(source, b"sowt", 24, (50_000 << 16).to_bytes(4, "big"))
    assert through(source, tmp_path / "b.mp4") is None
    with av.open(str(tmp_path / "b.mp4")) as container:
        assert container.streams.audio[0].codec_context.sample_rate == 48_000
