"""Who joins, with a network whose answers are known."""

from dataclasses import dataclass, field

import numpy as np

from webapp.pose.detection import Detection
from webapp.pose.engine import Person, TrackerOptions
from webapp.pose.region_of_interest import Region
from webapp.pose.track_association import Followed, Newcomers
from webapp.pose.tracker_state import TrackedPerson

FRAME = np.zeros((480, 640, 3), np.uint8)
OPTIONS = TrackerOptions(people=4)


@dataclass
class Body:
    """Everybody is a column of landmarks in the middle of the region; presence as told, one answer after another."""

    presence: list[float] = field(default_factory=list)
    asked: int = 0

    def __call__(self, track: TrackedPerson) -> Followed | None:
        self.asked += 1
        presence = self.presence.pop(0) if self.presence else 1.0
        if presence < 0.5:
            return None
        region = track.region
        body = np.zeros((33, 3), np.float32)
        body[:, 0] = region.x_px + np.linspace(-1, 1, 33) * region.side_px / 10
        body[:, 1] = region.y_px + np.linspace(-1, 1, 33) * region.side_px / 3
        person = Person(track.id, presence, np.zeros((33, 4), np.float32), np.zeros((33, 3), np.float32))
        return Followed(person, track, body, 0.0)


def _finds(*places: float) -> list[Detection]:
    return [Detection(Region(x, 240, 200, 0), 0.9) for x in places]


def _join(body: Body, *places: float, options: TrackerOptions = OPTIONS) -> list[int]:
    newcomers = Newcomers([], 1, options, body)
    newcomers.look_through(_finds(*places), FRAME)
    return [one.person.id for one in newcomers.people]


def test_people_apart_join_in_the_order_of_their_finds() -> None:
    assert _join(Body(), 100, 300, 500) == [1, 2, 3]


def test_shoulder_to_shoulder_both_join() -> None:
    """Half a metre apart, where a standing adult's region has 2.4 m: the squares overlap by two thirds."""
    assert _join(Body(), 300, 345) == [1, 2]


def test_a_find_where_somebody_is_costs_no_network() -> None:
    body = Body()
    assert _join(body, 300, 310) == [1]
    assert body.asked == 1


def test_the_first_needs_to_be_no_surer_than_one_person_alone() -> None:
    assert _join(Body([0.55]), 300) == [1]


def test_the_second_needs_to_be_sure_twice() -> None:
    assert _join(Body([1.0, 0.7]), 100, 400) == [1]
    assert _join(Body([1.0, 1.0, 0.7]), 100, 400) == [1]
    assert _join(Body([1.0, 1.0, 0.2]), 100, 400) == [1]


def test_a_second_person_outside_the_picture_is_none() -> None:
    assert _join(Body(), 300, -20) == [1]


def test_one_who_was_refused_takes_no_id() -> None:
    assert _join(Body([1.0, 0.7]), 100, 300, 500) == [1, 2]


def test_a_find_is_not_tried_again_where_one_was_refused() -> None:
    body = Body([1.0, 0.7])
    assert _join(body, 100, 400, 405) == [1]
    assert body.asked == 2


def test_tries_are_limited() -> None:
    body = Body([0.1] * 9)
    assert _join(body, 50, 250, 450, options=TrackerOptions(people=1)) == []
    assert body.asked == 1


def test_there_is_no_more_room_than_asked_for() -> None:
    newcomers = Newcomers([], 7, TrackerOptions(people=2), Body())
    assert newcomers.look_through(_finds(50, 250, 450), FRAME)
    assert not newcomers.room
    assert newcomers.next_id == 9
    assert not newcomers.look_through(_finds(600), FRAME)
