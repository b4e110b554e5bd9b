"""RGB frames with their times to an MP4 that browsers and QuickTime play: H.264, and the sound of another file.

The file grows as NAME.part and gets its name at the end, so that no half of a video is ever taken for a whole one.
"""

import logging
from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

import av
import cv2
import numpy as np
from av import VideoFrame as DecodedFrame
from av.codec.context import Flags
from av.container import OutputContainer
from av.video.reformatter import ColorPrimaries, ColorRange, ColorTrc
from av.video.stream import VideoStream

from webapp.media.disk_error import unwritable
from webapp.media.problems import MediaError, MediaProblem
from webapp.media.video.audio import AudioTrack
from webapp.pose.engine import RgbImage

PRESET: Final = "superfast"
"""x264's; `veryfast` takes half as long again and halves the file (docs/decisions/0014)."""

LEAN: Final = "cabac=0:me=dia:subme=0"
"""What of PRESET costs a quarter of its time and gains 7 % of the file: CABAC, and motion finer than whole pixels."""

CRF: Final = "21"
"""x264's quality, 0 to 51, smaller is better; with PRESET a file about as large as a phone's."""

KEYFRAME_EVERY: Final = "60"
"""Frames; whoever scrubs waits for at most so many to be decoded."""

ENCODER_THREADS: Final = 2
TICKS_A_SECOND: Final = 90_000
"""MPEG's clock: 24, 25, 29.97, 30, 50 and 60 frames a second are whole numbers of ticks."""

USUAL_STEP_S: Final = 1 / 30  # how long the only frame of a video is shown

BT601: Final = 6  # ISO 23091-2's number of the matrix, which players read from the file

_PART: Final = ".part"
_WRITTEN_BYTES: Final = 1 << 18  # at a time
_log = logging.getLogger(__name__)


class VideoWriter:
    """An MP4 that is being written; leave its context without an error to have it under its name.

    width, height: of the frames. Odd ones get one more column or row, a copy of the last: H.264's colours are stored
    for blocks of 2 × 2. audio_from: the video whose sound is to go along, in step with its first picture.
    Raises MediaError; then, and on every other error, nothing is left of the file.
    """

    def __init__(self, path: Path, width: int, height: int, audio_from: Path | None = None) -> None:
        self._path = path
        self._part = path.with_name(path.name + _PART)
        self._size = (width, height)
        self._pending: tuple[DecodedFrame, int] | None = None  # its length is known when the next one comes
        self._last_step = round(USUAL_STEP_S * TICKS_A_SECOND)
        self._sound: AudioTrack | None = None
        self._file: _WholeWrites | None = None
        self._container: OutputContainer | None = None
        try:
            self._file = _WholeWrites(self._part)
            self._container = self._opened(self._file)
            self._stream = self._video_stream(self._container)
            if audio_from is not None:
                self._sound = AudioTrack(audio_from, self._container)
        except BaseException as error:
            self._abandon()
            self._raise_for(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._abandon()
            return
        try:
            self._finish()
        except BaseException as failure:
            self._abandon()
            self._raise_for(failure)

    @property
    def note(self) -> str | None:
        """What a person should know of the written video: why its sound is missing."""
        return self._sound.note if self._sound else None

    def write(self, pixels: RgbImage, time_s: float) -> None:
        """Adds uint8 (height, width, 3) RGB, shown from time_s on; times rise. Raises MediaError, ValueError."""
        width, height = self._size
        if pixels.shape != (height, width, 3):
            raise ValueError(f"a frame of {pixels.shape} in a video of {(height, width, 3)}")
        try:
            frame = self._encodable(pixels)
            self._write_pending(round(time_s * TICKS_A_SECOND))
            self._pending = (frame, round(time_s * TICKS_A_SECOND))
            if self._sound:
                self._sound.write_until(time_s)
        except (OSError, av.FFmpegError, MemoryError) as error:
            self._raise_for(error)

    def _encodable(self, pixels: RgbImage) -> DecodedFrame:
        height, width = pixels.shape[:2]
        if height % 2 or width % 2:
            edges = (0, height % 2, 0, width % 2)
            pixels = np.asarray(cv2.copyMakeBorder(pixels, *edges, cv2.BORDER_REPLICATE), np.uint8)
        planes = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2YUV_I420), np.uint8)
        return DecodedFrame.from_ndarray(planes, "yuv420p")

    def _write_pending(self, until: int) -> None:
        if self._pending is None:
            return
        frame, start = self._pending
        if until <= start:
            raise ValueError("a frame is not later than the one before it")
        self._last_step = until - start
        frame.pts = start
        frame.duration = self._last_step
        frame.time_base = Fraction(1, TICKS_A_SECOND)
        self._mux(self._stream.encode(frame))

    def _mux(self, packets: list[Any]) -> None:
        if self._container is not None:
            self._container.mux(packets)

    def _opened(self, file: "_WholeWrites") -> OutputContainer:
        return av.open(
            file,
            "w",
            format="mp4",
            options={"movflags": "faststart", "movie_timescale": str(TICKS_A_SECOND)},
            buffer_size=_WRITTEN_BYTES,
            io_open=self._reopened,
        )

    def _reopened(self, _url: str, _flags: int, _options: Mapping[str, str]) -> BinaryIO:
        """For the move of the index to the front, FFmpeg reads what it wrote."""
        return self._part.open("rb")

    def _video_stream(self, container: OutputContainer) -> VideoStream:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height = (side + side % 2 for side in self._size)
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, TICKS_A_SECOND)
        context.thread_count = ENCODER_THREADS
        context.profile = "High"
        context.colorspace = BT601  # what OpenCV makes, in a fifth of the time of FFmpeg's BT.709
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.color_range = ColorRange.MPEG
        context.flags |= Flags.frame_duration  # a frame is shown as long as we say, the last one too
        context.options = {"preset": PRESET, "crf": CRF, "g": KEYFRAME_EVERY, "x264-params": LEAN}
        return stream

    def _finish(self) -> None:
        if self._pending is None:
            raise MediaError(MediaProblem.NO_FRAMES, "no frame was written: there is no video")
        end = self._pending[1] + self._last_step
        self._write_pending(end)
        self._mux(self._stream.encode(None))
        if self._sound:
            self._sound.finish(end / TICKS_A_SECOND)
        self._close()
        self._part.replace(self._path)

    def _close(self) -> None:
        """Writes what FFmpeg holds back. Raises OSError, av.FFmpegError."""
        container, self._container = self._container, None
        try:
            if container is not None:
                container.close()
        finally:
            if self._sound:
                self._sound.close()
            if self._file:
                self._file.close()

    def _abandon(self) -> None:
        with suppress(Exception):
            self._close()
        self._part.unlink(missing_ok=True)

    def _raise_for(self, error: BaseException) -> None:
        if isinstance(error, OSError | av.FFmpegError):
            raise unwritable(self._path.name, error) from error
        if isinstance(error, MemoryError):
            raise MediaError(
                MediaProblem.NO_MEMORY, "there is not enough memory to write the video"
            ) from error
        raise error


class _WholeWrites:
    """A file without a buffer of its own, since FFmpeg has one and reads the file while it is open."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b", buffering=0)
        self.seek = self._file.seek
        self.tell = self._file.tell
        self.close = self._file.close

    def write(self, data: bytes) -> int:
        """All of it. Raises OSError."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) or 0 :]
        return len(data)
