"""Association of detections with tracks, with a landmark network whose output is known."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from tests.pose.bodies import random_body
from webapp.pose.detection import Detection
from webapp.pose.engine import Person, TrackerOptions
from webapp.pose.region_of_interest import Region
from webapp.pose.track_association import TrackAssociation, TrackUpdate, remove_duplicates, track_distance
from webapp.pose.tracker_state import Track

FRAME = np.zeros((480, 640, 3), np.uint8)
OPTIONS = TrackerOptions(people=4)
SIDE_PX = 800
BODY = random_body(1).image


def _person(track_id: int, presence: float) -> Person:
    return Person(track_id, presence, np.zeros((33, 4), np.float32), np.zeros((33, 3), np.float32))


@dataclass
class FakeUpdater:
    """Finds a column of landmarks in the middle of each region; presence as told, one run after another."""

    presence: list[float] = field(default_factory=list)
    runs: int = 0

    def update(self, track: Track) -> TrackUpdate | None:
        self.runs += 1
        presence = self.presence.pop(0) if self.presence else 1.0
        if presence < 0.5:
            return None
        region = track.region
        body = np.zeros((33, 3), np.float32)
        body[:, 0] = region.x_px + np.linspace(-1, 1, 33) * region.side_px / 10
        body[:, 1] = region.y_px + np.linspace(-1, 1, 33) * region.side_px / 3
        return TrackUpdate(_person(track.id, presence), track, body, 0.0)


def _detections(*places: float) -> list[Detection]:
    return [Detection(Region(x, 240, 200, 0), 0.9) for x in places]


def _added(updater: FakeUpdater, *places: float, options: TrackerOptions = OPTIONS) -> list[int]:
    association = TrackAssociation([], 1, options, updater)
    association.add_new_people(_detections(*places), FRAME)
    return [one.person.id for one in association.tracked]


def test_people_far_apart_are_added_in_the_order_of_their_detections() -> None:
    assert _added(FakeUpdater(), 100, 300, 500) == [1, 2, 3]


def test_two_people_shoulder_to_shoulder_are_both_added() -> None:
    """Half a metre apart, where a standing adult's region has 2.4 m: the squares overlap by two thirds."""
    assert _added(FakeUpdater(), 300, 345) == [1, 2]


def test_a_detection_at_a_tracked_person_costs_no_run_of_the_network() -> None:
    updater = FakeUpdater()
    assert _added(updater, 300, 310) == [1]
    assert updater.runs == 1


def test_the_first_person_needs_no_more_presence_than_a_person_alone() -> None:
    assert _added(FakeUpdater([0.55]), 300) == [1]


def test_the_second_person_needs_a_high_presence_twice() -> None:
    assert _added(FakeUpdater([1.0, 0.7]), 100, 400) == [1]
    assert _added(FakeUpdater([1.0, 1.0, 0.7]), 100, 400) == [1]
    assert _added(FakeUpdater([1.0, 1.0, 0.2]), 100, 400) == [1]


def test_a_second_person_outside_the_frame_is_not_added() -> None:
    assert _added(FakeUpdater(), 300, -20) == [1]


def test_a_rejected_detection_takes_no_id() -> None:
    assert _added(FakeUpdater([1.0, 0.7]), 100, 300, 500) == [1, 2]


def test_a_detection_that_overlaps_a_rejected_one_is_not_examined() -> None:
    updater = FakeUpdater([1.0, 0.7])
    assert _added(updater, 100, 400, 405) == [1]
    assert updater.runs == 2


def test_the_number_of_examined_detections_is_limited() -> None:
    updater = FakeUpdater([0.1] * 9)
    assert _added(updater, 50, 250, 450, options=TrackerOptions(people=1)) == []
    assert updater.runs == 1


def test_no_more_people_are_added_than_asked_for() -> None:
    association = TrackAssociation([], 7, TrackerOptions(people=2), FakeUpdater())
    assert association.add_new_people(_detections(50, 250, 450), FRAME)
    assert not association.has_room
    assert association.next_id == 9
    assert not association.add_new_people(_detections(600), FRAME)


def _update(track_id: int, x_px: float, step: float = 0.0) -> TrackUpdate:
    body = BODY + np.array([x_px, 0, 0], np.float32)
    return TrackUpdate(_person(track_id, 1.0), Track(track_id, Region(x_px, 0, SIDE_PX, 0), None), body, step)


def _remaining(*tracked: TrackUpdate) -> list[int]:
    return [one.person.id for one in remove_duplicates(list(tracked))]


def test_tracks_far_apart_all_remain() -> None:
    assert _remaining(_update(1, 0), _update(2, 200), _update(3, 400)) == [1, 2, 3]


def test_of_two_tracks_on_one_body_the_older_remains() -> None:
    assert _remaining(_update(1, 0), _update(2, 20)) == [1]


def test_a_track_that_moved_to_another_tracks_body_ends_even_if_it_is_older() -> None:
    assert _remaining(_update(1, 20, step=0.2), _update(2, 0, step=0.01)) == [2]


def test_a_track_that_leapt_ends_even_if_no_other_track_is_there() -> None:
    assert _remaining(_update(1, 0, step=0.3), _update(2, 400)) == [2]


def test_a_quick_move_alone_ends_no_track() -> None:
    assert _remaining(_update(1, 0, step=0.2), _update(2, 400, step=0.2)) == [1, 2]


def test_the_remaining_tracks_are_sorted_oldest_first() -> None:
    assert _remaining(_update(1, 0, step=0.2), _update(2, 400)) == [1, 2]


def test_the_distance_of_tracks_is_relative_to_the_larger_region() -> None:
    here, there = _update(1, 0), _update(2, 100)
    small = there._replace(track=replace(there.track, region=Region(100, 0, 10, 0)))
    assert track_distance(here, small) == pytest.approx(100 / SIDE_PX, rel=1e-3)
    assert track_distance(here, small) == pytest.approx(track_distance(small, here))
