"""Detect or track: the whole loop for one frame. Read this first.

    nobody tracked, or room for more   → detector → regions of newcomers
    each region                        → crop → landmark network → presence too low: lost, forgotten
                                       → landmarks → refined → into the frame → smoothed
    two auxiliary landmarks            → the region for the next frame

Source: pose_landmark_cpu.pbtxt and pose_landmarker_graph.cc of MediaPipe.
"""

from dataclasses import replace
from time import perf_counter
from typing import Protocol

import numpy as np

from webapp.pose.body import LANDMARK_COUNT
from webapp.pose.crop import crop, project_to_frame, rotate_to_frame
from webapp.pose.detection import Detection
from webapp.pose.engine import Person, RgbImage, Tracked, TrackerOptions
from webapp.pose.landmarks import NetworkAnswer, read_landmarks
from webapp.pose.region_of_interest import Region, overlap, region_from_points
from webapp.pose.smoothing import BodyLandmarks, smooth
from webapp.pose.tracker_state import TrackedPerson, TrackerState, pack, unpack
from webapp.pose.tuning import SAME_PERSON_IOU, SEARCH_INTERVAL_S


class Detector(Protocol):
    def detect(self, frame: RgbImage, min_score: float) -> list[Detection]:
        """People in the whole frame with at least min_score, best first."""


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
    if _should_search(state, time_s, options):
        state = _with_newcomers(state, frame, time_s, options, detector)
    detected = perf_counter()
    followed = [
        _follow(person, frame, time_s, options, landmark_network)
        for person in state.people[: options.people]  # oldest first
    ]
    found = _without_doubles([pair for pair in followed if pair])
    state = replace(state, people=tuple(tracked for _, tracked in found))
    return Tracked(
        people=tuple(person for person, _ in found),
        state=pack(state),
        detect_ms=(detected - started) * 1e3,
        landmarks_ms=(perf_counter() - detected) * 1e3,
    )


def _should_search(state: TrackerState, time_s: float, options: TrackerOptions) -> bool:
    if not state.people:
        return True
    waited = not 0 <= time_s - state.searched_s < SEARCH_INTERVAL_S
    return len(state.people) < options.people and waited


def _with_newcomers(
    state: TrackerState, frame: RgbImage, time_s: float, options: TrackerOptions, detector: Detector
) -> TrackerState:
    people = list(state.people)
    next_id = state.next_id
    for detection in detector.detect(frame, options.min_detection):
        known = any(overlap(detection.region, person.region) > options.min_tracking for person in people)
        if not known and len(people) < options.people:
            people.append(TrackedPerson(next_id, detection.region, memory=None))
            next_id += 1
    return replace(state, people=tuple(people), next_id=next_id, searched_s=time_s)


def _follow(
    person: TrackedPerson, frame: RgbImage, time_s: float, options: TrackerOptions, network: LandmarkNetwork
) -> tuple[Person, TrackedPerson] | None:
    """The person in this frame and the track into the next; None where the person is lost."""
    region = person.region
    answer = network.infer(crop(frame, region))
    if not answer.presence >= options.min_presence:  # NaN is lost, too
        return None
    body = _body_in_frame(answer, region)
    memory = smooth(person.memory, body, time_s, region.side_px) if options.smoothing else None
    steady = memory.smoothed() if memory else body
    (x0, y0), (x1, y1) = steady.auxiliary[:, :2].tolist()
    next_region = region_from_points(x0, y0, x1, y1)
    if not next_region.side_px >= 1:  # less than a pixel is nobody
        return None
    seen = Person(person.id, answer.presence, _as_fractions(steady, frame), steady.world)
    return seen, TrackedPerson(person.id, next_region, memory)


def _body_in_frame(answer: NetworkAnswer, region: Region) -> BodyLandmarks:
    landmarks = read_landmarks(answer)
    in_frame = project_to_frame(landmarks.points, region)
    world = rotate_to_frame(landmarks.world, region)
    return BodyLandmarks(np.concatenate((in_frame, world)), landmarks.visibility)


def _as_fractions(body: BodyLandmarks, frame: RgbImage) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """(33, 4): x by the frame's width, y by its height, z by its width, and visibility."""
    height, width = frame.shape[:2]
    image = np.empty((LANDMARK_COUNT, 4), np.float32)
    image[:, :3] = body.image
    image[:, :3] /= np.array((width, height, width), np.float32)
    image[:, 3] = body.visibility
    return image


def _without_doubles(found: list[tuple[Person, TrackedPerson]]) -> list[tuple[Person, TrackedPerson]]:
    """Two tracks can run onto one person; the older one stays."""
    kept: list[tuple[Person, TrackedPerson]] = []
    for person, tracked in found:
        if all(overlap(tracked.region, other.region) <= SAME_PERSON_IOU for _, other in kept):
            kept.append((person, tracked))
    return kept
