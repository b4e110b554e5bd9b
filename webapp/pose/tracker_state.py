"""The tracker's state of one client: a value, and the bytes in which it travels with the frame.

A few hundred numbers a person; opaque to the web process. Only this module reads or writes the bytes.
"""

import struct
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from webapp.pose.body import LANDMARK_COUNT
from webapp.pose.one_euro import OneEuroMemory
from webapp.pose.region_of_interest import Region
from webapp.pose.smoothing import BodyMemory
from webapp.pose.tuning import AUXILIARY_COUNT, SAME_SHAPE

_FORMAT: Final = 1
_HEADER: Final = struct.Struct("<HHHId")  # format, frame's width and height, next id, time of the last search
_MEMORY: Final = ("raw", "smoothed", "derivative")


_FILTERS: Final = {
    "image": LANDMARK_COUNT,
    "auxiliary": AUXILIARY_COUNT,
    "world": LANDMARK_COUNT,
}  # rows of 3


def _filter_record(rows: int) -> np.dtype[np.void]:
    return np.dtype([(field, "<f4", (rows, 3)) for field in _MEMORY])


_PERSON: Final = np.dtype(
    [
        ("id", "<u4"),
        ("region", "<f8", 4),
        ("time_s", "<f8"),
        *((name, _filter_record(rows)) for name, rows in _FILTERS.items()),
        ("visibility", "<f4", LANDMARK_COUNT),
    ]
)
_NO_MEMORY: Final = float("nan")  # the time of a person whose landmarks are not smoothed


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
    records = np.zeros(len(state.people), _PERSON)
    for record, person in zip(records, state.people, strict=True):
        _write(record, person)
    return (
        _HEADER.pack(_FORMAT, state.width, state.height, state.next_id, state.searched_s) + records.tobytes()
    )


def unpack(packed: bytes) -> TrackerState:
    """The state behind the bytes. Raises StateError where they are something else."""
    if len(packed) < _HEADER.size or (len(packed) - _HEADER.size) % _PERSON.itemsize:
        raise StateError(f"{len(packed)} bytes are no tracker state")
    version, width, height, next_id, searched_s = _HEADER.unpack_from(packed)
    if version != _FORMAT:
        raise StateError(f"tracker state of format {version}, this is format {_FORMAT}")
    people = tuple(_read(record) for record in np.frombuffer(packed, _PERSON, offset=_HEADER.size))
    return TrackerState(width, height, next_id, searched_s, people)


def _write(record: np.void, person: TrackedPerson) -> None:
    region, memory = person.region, person.memory
    record["id"] = person.id
    record["region"] = (region.x_px, region.y_px, region.side_px, region.rotation_rad)
    record["time_s"] = memory.time_s if memory else _NO_MEMORY
    if memory:
        record["visibility"] = memory.visibility
        for name in _FILTERS:
            for field in _MEMORY:
                record[name][field] = getattr(getattr(memory, name), field)


def _read(record: np.void) -> TrackedPerson:
    time_s = float(record["time_s"])
    memory = None
    if not np.isnan(time_s):
        filters = {name: OneEuroMemory(*(record[name][field] for field in _MEMORY)) for name in _FILTERS}
        memory = BodyMemory(time_s, **filters, visibility=record["visibility"])
    return TrackedPerson(int(record["id"]), Region(*record["region"].tolist()), memory)
