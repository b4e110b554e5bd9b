"""Wraps one of Google's PoseLandmarkers, opened with the options of one client."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from webapp import models
from webapp.engines.mediapipe.library import explain_load_errors, import_mediapipe
from webapp.engines.mediapipe.stderr_filter import hold_back_stderr
from webapp.pose.engine import RgbImage, TrackerOptions


@dataclass(frozen=True)
class FoundPerson:
    """One person: image float32 (33, 4) and world float32 (33, 3) as webapp.pose.engine.Person has them.

    presence: the mean over the 33 landmarks of the probability, 0..1, that each is in the picture. MediaPipe computes
    one for the whole person as well, but does not return it.
    """

    image: NDArray[np.float32]
    world: NDArray[np.float32]
    presence: float


class PoseFinder(Protocol):
    """Finds the poses in frames: a Landmarker, or a fake in tests."""

    @property
    def options(self) -> TrackerOptions: ...

    def find(self, frame: RgbImage, time_ms: int) -> list[FoundPerson]:
        """Return the people of a frame; time_ms must rise from frame to frame."""

    def close(self) -> None: ...


class Landmarker:
    """A PoseLandmarker with fixed options.

    VIDEO mode tracks, and smooths if and only if one person is asked for (pose_landmarker_graph.cc). So one person
    without smoothing takes IMAGE mode, which detects anew in each frame: that is slower by the detector's time, may miss
    a person whom tracking would have kept, and ignores min_tracking. Several people are never smoothed, whatever the
    options say.
    """

    def __init__(self, options: TrackerOptions) -> None:
        """Open it. Raises EngineError if MediaPipe cannot run here, ModelError if the weights cannot be used."""
        self.options = options
        self._mediapipe = import_mediapipe()
        self._is_first_frame = True
        self._tracks = options.smoothing or options.people > 1
        native_options = self._native_options(bundle_for(options.model))
        with hold_back_stderr(), explain_load_errors():
            self._native = self._mediapipe.tasks.vision.PoseLandmarker.create_from_options(native_options)

    def find(self, frame: RgbImage, time_ms: int) -> list[FoundPerson]:
        """Return the people of a frame, as PoseFinder says."""
        if self._is_first_frame:
            self._is_first_frame = False
            with hold_back_stderr():
                return self.find(frame, time_ms)
        image = self._mediapipe.Image(self._mediapipe.ImageFormat.SRGB, np.ascontiguousarray(frame))
        result = self._native.detect_for_video(image, time_ms) if self._tracks else self._native.detect(image)
        return [
            _found(*both) for both in zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
        ]

    def close(self) -> None:
        """Close it. Must be called: garbage collection of an open landmarker can wait for its own thread for ever."""
        self._native.close()

    def _native_options(self, task_bundle: bytes) -> Any:
        tasks = self._mediapipe.tasks
        modes = tasks.vision.RunningMode
        return tasks.vision.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_buffer=task_bundle),
            running_mode=modes.VIDEO if self._tracks else modes.IMAGE,
            num_poses=self.options.people,
            min_pose_detection_confidence=self.options.min_detection,
            min_pose_presence_confidence=self.options.min_presence,
            min_tracking_confidence=self.options.min_tracking,
        )


@cache
def bundle_for(model: str) -> bytes:
    """Return the `.task` bundle of a model's checked weights. Raises ModelError, EngineError."""
    with explain_load_errors():
        from webapp.engines.mediapipe.task_bundle import task_bundle

    return task_bundle(models.read_model(models.DETECTOR), models.read_model(models.LANDMARK_MODELS[model]))


def _found(landmarks: Any, world_landmarks: Any) -> FoundPerson:
    """Convert one person; MediaPipe's z is a fraction of the frame's width already, as x is."""
    return FoundPerson(
        np.array([(point.x, point.y, point.z, point.visibility) for point in landmarks], np.float32),
        np.array([(point.x, point.y, point.z) for point in world_landmarks], np.float32),
        float(np.mean([point.presence for point in landmarks])),
    )
