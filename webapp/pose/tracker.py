"""Detect or track: the whole loop for one frame. Read this first.

    each person's region               → crop → landmark network → presence too low: lost, forgotten
                                       → landmarks → refined → into the frame → smoothed
    two auxiliary landmarks            → the region for the next frame
    two tracks on one body             → one of them ends
    nobody tracked, or room for more   → detector → newcomers, each followed as above

Source: pose_landmark_cpu.pbtxt and pose_landmarker_graph.cc of MediaPipe.
"""

from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Protocol

import numpy as np

from webapp.pose.body import LANDMARK_COUNT
from webapp.pose.body_distance import regions_apart
from webapp.pose.crop import crop, project_to_frame, rotate_to_frame
from webapp.pose.detection import Detection
from webapp.pose.engine import Person, RgbImage, Tracked, TrackerOptions
from webapp.pose.landmarks import NetworkAnswer, read_landmarks
from webapp.pose.region_of_interest import Region, region_from_points
from webapp.pose.smoothing import BodyLandmarks, smooth
from webapp.pose.tiled_detection import Detector, look_closer
from webapp.pose.track_association import Followed, Newcomers, without_doubles
from webapp.pose.tracker_state import TrackedPerson, TrackerState, pack, unpack
from webapp.pose.tuning import SEARCH_INTERVAL_S


class LandmarkNetwork(Protocol):
    def infer(self, crop: RgbImage) -> NetworkAnswer:
        """The raw answer for one crop (256, 256, 3)."""


def track(
    frame: RgbImage,
    packed_state: bytes,
    time_s: float,
    options: TrackerOptions,
    detector: Detector,
    landmark_network: LandmarkNetwork,
) -> Tracked:
    """Find and follow people in one frame, as PoseEngine.track says. Raises StateError for a foreign state."""
    started = perf_counter()
    height, width = frame.shape[:2]
    state = unpack(packed_state).for_frame(width, height) if packed_state else TrackerState(width, height)
    timed = _TimedDetector(detector)
    follow = partial(_follow, frame=frame, time_s=time_s, options=options, network=landmark_network)
    followed = [follow(person) for person in state.people[: options.people]]  # oldest first
    found = [one for one in followed if one]
    if options.people > 1:
        found = without_doubles(found)
    if _should_search(state, time_s, options):
        newcomers = Newcomers(found, state.next_id, options, follow)
        _search(newcomers, frame, timed, options, closely=not packed_state)
        found = newcomers.people
        state = replace(state, next_id=newcomers.next_id, searched_s=time_s)
    state = replace(state, people=tuple(one.track for one in found))
    return Tracked(
        people=tuple(one.person for one in found),
        state=pack(state),
        detect_ms=timed.spent_s * 1e3,
        landmarks_ms=(perf_counter() - started - timed.spent_s) * 1e3,
    )


def _should_search(state: TrackerState, time_s: float, options: TrackerOptions) -> bool:
    if not state.people:
        return True
    waited = not 0 <= time_s - state.searched_s < SEARCH_INTERVAL_S
    return len(state.people) < options.people and waited


def _search(
    newcomers: Newcomers, frame: RgbImage, detector: Detector, options: TrackerOptions, *, closely: bool
) -> None:
    """Look for people where there is room. closely: also for small ones, as long as larger windows show some."""
    newcomers.look_through(detector.detect(frame, options.min_detection), frame)
    if not closely or options.people == 1:
        return
    for finds in look_closer(frame, options.min_detection, detector):
        joined = newcomers.look_through(finds, frame)
        if not newcomers.room or (newcomers.people and not joined):
            return


def _follow(
    track: TrackedPerson, frame: RgbImage, time_s: float, options: TrackerOptions, network: LandmarkNetwork
) -> Followed | None:
    """The person in this frame and the track into the next; None where the person is lost."""
    region = track.region
    answer = network.infer(crop(frame, region))
    if not answer.presence >= options.min_presence:  # NaN is lost, too
        return None
    body = _body_in_frame(answer, region)
    memory = smooth(track.memory, body, time_s, region.side_px) if options.smoothing else None
    steady = memory.smoothed() if memory else body
    (x0, y0), (x1, y1) = steady.auxiliary[:, :2].tolist()
    next_region = region_from_points(x0, y0, x1, y1)
    if not next_region.side_px >= 1:  # less than a pixel is nobody
        return None
    shown = body if options.raw_landmarks else steady
    seen = Person(track.id, answer.presence, _as_fractions(shown, frame), shown.world)
    following = TrackedPerson(track.id, next_region, memory)
    return Followed(seen, following, steady.image, regions_apart(region, next_region))


def _body_in_frame(answer: NetworkAnswer, region: Region) -> BodyLandmarks:
    landmarks = read_landmarks(answer)
    in_frame = project_to_frame(landmarks.points, region)
    world = rotate_to_frame(landmarks.world, region)
    return BodyLandmarks(np.concatenate((in_frame, world)), landmarks.visibility)


def _as_fractions(body: BodyLandmarks, frame: RgbImage) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """(33, 4): x by the frame's width, y by its height, z by its width, and visibility."""
    height, width = frame.shape[:2]
    image = np.empty((LANDMARK_COUNT, 4), np.float32)
    np.divide(body.image, np.array((width, height, width), np.float32), out=image[:, :3])
    image[:, 3] = body.visibility
    return image


class _TimedDetector:
    """A detector that knows how long it took."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self.spent_s = 0.0

    def detect(self, frame: RgbImage, min_score: float) -> list[Detection]:
        started = perf_counter()
        found = self._detector.detect(frame, min_score)
        self.spent_s += perf_counter() - started
        return found
