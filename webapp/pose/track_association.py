"""Who of the detector's finds joins the people already followed: somebody else, and surely somebody."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from webapp.pose.body_distance import Floats, bodies_apart, body_overlap, is_in_picture, regions_apart
from webapp.pose.detection import Detection
from webapp.pose.engine import Person, RgbImage, TrackerOptions
from webapp.pose.region_of_interest import Region, overlap
from webapp.pose.tracker_state import TrackedPerson
from webapp.pose.tuning import LEAP, SAME_BODY, SAME_FIND_IOU, SAME_NEWCOMER, SECOND_PRESENCE, STRIDE


class Followed(NamedTuple):
    """A person in this frame, the track into the next one, and where the body is: (33, 3) pixels."""

    person: Person
    track: TrackedPerson
    body: Floats
    moved: float  # how far the hips went since the last frame, in sides of the region


class Follow(Protocol):
    def __call__(self, track: TrackedPerson) -> Followed | None:
        """The person of a track in this frame; None for nobody."""


class Newcomers:
    """The people of one frame while the detector's finds are looked through, best first."""

    def __init__(self, known: list[Followed], next_id: int, options: TrackerOptions, follow: Follow) -> None:
        self.people = list(known)
        self.next_id = next_id
        self._options = options
        self._follow = follow
        self._tried: list[Region] = []

    @property
    def room(self) -> bool:
        return len(self.people) < self._options.people

    def look_through(self, finds: Iterable[Detection], frame: RgbImage) -> bool:
        """Whether somebody joined. At most as many finds are tried as people are asked for."""
        before, tries = len(self.people), 0
        for find in finds:
            if not self.room or tries == self._options.people:
                break
            if not self._known(find.region):
                tries += 1
                self._try(find.region, frame)
        return len(self.people) > before

    def _known(self, region: Region) -> bool:
        near = any(regions_apart(region, one.track.region) < SAME_NEWCOMER for one in self.people)
        return near or any(overlap(region, tried) > SAME_FIND_IOU for tried in self._tried)

    def _try(self, region: Region, frame: RgbImage) -> None:
        self._tried.append(region)
        one = self._follow(TrackedPerson(self.next_id, region, memory=None))
        if one and (not self.people or self._is_somebody_else(one, frame)):
            self.people.append(one)
            self.next_id += 1

    def _is_somebody_else(self, one: Followed, frame: RgbImage) -> bool:
        """Beside somebody who is there the bar is higher: most wrong finds are pieces of the right ones."""
        height, width = frame.shape[:2]
        if one.person.score < SECOND_PRESENCE or not is_in_picture(one.body, width, height):
            return False
        again = self._follow(one.track)
        return (
            again is not None
            and again.person.score >= SECOND_PRESENCE
            and not any(same_newcomer(one, other, self._options.min_tracking) for other in self.people)
        )


def same_newcomer(one: Followed, other: Followed, min_tracking: float) -> bool:
    """Whether a newcomer is a person who is followed already."""
    near = apart(one, other) < SAME_NEWCOMER
    return near or body_overlap(one.body, other.body) > min_tracking


def apart(one: Followed, other: Followed) -> float:
    """The distance of two bodies in sides of the larger region."""
    side_px = max(one.track.region.side_px, other.track.region.side_px)
    return bodies_apart(one.body, other.body, side_px)


def without_doubles(found: list[Followed]) -> list[Followed]:
    """The people whose tracks still follow them, oldest first.

    Of two tracks on one body the one ends that just came there, else the younger: an id that is lost can be given
    anew, one that went over to somebody else is a lie.
    """
    stayed = [one for one in found if not one.moved > LEAP]
    kept: list[Followed] = []
    for one in sorted(stayed, key=lambda one: one.moved > STRIDE):  # each of both kinds oldest first
        if all(apart(one, other) >= SAME_BODY for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.person.id)
