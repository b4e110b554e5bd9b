"""The detect-or-track loop for one frame. Read this first.

    each track's region of interest    → crop → landmark network → presence too low: the track ends
                                       → landmarks → heatmap refinement → pixels of the frame → smoothing
    two auxiliary landmarks            → region of interest for the next frame
    two tracks on one body             → one of them ends
    no track, or room for more people  → detector → association: new people, each tracked as above

Source: pose_landmark_cpu.pbtxt and pose_landmarker_graph.cc of MediaPipe.
"""

from dataclasses import dataclass, replace
from time import perf_counter
from typing import Protocol

import numpy as np

from webapp.pose.body import LANDMARK_COUNT
from webapp.pose.body_distance import region_distance
from webapp.pose.crop import crop, project_to_frame, rotate_to_frame
from webapp.pose.detection import Detection
from webapp.pose.engine import Person, RgbImage, Tracked, TrackerOptions
from webapp.pose.landmarks import LandmarkOutput, decode_landmarks
from webapp.pose.region_of_interest import Region, region_from_points
from webapp.pose.smoothing import BodyLandmarks, smooth
from webapp.pose.tiled_detection import Detector, detect_in_windows
from webapp.pose.track_association import TrackAssociation, TrackUpdate, remove_duplicates
from webapp.pose.tracker_state import Track, TrackerState, pack, unpack
from webapp.pose.tuning import DETECTION_INTERVAL_S


class LandmarkNetwork(Protocol):
    """Estimates landmarks from a crop."""

    def infer(self, crop: RgbImage) -> LandmarkOutput:
        """Return the raw output for one crop (256, 256, 3)."""


def track(
    frame: RgbImage,
    packed_state: bytes,
    time_s: float,
    options: TrackerOptions,
    detector: Detector,
    landmark_network: LandmarkNetwork,
) -> Tracked:
    """Detect and track people in one frame, as PoseEngine.track does. Raises StateError for bytes that are no state."""
    started = perf_counter()
    height, width = frame.shape[:2]
    state = unpack(packed_state).for_frame(width, height) if packed_state else TrackerState(width, height)
    timed_detector = _TimedDetector(detector)
    updater = _FrameUpdater(frame, time_s, options, landmark_network)
    updates = (updater.update(track) for track in state.tracks[: options.people])  # oldest first
    tracked = [update for update in updates if update]
    if options.people > 1:
        tracked = remove_duplicates(tracked)
    if _needs_detection(state, time_s, options):
        association = TrackAssociation(tracked, state.next_id, options, updater)
        _detect(association, frame, timed_detector, options, in_windows=not packed_state)
        tracked = association.tracked
        state = replace(state, next_id=association.next_id, detected_s=time_s)
    state = replace(state, tracks=tuple(one.track for one in tracked))
    return Tracked(
        people=tuple(one.person for one in tracked),
        state=pack(state),
        detect_ms=timed_detector.spent_s * 1e3,
        landmarks_ms=(perf_counter() - started - timed_detector.spent_s) * 1e3,
    )


def _needs_detection(state: TrackerState, time_s: float, options: TrackerOptions) -> bool:
    if not state.tracks:
        return True
    is_due = not 0 <= time_s - state.detected_s < DETECTION_INTERVAL_S
    return len(state.tracks) < options.people and is_due


def _detect(
    association: TrackAssociation,
    frame: RgbImage,
    detector: Detector,
    options: TrackerOptions,
    *,
    in_windows: bool,
) -> None:
    """Add new people. in_windows: also small ones, in smaller and smaller windows as long as these show new people."""
    association.add_new_people(detector.detect(frame, options.min_detection), frame)
    is_quick = options.people == 1 and not options.is_still  # as MediaPipe: the next frame comes soon
    if not in_windows or is_quick or not association.has_room:
        return
    for detections in detect_in_windows(frame, options.min_detection, detector):
        has_added = association.add_new_people(detections, frame, are_from_windows=True)
        if not association.has_room or (association.tracked and not has_added):
            return


@dataclass(frozen=True)
class _FrameUpdater:
    """A TrackUpdater: carries tracks on by one frame."""

    frame: RgbImage
    time_s: float
    options: TrackerOptions
    network: LandmarkNetwork

    def update(self, track: Track) -> TrackUpdate | None:
        """Return the person and the track into the next frame; None if the person is lost."""
        region = track.region
        output = self.network.infer(crop(self.frame, region))
        if not output.presence >= self.options.min_presence:  # written so that NaN is lost, too
            return None
        body = _body_in_frame(output, region)
        filters = smooth(track.filters, body, self.time_s, region.side_px) if self.options.smoothing else None
        smoothed = filters.smoothed() if filters else body
        (x0, y0), (x1, y1) = smoothed.auxiliary[:, :2].tolist()
        next_region = region_from_points(x0, y0, x1, y1)
        if not next_region.side_px >= 1:  # a region below one pixel holds nobody
            return None
        shown = body if self.options.raw_landmarks else smoothed
        person = Person(track.id, output.presence, _as_fractions(shown, self.frame), shown.world)
        next_track = Track(track.id, next_region, filters)
        return TrackUpdate(person, next_track, smoothed.image, region_distance(region, next_region))


def _body_in_frame(output: LandmarkOutput, region: Region) -> BodyLandmarks:
    """Return the landmarks in pixels of the frame, and the world landmarks along the frame's axes."""
    landmarks = decode_landmarks(output)
    in_frame = project_to_frame(landmarks.points, region)
    world = rotate_to_frame(landmarks.world, region)
    return BodyLandmarks(np.concatenate((in_frame, world)), landmarks.visibility)


def _as_fractions(body: BodyLandmarks, frame: RgbImage) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return (33, 4): x by the frame's width, y by its height, z by its width, and visibility."""
    height, width = frame.shape[:2]
    image = np.empty((LANDMARK_COUNT, 4), np.float32)
    np.divide(body.image, np.array((width, height, width), np.float32), out=image[:, :3])
    image[:, 3] = body.visibility
    return image


class _TimedDetector:
    """A Detector that measures how long it takes."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self.spent_s = 0.0

    def detect(self, frame: RgbImage, min_score: float) -> list[Detection]:
        started = perf_counter()
        detections = self._detector.detect(frame, min_score)
        self.spent_s += perf_counter() - started
        return detections
