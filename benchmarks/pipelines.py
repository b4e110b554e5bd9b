"""The two pipelines from a JPEG to landmarks, each as it is used in practice."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ParamSpec, Protocol, TypeVar
from unittest.mock import patch

import cv2
import mediapipe as mp
import numpy as np

from webapp.engines.mediapipe.landmarker import bundle_for
from webapp.engines.mediapipe.stderr_filter import hold_back_stderr
from webapp.engines.registry import open_engine
from webapp.pose import tracker
from webapp.pose.crop import crop
from webapp.pose.engine import NO_STATE, TrackerOptions
from webapp.pose.openvino_network import Network
from webapp.protocol.pose_request import JpegRequest, PoseReply
from webapp.workers.pose.__main__ import RequestHandler

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Pipeline(Protocol):
    """One client's pipeline from JPEGs to landmarks, with its tracker state."""

    def people(self, jpeg: bytes, time_ms: int) -> int:
        """Track a frame; return how many people were found. time_ms must rise."""

    def close(self) -> None: ...


class OurPipeline:
    """What a pose worker does with each frame, without the socket."""

    def __init__(self, handler: RequestHandler, model: str) -> None:
        self._handler = handler
        self._options = TrackerOptions(model=model)
        self._state = NO_STATE
        self.decode_ms = 0.0  # so far

    def people(self, jpeg: bytes, time_ms: int) -> int:
        reply = self._handler.reply(
            JpegRequest(jpeg=jpeg, state=self._state, time_s=time_ms / 1e3, options=self._options)
        )
        if not isinstance(reply, PoseReply):
            raise RuntimeError(reply.message)  # noqa: TRY004 - the engine failed, no type is wrong
        self._state = reply.state
        self.decode_ms += reply.ms.decode
        return len(reply.people)

    def close(self) -> None:
        """Do nothing."""


class MediapipePipeline:
    """What MediaPipe's documentation shows for a video: OpenCV decodes, PoseLandmarker tracks."""

    def __init__(self, model: str) -> None:
        vision = mp.tasks.vision
        options = vision.PoseLandmarkerOptions(
            base_options=mp.tasks.BaseOptions(model_asset_buffer=bundle_for(model)),
            running_mode=vision.RunningMode.VIDEO,
        )
        with hold_back_stderr():
            self._landmarker: Any = vision.PoseLandmarker.create_from_options(options)

    def people(self, jpeg: bytes, time_ms: int) -> int:
        picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
        image = mp.Image(mp.ImageFormat.SRGB, cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
        return len(self._landmarker.detect_for_video(image, time_ms).pose_landmarks)

    def close(self) -> None:
        self._landmarker.close()


def worker_handler(model: str) -> RequestHandler:
    """Return a pose worker's handler with the default engine, set up as in webapp.workers.pose.__main__."""
    cv2.setNumThreads(1)
    engine = open_engine("openvino")
    engine.load(model)
    return RequestHandler(engine)


@dataclass
class Stopwatch:
    """The time spent in cropping and in the networks, ms."""

    crop_ms: float = 0.0
    network_ms: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Measure within the context, by patching the functions, so that the program itself has no timers."""
        with (
            patch.object(tracker, "crop", self._timed(crop, "crop_ms")),
            patch.object(Network, "infer", self._timed(Network.infer, "network_ms")),
        ):
            yield

    def _timed(self, function: Callable[Given, Answer], part: str) -> Callable[Given, Answer]:
        def timed(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
            started_s = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                setattr(self, part, getattr(self, part) + (time.perf_counter() - started_s) * 1e3)

        return timed
