"""Reads a video file as upright RGB frames with their times.

Frames come in the order in which they are shown, with the file's own times (variable rates stay variable), counted from
the first frame. Damaged packets are skipped and counted; a file that ends early gives the frames that it has.
"""

import logging
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import av
from av import VideoFrame as DecodedFrame
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.stream import VideoStream

from webapp.media.problems import MediaError, MediaProblem
from webapp.media.video.rgb_frames import RgbFrames
from webapp.media.video.source import (
    FRAME_PIXEL_LIMIT,
    VIDEO_DECODERS,
    opened_video,
    reason,
    stream_options,
    unreadable,
)
from webapp.media.video.timestamps import FrameTimestamps
from webapp.pose.engine import RgbImage

DECODER_THREADS: Final = 2
USUAL_RATE: Final = 30.0  # frames a second, if a file does not say
RATE_LIMIT: Final = 1000.0
DAMAGED_IN_A_ROW: Final = 100
"""After this many damaged packets one after the other, reading stops."""

EARLY_END_S: Final = 1.0
EARLY_END_SHARE: Final = 0.05
"""A video that ends earlier than it says by more than both counts as cut off: files round, and audio may be longer."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class VideoInfo:
    """What a file says of itself; frame_count and duration_s may differ from the frames that it has."""

    width: int  # pixels, upright
    height: int
    frame_rate: float  # frames a second on average
    duration_s: float | None
    frame_count: int | None
    has_audio: bool


@dataclass(frozen=True)
class VideoFrame:
    index: int
    time_s: float  # since the first frame, strictly rising
    pixels: RgbImage  # uint8 (height, width, 3), upright


class VideoReader:
    """An open video; opening it decodes the first frame, so a file without frames fails at once.

    Raises MediaError, from the constructor and from `frames`.
    """

    def __init__(
        self, path: Path, pixel_limit: int = FRAME_PIXEL_LIMIT, threads: int = DECODER_THREADS
    ) -> None:
        self.damaged_packets = 0
        self.note: str | None = None  # once `frames` has ended: what is missing, in words for people
        with ExitStack() as opening:
            self._container = opening.enter_context(opened_video(path, pixel_limit))
            self._stream = video_stream(self._container)
            _check_pixels(self._stream.width, self._stream.height, pixel_limit)
            self._stream.codec_context.options = stream_options(pixel_limit)
            self._stream.thread_type = "AUTO"
            self._stream.thread_count = threads
            self._decoded = self._decode()
            self._first = self._first_frame()
            self._rgb = RgbFrames(self._first, self._stream.sample_aspect_ratio)
            self.info = self._info()
            self._opened = opening.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._decoded.close()
        self._opened.close()

    @property
    def start_s(self) -> float:
        """The file's own time of the first frame, which `frames` calls 0."""
        return _time_s(self._first) or 0.0

    def frames(self) -> Iterator[VideoFrame]:
        """Yield all frames, once. Raises MediaError if the rest of the file cannot be read."""
        times, time_s = FrameTimestamps(1 / self.info.frame_rate), 0.0
        for index, frame in enumerate(chain([self._first], self._decoded)):
            time_s = times.next(_time_s(frame))
            yield VideoFrame(index, time_s, self._pixels(frame))
        self.note = self._missing(time_s)
        if self.note:
            _log.warning("%s", self.note)

    def _missing(self, end_s: float) -> str | None:
        parts = [f"{self.damaged_packets} damaged packets were left out"] if self.damaged_packets else []
        claimed_s = _least(self.info.duration_s, (self._container.duration or 0) / av.time_base)
        if claimed_s and end_s < min(claimed_s - EARLY_END_S, claimed_s * (1 - EARLY_END_SHARE)):
            parts.append(f"the video ends at {end_s:.1f} s of the {claimed_s:.1f} s that it says it has")
        return "; ".join(parts) or None

    def _pixels(self, frame: DecodedFrame) -> RgbImage:
        try:
            return self._rgb.rgb(frame)
        except MemoryError as error:
            raise _no_memory() from error
        except (av.FFmpegError, ValueError) as error:
            raise MediaError(
                MediaProblem.UNSUPPORTED, f"the video's frames cannot be made RGB: {reason(error)}"
            ) from error

    def _decode(self) -> Generator[DecodedFrame, None, None]:
        in_a_row = 0
        for packet in self._packets():
            try:
                frames = packet.decode()
            except av.EOFError:
                return
            except MemoryError as error:
                raise _no_memory() from error
            except av.FFmpegError as error:
                self.damaged_packets += 1
                in_a_row += 1
                if in_a_row >= DAMAGED_IN_A_ROW:
                    raise MediaError(
                        MediaProblem.DAMAGED,
                        f"{in_a_row} packets of the video in a row are damaged: {reason(error)}",
                    ) from error
                continue
            in_a_row = 0
            yield from frames

    def _packets(self) -> Iterator["Packet[VideoStream]"]:
        try:
            yield from self._container.demux(self._stream)
        except MemoryError as error:
            raise _no_memory() from error
        except av.FFmpegError:
            self.damaged_packets += 1
        except OSError as error:
            raise unreadable(error) from error

    def _first_frame(self) -> DecodedFrame:
        first = next(self._decoded, None)
        if first is None:
            raise MediaError(MediaProblem.NO_FRAMES, "the video has no frame that can be read")
        return first

    def _info(self) -> VideoInfo:
        width, height = self._rgb.size
        duration_s = _duration_s(self._container, self._stream)
        rate = _frame_rate(self._stream)
        estimate = round(duration_s * rate) if duration_s else None
        return VideoInfo(
            width,
            height,
            rate,
            duration_s,
            self._stream.frames or estimate,
            bool(self._container.streams.audio),
        )


def video_stream(container: InputContainer) -> VideoStream:
    """Return the video stream that is not cover art. Raises MediaError."""
    videos = [one for one in container.streams.video if not one.disposition & Disposition.attached_pic]
    if not videos:
        what = "only sound" if container.streams.audio else "no video"
        raise MediaError(MediaProblem.NO_FRAMES, f"there is {what} in the file")
    best = container.streams.best("video")
    stream = next((one for one in videos if best is not None and one.index == best.index), videos[0])
    codec = stream.codec_context.name if stream.codec_context else "an unknown kind"
    if codec not in VIDEO_DECODERS:
        raise MediaError(
            MediaProblem.UNSUPPORTED,
            f"the video is written in {codec}, which is not read; convert it to H.264",
        )
    return stream


def _least(*values: float | None) -> float | None:
    return min((one for one in values if one), default=None)


def _no_memory() -> MediaError:
    return MediaError(MediaProblem.NO_MEMORY, "there is not enough memory for this video; make it smaller")


def _check_pixels(width: int, height: int, pixel_limit: int) -> None:
    if width * height > pixel_limit:
        raise MediaError(
            MediaProblem.TOO_MANY_PIXELS,
            f"the video has frames of {width} × {height} pixels; at most {pixel_limit:,} in all are read: make it smaller",
        )


def _time_s(frame: DecodedFrame) -> float | None:
    return None if frame.pts is None or frame.time_base is None else float(frame.pts * frame.time_base)


def _duration_s(container: InputContainer, stream: VideoStream) -> float | None:
    if stream.duration and stream.duration > 0 and stream.time_base:
        return float(stream.duration * stream.time_base)
    if container.duration and container.duration > 0:
        return container.duration / av.time_base
    return None


def _frame_rate(stream: VideoStream) -> float:
    """Return the average frame rate. Raises MediaError for a rate that no camera has, since its times would be wrong."""
    rate: Fraction | None = stream.average_rate or stream.guessed_rate
    if not rate or rate < 0:
        return USUAL_RATE
    if rate > RATE_LIMIT:
        raise MediaError(
            MediaProblem.UNSUPPORTED,
            f"the video says that it has {float(rate):,.0f} frames a second; at most {RATE_LIMIT:,.0f} are read",
        )
    return float(rate)
