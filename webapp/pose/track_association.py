"""Associates detections with tracks: decides which detection is a new person, and ends duplicate tracks.

Ours. MediaPipe compares regions only (association_norm_rect_calculator.cc), which merges people who stand side by side.
"""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from webapp.pose.body_distance import Floats, body_distance, body_overlap, is_in_frame, region_distance
from webapp.pose.detection import Detection
from webapp.pose.engine import Person, RgbImage, TrackerOptions
from webapp.pose.region_of_interest import Region, overlap
from webapp.pose.tracker_state import Track
from webapp.pose.tuning import (
    ADDED_PERSON_PRESENCE,
    DUPLICATE_DISTANCE,
    LOST_STEP,
    REPEATED_DETECTION_IOU,
    SAME_PERSON_DISTANCE,
    SUSPECT_STEP,
)


class TrackUpdate(NamedTuple):
    """A track carried on by one frame.

    person: as reported. track: with the region for the next frame. body: (33, 3) pixels of the frame. step: how far the
    hips moved since the last frame, in sides of the region.
    """

    person: Person
    track: Track
    body: Floats
    step: float


class TrackUpdater(Protocol):
    """Runs the landmark network for one track in the frame at hand."""

    def update(self, track: Track) -> TrackUpdate | None:
        """Return the track carried on by this frame; None if nobody is in its region."""


class TrackAssociation:
    """The tracks of one frame, to which detections of new people are added, best first."""

    def __init__(
        self, tracked: list[TrackUpdate], next_id: int, options: TrackerOptions, updater: TrackUpdater
    ) -> None:
        self.tracked = list(tracked)
        self.next_id = next_id
        self._options = options
        self._updater = updater
        self._examined: list[Region] = []

    @property
    def has_room(self) -> bool:
        """Whether fewer people are tracked than the options ask for."""
        return len(self.tracked) < self._options.people

    def add_new_people(
        self, detections: Iterable[Detection], frame: RgbImage, *, are_from_windows: bool = False
    ) -> bool:
        """Add those who are not tracked yet; return whether there were any.

        Detections from windows have to pass the stricter rules in any case: windows show parts of people, and of
        backgrounds much more than the whole frame does. At most as many detections are examined as people are asked for, since each costs a run of the landmark network.
        """
        before, examined = len(self.tracked), 0
        for detection in detections:
            if not self.has_room or examined == self._options.people:
                break
            if not self._is_known(detection.region):
                examined += 1
                self._examine(detection.region, frame, is_strict=are_from_windows)
        return len(self.tracked) > before

    def _is_known(self, region: Region) -> bool:
        """Return whether the region is that of a tracked person, or was examined in this frame already."""
        near = any(region_distance(region, one.track.region) < SAME_PERSON_DISTANCE for one in self.tracked)
        return near or any(overlap(region, examined) > REPEATED_DETECTION_IOU for examined in self._examined)

    def _examine(self, region: Region, frame: RgbImage, *, is_strict: bool) -> None:
        self._examined.append(region)
        found = self._updater.update(Track(self.next_id, region, filters=None))
        if found and (not (self.tracked or is_strict) or self._is_new_person(found, frame)):
            self.tracked.append(found)
            self.next_id += 1

    def _is_new_person(self, found: TrackUpdate, frame: RgbImage) -> bool:
        """Return whether this is one more person, by stricter rules than for the first of the whole frame.

        Beside a tracked person most false detections are parts of that person's body.
        """
        height, width = frame.shape[:2]
        if found.person.score < ADDED_PERSON_PRESENCE or not is_in_frame(found.body, width, height):
            return False
        again = self._updater.update(found.track)
        return (
            again is not None
            and again.person.score >= ADDED_PERSON_PRESENCE
            and not any(is_same_person(found, other, self._options.min_tracking) for other in self.tracked)
        )


def is_same_person(found: TrackUpdate, other: TrackUpdate, min_tracking: float) -> bool:
    """Return whether a detected person is one who is tracked already."""
    near = track_distance(found, other) < SAME_PERSON_DISTANCE
    return near or body_overlap(found.body, other.body) > min_tracking


def track_distance(one: TrackUpdate, other: TrackUpdate) -> float:
    """Return the distance of two bodies in sides of the larger region."""
    side_px = max(one.track.region.side_px, other.track.region.side_px)
    return body_distance(one.body, other.body, side_px)


def remove_duplicates(tracked: list[TrackUpdate]) -> list[TrackUpdate]:
    """Return the tracks that are still on their own person, oldest first.

    A track that leapt is removed. Of two tracks on one body, the one that just moved there is removed, else the younger:
    a person can get a new id, but an id must not go over to another person.
    """
    plausible = [one for one in tracked if not one.step > LOST_STEP]
    kept: list[TrackUpdate] = []
    for one in sorted(
        plausible, key=lambda one: one.step > SUSPECT_STEP
    ):  # stable: oldest first within each group
        if all(track_distance(one, other) >= DUPLICATE_DISTANCE for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.person.id)
