"""The tracker's state of one client: a value, and the bytes in which it travels with the frame.

A few hundred numbers a person; opaque to the web process. Only this module reads or writes the bytes.
"""

import math
import struct
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from webapp.pose.body import LANDMARK_COUNT
from webapp.pose.one_euro import OneEuroState
from webapp.pose.region_of_interest import Region
from webapp.pose.smoothing import POINTS, BodyFilters
from webapp.pose.tuning import ASPECT_TOLERANCE

_FORMAT: Final = 2
# Format, width and height of the frame, next id, time of the last detection.
_HEADER: Final = struct.Struct("<HHHId")
# Id, the four numbers of the region, time of the last frame; the arrays of the filters follow.
_TRACK: Final = struct.Struct("<I5d")
# Raw, smoothed and derivative of the points; visibility comes before them.
_POINT_FILTERS: Final = (3, POINTS, 3)
_FILTER_FLOATS: Final = LANDMARK_COUNT + math.prod(_POINT_FILTERS)
# In the machine's own byte order, since the bytes never leave the machine.
_FLOAT: Final = np.dtype(np.float32)
_TRACK_BYTES: Final = _TRACK.size + _FILTER_FLOATS * _FLOAT.itemsize
# In place of the time, for a track whose landmarks are not smoothed.
_NO_FILTERS: Final = math.nan


class StateError(ValueError):
    """The bytes are not a tracker's state."""


@dataclass(frozen=True)
class Track:
    """A person who was in the last frame, the region of interest for the next, and the filters if smoothing is on."""

    id: int
    region: Region
    filters: BodyFilters | None


@dataclass(frozen=True)
class TrackerState:
    """What the tracker keeps of a client between frames; lengths are pixels of a frame of this width and height.

    tracks: oldest first. detected_s: the time of the frame on which the detector ran last.
    """

    width: int
    height: int
    next_id: int = 1
    detected_s: float = -float("inf")
    tracks: tuple[Track, ...] = ()

    def for_frame(self, width: int, height: int) -> "TrackerState":
        """Return the state for a frame of another size; all tracks end if the aspect ratio differs."""
        if (width, height) == (self.width, self.height):
            return self
        factor = width / self.width
        if abs(height / self.height / factor - 1) > ASPECT_TOLERANCE:
            return replace(self, width=width, height=height, tracks=())
        tracks = tuple(_scaled(track, factor) for track in self.tracks)
        return replace(self, width=width, height=height, tracks=tracks)


def _scaled(track: Track, factor: float) -> Track:
    filters = track.filters and track.filters.scaled(factor)
    return Track(track.id, track.region.scaled(factor), filters)


def pack(state: TrackerState) -> bytes:
    """Return the state as bytes."""
    header = _HEADER.pack(_FORMAT, state.width, state.height, state.next_id, state.detected_s)
    return b"".join((header, *map(_pack_track, state.tracks)))


def unpack(packed: bytes) -> TrackerState:
    """Return the state that `pack` made the bytes of. Raises StateError for other bytes."""
    if len(packed) < _HEADER.size or (len(packed) - _HEADER.size) % _TRACK_BYTES:
        raise StateError(f"{len(packed)} bytes are not a tracker state")
    version, width, height, next_id, detected_s = _HEADER.unpack_from(packed)
    if version != _FORMAT:
        raise StateError(f"the tracker state has format {version}; this program reads format {_FORMAT}")
    tracks = tuple(_unpack_track(packed, start) for start in range(_HEADER.size, len(packed), _TRACK_BYTES))
    return TrackerState(width, height, next_id, detected_s, tracks)


def _pack_track(track: Track) -> bytes:
    region, filters = track.region, track.filters
    time_s = filters.time_s if filters else _NO_FILTERS
    numbers = _TRACK.pack(track.id, region.x_px, region.y_px, region.side_px, region.rotation_rad, time_s)
    if filters is None:
        return numbers + bytes(_TRACK_BYTES - _TRACK.size)
    points = filters.points
    arrays = (filters.visibility, points.raw, points.smoothed, points.derivative)
    return b"".join((numbers, *(array.data for array in arrays)))


def _unpack_track(packed: bytes, start: int) -> Track:
    track_id, x_px, y_px, side_px, rotation_rad, time_s = _TRACK.unpack_from(packed, start)
    region = Region(x_px, y_px, side_px, rotation_rad)
    if math.isnan(time_s):
        return Track(track_id, region, filters=None)
    floats = np.frombuffer(packed, _FLOAT, _FILTER_FLOATS, start + _TRACK.size)
    points = OneEuroState(*floats[LANDMARK_COUNT:].reshape(_POINT_FILTERS))
    return Track(track_id, region, BodyFilters(time_s, points, floats[:LANDMARK_COUNT]))
