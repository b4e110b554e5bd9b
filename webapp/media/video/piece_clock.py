"""Continues the clock of an MPEG stream whose pieces each begin it anew.

Recorders that were paused, and files that were put one after the other, reset the clock (ISO 13818-1, discontinuities).
Decoding times always rise within a piece, so that the first lower one begins the next piece, however little lower it is.
The pictures lead: sound is moved as far as the pictures of its piece are.
"""

from bisect import bisect_right
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import av
from av.container import InputContainer
from av.packet import Packet

from webapp.media.video.shown_time import file_time_s
from webapp.media.video.source import opened_video, video_stream
from webapp.media.video.timestamps import LONGEST_GAP_S

JOINT_BYTES: Final = 2 << 20
"""How far from the first picture of a piece its sound may begin in the file: more than a second at 10 Mbit/s."""

_MPEG: Final = "mpeg"  # how FFmpeg's names of the transport and the program stream begin


class Piece(NamedTuple):
    """A part of the file with one clock."""

    position: int  # of its first picture, bytes
    shift_s: float  # what its times are moved by


def has_pieces(container: InputContainer) -> bool:
    """Return whether files of this format may reset their clock."""
    return container.format.name.startswith(_MPEG)


class PieceClock:
    """The clock of the pictures: give it every video packet once, in the order of the file."""

    def __init__(self, usual_step_s: float) -> None:
        self.pieces = [Piece(0, 0.0)]
        self._usual_step_s = usual_step_s
        self._last_dts_s: float | None = None
        self._end_s = 0.0  # of the pictures so far, by the continued clock

    def move(self, packet: "Packet[Any]") -> None:
        """Move the packet's times to the continued clock."""
        start_s = file_time_s(packet)
        if packet.dts is not None and packet.time_base is not None:
            dts_s = float(packet.dts * packet.time_base)
            if self._is_reset(dts_s):
                begin_s = dts_s if start_s is None else start_s
                self.pieces.append(Piece(_position(packet), self._end_s - begin_s))
            self._last_dts_s = dts_s
        shift_s = self.pieces[-1].shift_s
        if start_s is not None:
            self._end_s = max(self._end_s, start_s + shift_s + self._usual_step_s)
        moved(packet, shift_s)

    def _is_reset(self, dts_s: float) -> bool:
        last_s = self._last_dts_s
        return last_s is not None and not last_s <= dts_s < last_s + LONGEST_GAP_S


class SoundClock:
    """The clock of the sound, which follows that of the pictures: give it every audio packet in the order of the file."""

    def __init__(self, pieces: list[Piece]) -> None:
        self._pieces = pieces
        self._positions = [one.position for one in pieces]
        self._end_s: float | None = None  # of the sound so far, by the continued clock

    def move(self, packet: "Packet[Any]") -> None:
        """Move the packet's times to the continued clock."""
        start_s = file_time_s(packet)
        if start_s is None:
            return
        shift_s = self._shift_s(_position(packet), start_s)
        length_s = float((packet.duration or 0) * (packet.time_base or 0))
        self._end_s = start_s + shift_s + length_s
        moved(packet, shift_s)

    def _shift_s(self, position: int, start_s: float) -> float:
        """Return the shift of the piece; near a joint, where sound and pictures overlap, the one that leaves no gap."""
        near = [
            self._pieces[max(0, bisect_right(self._positions, place) - 1)].shift_s
            for place in (position, position - JOINT_BYTES, position + JOINT_BYTES)
        ]
        end_s = self._end_s
        return near[0] if end_s is None else min(near, key=lambda one: abs(start_s + one - end_s))


def pieces_of(path: Path, usual_step_s: float) -> list[Piece]:
    """Read all video packets of a file and return its pieces. Raises MediaError, OSError."""
    clock = PieceClock(usual_step_s)
    with opened_video(path, decodes=False) as container:
        if not has_pieces(container):
            return clock.pieces
        # Beyond a place that cannot be read there is no sound either.
        with suppress(av.FFmpegError):
            for packet in container.demux(video_stream(container)):
                clock.move(packet)
    return clock.pieces


def moved(packet: "Packet[Any]", by_s: float) -> None:
    """Move the packet's times by so many seconds."""
    if not by_s or packet.time_base is None:
        return
    ticks = round(by_s / packet.time_base)
    packet.pts = None if packet.pts is None else packet.pts + ticks
    packet.dts = None if packet.dts is None else packet.dts + ticks


def _position(packet: "Packet[Any]") -> int:
    return packet.pos if packet.pos is not None and packet.pos >= 0 else 0
