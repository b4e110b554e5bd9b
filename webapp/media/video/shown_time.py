"""How long a video is shown: what its file says of that, and how long the last frame stays.

A frame stays until the next one comes; only the last has nothing but the file's word for its end. Slide shows, screen
recordings and edited videos hold it for seconds.
"""

from datetime import timedelta
from fractions import Fraction
from typing import Final, Protocol

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from webapp.media.video.timestamps import LEAST_STEP_S, LONGEST_GAP_S

EARLY_END_S: Final = 1.0
EARLY_END_SHARE: Final = 0.05
"""Frames that end earlier than their stream says by more than both are incomplete: files round."""

_STATED: Final = ("mov", "avi")
"""Formats whose header has the length of each stream. That of MPEG streams is FFmpeg's estimate."""

_MATROSKA: Final = "matroska"
_TAG: Final = "DURATION"  # of a Matroska track: when its last frame ends, as hours:minutes:seconds


class Timed(Protocol):
    """A packet or a frame; its times are in ticks of time_base."""

    @property
    def pts(self) -> int | None: ...
    @property
    def duration(self) -> int | None: ...
    @property
    def time_base(self) -> Fraction | None: ...


class ShownTime:
    """The times of one video stream in its file; all are seconds by the file's clock, if they do not say otherwise."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._format = container.format.name
        self._is_stated = self._format.startswith(_STATED)
        self._start_s = _seconds(stream.start_time, stream.time_base) or 0.0
        length_s = _length_s(stream)
        self._end_s = self._stated_end_s(container, stream, length_s)
        self._packets_end_s = self._start_s
        if self._end_s is not None:
            length_s = self._end_s - self._start_s
        self.duration_s = length_s or (container.duration or 0) / av.time_base or None
        """The length that the file says the video has, in seconds since its first frame; None if it says nothing."""

    def add(self, packet: Timed) -> None:
        """Note a packet of the stream, whether it can be decoded or not."""
        start_s = file_time_s(packet)
        if start_s is not None:
            self._packets_end_s = max(self._packets_end_s, start_s + (_own_s(packet) or 0.0))

    @property
    def is_incomplete(self) -> bool:
        """Return whether packets that the header counts were missing."""
        if self._end_s is None or self.duration_s is None or not self._is_stated:
            return False
        missing_s = self._end_s - self._packets_end_s
        return missing_s > max(EARLY_END_S, EARLY_END_SHARE * self.duration_s)

    def of_last(self, frame: Timed, usual_s: float, is_whole: bool) -> float:
        """Return how long the last frame is shown, in seconds. is_whole: nothing is missing after it.

        FFmpeg's duration of a frame is that of its packet in decoding order: wrong by far where a pause is near and
        frames refer to later ones. So what the header says goes first.
        """
        start_s, own_s = file_time_s(frame), _own_s(frame)
        stated_s = None if start_s is None or self._end_s is None else _shown(self._end_s - start_s)
        if not is_whole:
            return min(usual_s, stated_s or usual_s)
        if self._is_stated:
            return stated_s or own_s or usual_s
        return max(own_s or stated_s or usual_s, stated_s or 0.0)

    def _stated_end_s(
        self, container: InputContainer, stream: VideoStream, length_s: float | None
    ) -> float | None:
        """Return when the last frame ends; None if nothing says that."""
        if self._is_stated:
            return None if length_s is None else self._start_s + length_s
        if not self._format.startswith(_MATROSKA):
            return None
        end_s = _tagged_s(stream.metadata.get(_TAG, ""))
        if end_s is None and not container.streams.audio:
            end_s = (container.duration or 0) / av.time_base
        return end_s if end_s and end_s > self._start_s else None


def file_time_s(one: Timed) -> float | None:
    """Return the time at which a frame is shown, by the file's clock; None if it has none."""
    return _seconds(one.pts, one.time_base)


def _own_s(one: Timed) -> float | None:
    """Return how long a frame lasts in decoding order."""
    return _shown(_seconds(one.duration, one.time_base) or 0.0)


def _length_s(stream: VideoStream) -> float | None:
    length_s = _seconds(stream.duration, stream.time_base)
    return length_s if length_s and length_s > 0 else None


def _shown(duration_s: float) -> float | None:
    """Return a duration that a frame may have, None in place of a broken one."""
    return duration_s if LEAST_STEP_S <= duration_s <= LONGEST_GAP_S else None


def _seconds(ticks: int | None, time_base: Fraction | None) -> float | None:
    return None if ticks is None or time_base is None else float(ticks * time_base)


def _tagged_s(text: str) -> float | None:
    try:
        hours, minutes, seconds = text.split(":")
        found_s = timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds)).total_seconds()
    except (ValueError, OverflowError):
        return None
    return found_s if found_s > 0 else None
