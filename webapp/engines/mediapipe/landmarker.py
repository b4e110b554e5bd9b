"""One of Google's PoseLandmarkers: opened with a client's options, asked for every frame, closed."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from webapp import models
from webapp.engines.mediapipe.library import import_mediapipe, load_errors_explained
from webapp.engines.mediapipe.stderr_filter import native_noise_held_back
from webapp.pose.engine import RgbImage, TrackerOptions


@dataclass(frozen=True)
class Found:
    """One person: image float32 (33, 4) and world float32 (33, 3) as webapp.pose.engine.Person has them.

    presence: the mean over the 33 landmarks of the probability, 0..1, that each is in the picture. MediaPipe has
    one for the whole person as well, but does not give it away.
    """

    image: NDArray[np.float32]
    world: NDArray[np.float32]
    presence: float


class PeopleFinder(Protocol):
    """What the engine asks of a landmarker."""

    @property
    def options(self) -> TrackerOptions: ...

    def find(self, frame: RgbImage, time_ms: int) -> list[Found]:
        """The people of a frame; time_ms must rise from frame to frame."""

    def close(self) -> None: ...


class Landmarker:
    """A PoseLandmarker with the options it was opened with, which cannot change.

    Its VIDEO mode tracks. Whether it smooths there cannot be chosen: it does where it looks for one person, and
    does not where it looks for more (pose_landmarker_graph.cc). So one person without smoothing takes IMAGE mode:
    each frame is searched and measured for itself, true to the picture, but slower by the detector's time and
    sometimes without the person whom tracking would have kept; min_tracking means nothing then. Several people
    stay unsmoothed, whatever is asked for.
    """

    def __init__(self, options: TrackerOptions) -> None:
        """Raises EngineError where MediaPipe cannot run here, ModelError where the weights cannot be used."""
        self.options = options
        self._mediapipe = import_mediapipe()
        self._is_new = True
        self._tracks = options.smoothing or options.people > 1
        native_options = self._native_options(bundle_for(options.model))
        with native_noise_held_back(), load_errors_explained():
            self._native = self._mediapipe.tasks.vision.PoseLandmarker.create_from_options(native_options)

    def find(self, frame: RgbImage, time_ms: int) -> list[Found]:
        if self._is_new:
            self._is_new = False
            with native_noise_held_back():
                return self.find(frame, time_ms)
        image = self._mediapipe.Image(self._mediapipe.ImageFormat.SRGB, np.ascontiguousarray(frame))
        answer = self._native.detect_for_video(image, time_ms) if self._tracks else self._native.detect(image)
        return [
            _found(*both) for both in zip(answer.pose_landmarks, answer.pose_world_landmarks, strict=True)
        ]

    def close(self) -> None:
        """Must be called: one that is collected unclosed can wait for ever, for its thread is collected with it."""
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
    """The `.task` bundle of a model's checked weights. Raises ModelError, EngineError."""
    with load_errors_explained():
        from webapp.engines.mediapipe.task_bundle import task_bundle

    return task_bundle(models.read_model(models.DETECTOR), models.read_model(models.LANDMARK_MODELS[model]))


def _found(landmarks: Any, world_landmarks: Any) -> Found:
    """MediaPipe's z is a fraction of the frame's width already, as x is."""
    return Found(
        np.array([(point.x, point.y, point.z, point.visibility) for point in landmarks], np.float32),
        np.array([(point.x, point.y, point.z) for point in world_landmarks], np.float32),
        float(np.mean([point.presence for point in landmarks])),
    )
