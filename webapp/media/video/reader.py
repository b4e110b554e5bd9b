"""Reads a video file as upright RGB frames with their times.

Frames come in the order in which they are shown, with the file's own times (variable rates stay variable), counted from
the first frame. Damaged packets are skipped and counted; a file that ends early gives the frames that it has.
"""

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
from av.packet import Packet
from av.video.stream import VideoStream

from webapp.media.problems import MediaError, MediaProblem
from webapp.media.video.file_end import is_cut_off
from webapp.media.video.piece_clock import PieceClock, has_pieces
from webapp.media.video.rgb_frames import RgbFrames
from webapp.media.video.shown_time import ShownTime, file_time_s
from webapp.media.video.source import (
    FRAME_PIXEL_LIMIT,
    opened_video,
    reason,
    stream_options,
    unreadable,
    video_stream,
)
from webapp.media.video.timestamps import FrameTimestamps
from webapp.pose.engine import RgbImage

DECODER_THREADS: Final = 2
USUAL_RATE: Final = 30.0  # frames a second, if a file does not say
RATE_LIMIT: Final = 1000.0
DAMAGED_IN_A_ROW: Final = 100
"""After this many damaged packets one after the other, reading stops."""


@dataclass(frozen=True)
class VideoInfo:
    """What a file says of itself; frame_count and duration_s may differ from the frames that it has."""

    width: int  # pixels, upright
    height: int
    frame_rate: float  # frames a second on average
    duration_s: float | None
    frame_count: int | None
    has_audio: bool
    is_counted: bool = False  # whether frame_count is the header's own, no estimate from duration and rate


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
        self.end_s = 0.0  # once `frames` has ended: when the last frame ends, since the first one began
        self._path = path
        with ExitStack() as opening:
            self._container = opening.enter_context(opened_video(path, pixel_limit))
            self._stream = video_stream(self._container)
            _check_pixels(_frame_size(path, self._stream), pixel_limit)
            self._stream.codec_context.options = stream_options(pixel_limit)
            usual_s = 1 / _frame_rate(self._stream)
            self._pieces = PieceClock(usual_s) if has_pieces(self._container) else None
            self._stream.thread_type = "AUTO"
            self._stream.thread_count = threads
            self._shown = ShownTime(self._container, self._stream)
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
        return file_time_s(self._first) or 0.0

    def frames(self) -> Iterator[VideoFrame]:
        """Yield all frames, once. Raises MediaError if the rest of the file cannot be read."""
        usual_s = 1 / self.info.frame_rate
        times, time_s, last = FrameTimestamps(usual_s), 0.0, self._first
        for index, frame in enumerate(chain([self._first], self._decoded)):
            time_s, last = times.next(file_time_s(frame)), frame
            yield VideoFrame(index, time_s, self._pixels(frame))
        is_cut_off = self._is_cut_off()
        is_whole = not is_cut_off and not self._shown.is_incomplete
        self.end_s = time_s + self._shown.of_last(last, usual_s, is_whole)
        self.note = self._missing(is_cut_off, is_whole)

    def _is_cut_off(self) -> bool:
        try:
            return is_cut_off(self._path)
        except OSError:  # it was removed while it was read
            return False

    def _missing(self, is_cut_off: bool, is_whole: bool) -> str | None:
        parts = [f"{self.damaged_packets} damaged packets were left out"] if self.damaged_packets else []
        if not is_whole:
            why = "the file is cut off: " if is_cut_off else ""
            stated_s = self.info.duration_s or 0.0
            rest = f" of the {stated_s:.1f} s that it says it has" if stated_s > self.end_s else ""
            parts.append(f"{why}the video ends at {self.end_s:.1f} s{rest}")
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
            self._shown.add(packet)
            if self._pieces:
                self._pieces.move(packet)
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
        duration_s = self._shown.duration_s
        rate = _frame_rate(self._stream)
        estimate = round(duration_s * rate) if duration_s else None
        return VideoInfo(
            width,
            height,
            rate,
            duration_s,
            self._stream.frames or estimate,
            bool(self._container.streams.audio),
            is_counted=self._stream.frames > 0,
        )


def packets_in(path: Path, most: int) -> int:
    """Count the packets of the video, each of which has a frame, without decoding them; stop at `most`. Raises MediaError."""
    count = 0
    with opened_video(path, decodes=False) as container:
        try:
            for packet in container.demux(video_stream(container)):
                count += packet.size > 0
                if count >= most:
                    break
        except av.FFmpegError:
            return count  # the rest cannot be read
        except OSError as error:
            raise unreadable(error) from error
    return count


def _no_memory() -> MediaError:
    return MediaError(MediaProblem.NO_MEMORY, "there is not enough memory for this video; make it smaller")


def _frame_size(path: Path, stream: VideoStream) -> tuple[int, int]:
    """Return width and height; those that the container says where FFmpeg forgot them, since a decoder refused them."""
    if stream.width and stream.height:
        return stream.width, stream.height
    with opened_video(path, decodes=False) as container:
        stated = container.streams[stream.index]
        return (stated.width, stated.height) if isinstance(stated, VideoStream) else (0, 0)


def _check_pixels(size: tuple[int, int], pixel_limit: int) -> None:
    width, height = size
    if width * height > pixel_limit:
        raise MediaError(
            MediaProblem.TOO_MANY_PIXELS,
            f"the video has frames of {width} × {height} pixels; at most {pixel_limit:,} in all are read: make it smaller",
        )


def _frame_rate(stream: VideoStream) -> float:
    """Return the average frame rate. Raises MediaError for a rate that no camera has, since its times would be wrong."""
    rates: list[Fraction] = [one for one in (stream.average_rate, stream.guessed_rate) if one and one > 0]
    if not rates:
        return USUAL_RATE
    rate = next((one for one in rates if one <= RATE_LIMIT), rates[0])
    if rate > RATE_LIMIT:
        raise MediaError(
            MediaProblem.UNSUPPORTED,
            f"the video says that it has {float(rate):,.0f} frames a second; at most {RATE_LIMIT:,.0f} are read",
        )
    return float(rate)
