"""The detect-or-track loop, with networks whose outputs are known: people are detected, tracked, lost, told apart."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from webapp.pose.detection import Detection
from webapp.pose.engine import NO_STATE, RgbImage, Tracked, TrackerOptions
from webapp.pose.landmarks import LandmarkOutput
from webapp.pose.region_of_interest import Region
from webapp.pose.tracker import track
from webapp.pose.tracker_state import StateError, unpack

FRAME = np.zeros((480, 640, 3), np.uint8)
ONE = TrackerOptions()


@dataclass
class FakeDetector:
    regions: list[Region] = field(default_factory=lambda: [Region(320, 240, 200, 0)])
    asked: int = 0

    def detect(self, frame: RgbImage, min_score: float) -> list[Detection]:
        assert frame.dtype == np.uint8
        if frame.shape != FRAME.shape:  # a window of it
            return []
        self.asked += 1
        return [Detection(region, 0.9) for region in self.regions if min_score <= 0.9]


@dataclass
class FakeLandmarkNetwork:
    """Everybody stands still: all landmarks in the region's middle, the next region equal to this one."""

    presence: float = 1.0
    asked: int = 0

    def infer(self, crop: RgbImage) -> LandmarkOutput:
        assert crop.shape == (256, 256, 3)
        self.asked += 1
        rows = np.zeros((39, 5), np.float32)
        rows[:, :2] = 128
        rows[34, 1] = 128 - 256 / 2.5
        rows[:33, 3] = 10
        faint = np.full((64, 64, 39), -9, np.float32)
        return LandmarkOutput(rows.ravel(), self.presence, faint, np.full(117, 0.5, np.float32))


@dataclass
class Camera:
    """A client: its state travels from frame to frame."""

    detector: FakeDetector = field(default_factory=FakeDetector)
    network: FakeLandmarkNetwork = field(default_factory=FakeLandmarkNetwork)
    state: bytes = NO_STATE
    time_s: float = 0.0

    def frame(self, options: TrackerOptions = ONE, frame: RgbImage = FRAME) -> Tracked:
        self.time_s += 1 / 30
        answer = track(frame, self.state, self.time_s, options, self.detector, self.network)
        self.state = answer.state
        return answer


def test_a_person_is_detected_once_and_then_tracked() -> None:
    camera = Camera()
    ids = [camera.frame().people[0].id for _ in range(5)]
    assert ids == [1] * 5
    assert camera.detector.asked == 1
    assert camera.network.asked == 5


def test_landmarks_are_fractions_of_the_frame() -> None:
    person = Camera().frame().people[0]
    assert person.image.dtype == person.world.dtype == np.float32
    np.testing.assert_allclose(person.image[:, :2], np.full((33, 2), 0.5), atol=1e-6)
    assert person.image[0, 3] == pytest.approx(1 / (1 + np.exp(-10)))
    assert person.world.shape == (33, 3)


def test_without_a_person_the_detector_runs_on_every_frame() -> None:
    camera = Camera(detector=FakeDetector(regions=[]))
    assert [camera.frame().people for _ in range(3)] == [()] * 3
    assert camera.detector.asked == 3
    assert camera.network.asked == 0


def test_a_lost_person_comes_back_with_a_new_id() -> None:
    camera = Camera()
    camera.frame()
    camera.network.presence = 0.49
    assert camera.frame().people == ()
    assert unpack(camera.state).tracks == ()
    camera.network.presence = 0.9
    back = camera.frame().people[0]
    assert camera.detector.asked == 2
    assert back.id == 2
    assert back.score == pytest.approx(0.9)


def test_a_presence_of_nan_is_a_lost_person_not_a_crash() -> None:
    camera = Camera(network=FakeLandmarkNetwork(presence=float("nan")))
    assert camera.frame().people == ()


def test_the_client_chooses_the_thresholds() -> None:
    assert Camera().frame(replace(ONE, min_detection=0.95)).people == ()
    assert (
        Camera(network=FakeLandmarkNetwork(presence=0.6)).frame(replace(ONE, min_presence=0.7)).people == ()
    )


def test_several_people_are_tracked_up_to_the_number_asked_for() -> None:
    apart = [Region(x, 240, 100, 0) for x in (100, 250, 400, 550)]
    camera = Camera(detector=FakeDetector(apart))
    for _ in range(3):
        assert [person.id for person in camera.frame(replace(ONE, people=3)).people] == [1, 2, 3]
    assert camera.detector.asked == 1


def test_a_tracked_person_is_not_added_again() -> None:
    camera = Camera(detector=FakeDetector([Region(100, 240, 100, 0), Region(110, 240, 100, 0)]))
    assert len(camera.frame(replace(ONE, people=4)).people) == 1


def test_beside_a_track_the_detector_runs_a_few_times_a_second() -> None:
    camera = Camera()
    two = replace(ONE, people=2)
    for _ in range(30):
        camera.frame(two)
    assert 4 <= camera.detector.asked <= 6
    camera.detector.regions.append(Region(100, 100, 80, 0))
    for _ in range(7):
        people = camera.frame(two).people
    assert [person.id for person in people] == [1, 2]


def test_fewer_people_asked_for_ends_the_youngest_track() -> None:
    camera = Camera(detector=FakeDetector([Region(x, 240, 100, 0) for x in (100, 300)]))
    camera.frame(replace(ONE, people=2))
    assert [person.id for person in camera.frame(ONE).people] == [1]


def test_two_tracks_on_one_person_become_one() -> None:
    regions = [Region(300, 240, 200, 0), Region(310, 240, 200, 0)]
    camera = Camera(detector=FakeDetector(regions))
    assert len(camera.frame(replace(ONE, people=2, min_tracking=1.0)).people) == 1


def test_without_smoothing_a_track_has_no_filters() -> None:
    camera = Camera()
    camera.frame(replace(ONE, smoothing=False))
    assert unpack(camera.state).tracks[0].filters is None
    camera.frame(ONE)
    assert unpack(camera.state).tracks[0].filters is not None


def test_a_frame_of_another_size_keeps_the_person() -> None:
    camera = Camera()
    camera.frame()
    halved = camera.frame(frame=np.zeros((240, 320, 3), np.uint8))
    assert halved.people[0].id == 1
    assert camera.detector.asked == 1
    np.testing.assert_allclose(halved.people[0].image[:, :2], 0.5, atol=1e-6)


def test_a_foreign_state_is_refused() -> None:
    with pytest.raises(StateError):
        Camera(state=b"not a state").frame()
