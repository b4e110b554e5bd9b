"""Writes video files of many kinds with PyAV for tests: short, small, each frame showing its number.

A frame is a photograph with a grey patch in its upper left corner, whose brightness says the frame's index.
"""

import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from tests.support.photo_clips import photograph

WIDTH: Final = 160
HEIGHT: Final = 96
FRAMES: Final = 12
RATE: Final = 25
TICKS: Final = 1000  # of a second: what Matroska can say
PATCH: Final = 32
LEVELS_APART: Final = 16
SOUND_RATE: Final = 44_100


def numbered(index: int, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """The frame of that index (0 to 14), uint8 (height, width, 3), RGB."""
    pixels = np.resize(photograph("astronaut")[:height, :width], (height, width, 3)).copy()
    pixels[:PATCH, :PATCH] = 16 + LEVELS_APART * index
    return pixels


def index_of(pixels: NDArray[np.uint8]) -> int:
    """Return the index that an upright frame shows."""
    return round((float(pixels[4 : PATCH - 4, 4 : PATCH - 4].mean()) - 16) / LEVELS_APART)


def even_times(frames: int = FRAMES, rate: float = RATE) -> list[float]:
    return [index / rate for index in range(frames)]


@contextmanager
def ordinary_priority() -> Iterator[None]:
    """Has the priority that this process has now afterwards, too.

    SVT-AV1 makes a process of root's that encodes with it a real-time one (SCHED_FIFO, 99), for good and with all that it starts; a
    browser among them then takes every core from everybody.
    """
    policy, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, parameters)


def write_clip(
    path: Path,
    *,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    container: str | None = None,
    times_s: Sequence[float] | None = None,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    rotation: float | None = None,
    flips: tuple[bool, bool] = (False, False),
    sample_aspect_ratio: Fraction | None = None,
    sound: str | None = None,
    sound_start_s: float = 0.0,
    sound_s: float | None = None,
    options: dict[str, str] | None = None,
    muxer_options: dict[str, str] | None = None,
    ticks: int = TICKS,
) -> Path:
    """Write a clip with one frame for each time, and a tone in that audio codec, by default as long as the frames."""
    times_s = even_times() if times_s is None else times_s
    with (
        ordinary_priority(),
        av.open(str(path), "w", format=container, options=muxer_options or {}) as target,
    ):
        video = _video(target, codec, pix_fmt, size, options or {}, ticks)
        if sample_aspect_ratio is not None:
            video.codec_context.sample_aspect_ratio = sample_aspect_ratio
        if rotation is not None:
            video.set_display_rotation(rotation, *flips)
        tone = add_tone(target, sound) if sound else None
        for index, time_s in enumerate(times_s):
            frame = av.VideoFrame.from_ndarray(numbered(index % 14, *size), "rgb24").reformat(format=pix_fmt)
            frame.pts, frame.time_base = round(time_s * ticks), Fraction(1, ticks)
            target.mux(video.encode(frame))
        target.mux(video.encode(None))
        if tone is not None:
            write_tone(target, tone, times_s[-1] + 1 / RATE if sound_s is None else sound_s, sound_start_s)
    return path


def write_held_clip(path: Path, held_s: float, muxer_options: dict[str, str] | None = None) -> Path:
    """Write a clip whose last frame is shown for held_s, with a tone until then. Its format is that of the extension."""
    times_s = even_times()
    whole = write_clip(
        path.with_name("plain.mov"), options={"bf": "0"}, sound="aac", sound_s=times_s[-1] + held_s
    )
    with av.open(str(whole)) as source, av.open(str(path), "w", options=muxer_options or {}) as target:
        copies = {
            source.streams.video[0].index: target.add_stream_from_template(source.streams.video[0]),
            source.streams.audio[0].index: target.add_stream_from_template(source.streams.audio[0]),
        }
        packets = [one for one in source.demux() if one.dts is not None and one.time_base is not None]
        pictures = [one for one in packets if one.stream.type == "video"]
        pictures[-1].duration = round(held_s / pictures[-1].time_base)
        for packet in packets:
            packet.stream = copies[packet.stream.index]
            target.mux(packet)
    whole.unlink()
    return path


def _video(
    target: OutputContainer,
    codec: str,
    pix_fmt: str,
    size: tuple[int, int],
    options: dict[str, str],
    ticks: int,
) -> VideoStream:
    stream = target.add_stream(codec, rate=RATE)
    assert isinstance(stream, VideoStream)
    stream.width, stream.height = size
    stream.pix_fmt = pix_fmt
    fixed_rate = codec in ("mpeg4", "mpeg2video", "mpeg1video", "dnxhd", "dvvideo")
    stream.codec_context.time_base = Fraction(1, RATE if fixed_rate else ticks)
    stream.codec_context.options = {"crf": "16", **options} if codec in ("libx264", "libx265") else options
    return stream


def add_tone(target: OutputContainer, codec: str) -> AudioStream:
    rate = 48_000 if codec in ("libopus", "opus") else SOUND_RATE
    stream = target.add_stream(codec, rate=rate)
    assert isinstance(stream, AudioStream)
    stream.layout = "stereo" if codec == "vorbis" else "mono"
    stream.bit_rate = 64_000  # wmav2 wants to be told
    stream.codec_context.options = {"strict": "experimental"} if codec == "vorbis" else {}
    return stream


def write_tone(target: OutputContainer, stream: AudioStream, seconds: float, start_s: float = 0.0) -> None:
    """Yield 0.1 s of silence, then a tone of 440 Hz."""
    rate = stream.codec_context.sample_rate
    samples = np.arange(round(seconds * rate))
    tone = np.where(samples < rate // 10, 0, 12_000 * np.sin(samples * 2 * np.pi * 440 / rate)).astype(
        np.int16
    )
    for first in range(0, len(tone), 1024):
        frame = av.AudioFrame.from_ndarray(tone[None, first : first + 1024], "s16", "mono")
        frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
        frame.pts = first + round(start_s * rate)
        target.mux(stream.encode(frame))
    target.mux(stream.encode(None))


def box(name: bytes, *contents: bytes) -> bytes:
    """Return a box of an MP4."""
    body = b"".join(contents)
    return struct.pack(">I4s", 8 + len(body), name) + body


def patched(path: Path, name: bytes, offset: int, new: bytes) -> Path:
    """Overwrite bytes after the first position of a name."""
    data = bytearray(path.read_bytes())
    start = data.index(name) + len(name) + offset
    data[start : start + len(new)] = new
    path.write_bytes(data)
    return path


def times_in(path: Path, kind: str = "video") -> list[float]:
    """Return the times of all packets of the first stream of that kind, in the order in which FFmpeg reads them."""
    with av.open(str(path)) as source:
        stream: Any = getattr(source.streams, kind)[0]
        return sorted(float(one.pts * one.time_base) for one in source.demux(stream) if one.pts is not None)
