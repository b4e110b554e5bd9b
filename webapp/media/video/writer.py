"""Writes RGB frames with their times to an MP4 that browsers and QuickTime play: H.264, and the audio of another file.

The file has a name of part_file.py until it is complete, so that a half-written video is never taken for a whole one.
"""

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

from webapp.media.part_file import part_of
from webapp.media.problems import MediaError, MediaProblem, unwritable
from webapp.media.video.audio import AudioTrack
from webapp.pose.engine import RgbImage

PRESET: Final = "superfast"
"""Of x264; `veryfast` takes half as long again and halves the file (docs/decisions/0014)."""

LEAN: Final = "cabac=0:me=dia:subme=0"
"""x264 options that turn off parts of PRESET, CABAC and sub-pixel motion: a quarter of the time for 7 % of the size."""

CRF: Final = "21"
"""Quality of x264, 0 to 51, smaller is better; with PRESET a file is about as large as a phone's."""

KEYFRAME_EVERY: Final = "60"
"""Frames; seeking decodes at most as many."""

ENCODER_THREADS: Final = 2
TICKS_A_SECOND: Final = 90_000
"""MPEG's clock: the frame durations at 24, 25, 29.97, 30, 50 and 60 frames a second are whole numbers of ticks."""

USUAL_STEP_S: Final = 1 / 30  # how long the only frame of a video is shown

BT601: Final = 6  # the colour matrix's number in ISO 23091-2, which players read from the file

_WRITTEN_BYTES: Final = 1 << 18  # written at once


class VideoWriter:
    """An MP4 that is being written; it gets its name when the context ends without an error.

    width, height: of the frames. If odd, one column or row is added, a copy of the last, since H.264 stores colours
    for blocks of 2 × 2. audio_from: the video whose audio is copied, in sync with its first frame.
    Raises MediaError; then, and on every other error, no file is left behind.
    """

    def __init__(self, path: Path, width: int, height: int, audio_from: Path | None = None) -> None:
        self._path = path
        self._part = part_of(path)
        self._size = (width, height)
        self._pending: tuple[DecodedFrame, int] | None = (
            None  # its duration is known when the next frame comes
        )
        self._last_step = round(USUAL_STEP_S * TICKS_A_SECOND)
        self._end: int | None = None  # ticks
        self._first_dts: int | None = None  # of the encoder's packets
        self._audio: AudioTrack | None = None
        self._file: _UnbufferedFile | None = None
        self._container: OutputContainer | None = None
        try:
            self._file = _UnbufferedFile(self._part)
            self._container = self._opened(self._file)
            self._stream = self._video_stream(self._container)
            if audio_from is not None:
                self._audio = AudioTrack(audio_from, self._container)
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
        """Why the written video lacks audio, in words for people; None if it does not."""
        return self._audio.note if self._audio else None

    def write(self, pixels: RgbImage, time_s: float) -> None:
        """Add a frame, uint8 (height, width, 3) RGB, shown from time_s on; times rise. Raises MediaError, ValueError."""
        width, height = self._size
        if pixels.shape != (height, width, 3):
            raise ValueError(f"a frame of {pixels.shape} in a video of {(height, width, 3)}")
        try:
            frame = self._encodable(pixels)
            self._write_pending(round(time_s * TICKS_A_SECOND))
            self._pending = (frame, round(time_s * TICKS_A_SECOND))
            if self._audio:
                self._audio.write_until(time_s)
        except (OSError, av.FFmpegError, MemoryError) as error:
            self._raise_for(error)

    def end_at(self, time_s: float) -> None:
        """Have the last frame shown until that time; without this, as long as the one before it."""
        self._end = round(time_s * TICKS_A_SECOND)

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
        if packets and self._first_dts is None:
            self._first_dts = packets[0].dts
        if self._container is not None:
            self._container.mux(packets)

    def _opened(self, file: "_UnbufferedFile") -> OutputContainer:
        return av.open(
            file,
            "w",
            format="mp4",
            options={"movflags": "faststart", "movie_timescale": str(TICKS_A_SECOND)},
            buffer_size=_WRITTEN_BYTES,
            io_open=self._reopened,
        )

    def _reopened(self, _url: str, _flags: int, _options: Mapping[str, str]) -> BinaryIO:
        """Open the file again, which FFmpeg reads to move the index to the front."""
        return self._part.open("rb")

    def _video_stream(self, container: OutputContainer) -> VideoStream:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height = (side + side % 2 for side in self._size)
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, TICKS_A_SECOND)
        context.thread_count = ENCODER_THREADS
        context.profile = "High"
        context.colorspace = (
            BT601  # OpenCV converts to it in a fifth of the time that FFmpeg takes for BT.709
        )
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.color_range = ColorRange.MPEG
        context.flags |= Flags.frame_duration  # use the given durations, also for the last frame
        context.options = {"preset": PRESET, "crf": CRF, "g": KEYFRAME_EVERY, "x264-params": LEAN}
        return stream

    def _finish(self) -> None:
        if self._pending is None:
            raise MediaError(MediaProblem.NO_FRAMES, "no frame was written: there is no video")
        start = self._pending[1]
        end = start + self._last_step if self._end is None else max(self._end, start + 1)
        self._write_pending(end)
        self._mux(self._lasting_until(end, self._stream.encode(None)))
        if self._audio:
            self._audio.finish(end / TICKS_A_SECOND)
        self._close()
        self._part.replace(self._path)

    def _lasting_until(self, end: int, packets: list[Any]) -> list[Any]:
        """Have the encoder's last packets last until the end of the video.

        The length of an MP4 is that of its packets one after the other. If frames refer to later ones, the packet with
        the last frame is not the last, and the time for which that frame is held would be missing.
        """
        if packets and packets[-1].dts is not None:
            first = packets[0].dts if self._first_dts is None else self._first_dts
            packets[-1].duration = max(packets[-1].duration, end - (packets[-1].dts - first))
        return packets

    def _close(self) -> None:
        """Flush FFmpeg's buffers and close the files. Raises OSError, av.FFmpegError."""
        container, self._container = self._container, None
        try:
            if container is not None:
                container.close()
        finally:
            if self._audio:
                self._audio.close()
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


class _UnbufferedFile:
    """An unbuffered file, since FFmpeg has a buffer and reads the file while it is written."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b", buffering=0)
        self.seek = self._file.seek
        self.tell = self._file.tell
        self.close = self._file.close

    def write(self, data: bytes) -> int:
        """Write all of the data. Raises OSError."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) or 0 :]
        return len(data)
