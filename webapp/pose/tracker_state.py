"""The tracker's state of one client: a value, and the bytes in which it travels with the frame.

A few hundred numbers a person; opaque to the web process. Only this module reads or writes the bytes.
"""

import math
import struct
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from webapp.pose.body import LANDMARK_COUNT
from webapp.pose.one_euro import OneEuroMemory
from webapp.pose.region_of_interest import Region
from webapp.pose.smoothing import POINTS, BodyMemory
from webapp.pose.tuning import SAME_SHAPE

_FORMAT: Final = 2
_HEADER: Final = struct.Struct("<HHHId")  # format, frame's width and height, next id, time of the last search
_PERSON: Final = struct.Struct(
    "<I5d"
)  # id, the region's four numbers, time of the last frame; then the memory
_MEMORY: Final = (3, POINTS, 3)  # raw, smoothed, derivative of the points; visibility comes before them
_MEMORY_FLOATS: Final = LANDMARK_COUNT + math.prod(_MEMORY)
_FLOAT: Final = np.dtype(np.float32)  # as the machine keeps it: the bytes never leave it
_PERSON_BYTES: Final = _PERSON.size + _MEMORY_FLOATS * _FLOAT.itemsize
_NO_MEMORY: Final = math.nan  # the time of a person whose landmarks are not smoothed


class StateError(ValueError):
    """The bytes are not a tracker's state."""


@dataclass(frozen=True)
class TrackedPerson:
    """A person who was there in the last frame, and the region in which to look in the next."""

    id: int
    region: Region
    memory: BodyMemory | None


@dataclass(frozen=True)
class TrackerState:
    """What a client's tracker remembers; lengths are pixels of a frame of this width and height."""

    width: int
    height: int
    next_id: int = 1
    searched_s: float = -float("inf")
    people: tuple[TrackedPerson, ...] = ()

    def for_frame(self, width: int, height: int) -> "TrackerState":
        """The same state for a frame of another size; where the shape differs too, nobody is tracked any more."""
        if (width, height) == (self.width, self.height):
            return self
        factor = width / self.width
        if abs(height / self.height / factor - 1) > SAME_SHAPE:
            return replace(self, width=width, height=height, people=())
        people = tuple(_scaled(person, factor) for person in self.people)
        return replace(self, width=width, height=height, people=people)


def _scaled(person: TrackedPerson, factor: float) -> TrackedPerson:
    memory = person.memory and person.memory.scaled(factor)
    return TrackedPerson(person.id, person.region.scaled(factor), memory)


def pack(state: TrackerState) -> bytes:
    """The state's bytes."""
    header = _HEADER.pack(_FORMAT, state.width, state.height, state.next_id, state.searched_s)
    return b"".join((header, *map(_person_bytes, state.people)))


def unpack(packed: bytes) -> TrackerState:
    """The state behind the bytes. Raises StateError where they are something else."""
    if len(packed) < _HEADER.size or (len(packed) - _HEADER.size) % _PERSON_BYTES:
        raise StateError(f"{len(packed)} bytes are no tracker state")
    version, width, height, next_id, searched_s = _HEADER.unpack_from(packed)
    if version != _FORMAT:
        raise StateError(f"tracker state of format {version}, this is format {_FORMAT}")
    people = tuple(_person(packed, start) for start in range(_HEADER.size, len(packed), _PERSON_BYTES))
    return TrackerState(width, height, next_id, searched_s, people)


def _person_bytes(person: TrackedPerson) -> bytes:
    region, memory = person.region, person.memory
    time_s = memory.time_s if memory else _NO_MEMORY
    numbers = _PERSON.pack(person.id, region.x_px, region.y_px, region.side_px, region.rotation_rad, time_s)
    if memory is None:
        return numbers + bytes(_PERSON_BYTES - _PERSON.size)
    points = memory.points
    arrays = (memory.visibility, points.raw, points.smoothed, points.derivative)
    return b"".join((numbers, *(array.data for array in arrays)))


def _person(packed: bytes, start: int) -> TrackedPerson:
    person_id, x_px, y_px, side_px, rotation_rad, time_s = _PERSON.unpack_from(packed, start)
    region = Region(x_px, y_px, side_px, rotation_rad)
    if math.isnan(time_s):
        return TrackedPerson(person_id, region, memory=None)
    floats = np.frombuffer(packed, _FLOAT, _MEMORY_FLOATS, start + _PERSON.size)
    points = OneEuroMemory(*floats[LANDMARK_COUNT:].reshape(_MEMORY))
    return TrackedPerson(person_id, region, BodyMemory(time_s, points, floats[:LANDMARK_COUNT]))
