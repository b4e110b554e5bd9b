"""A pose worker's replies, and what its process imports."""

import io
import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import simplejpeg

from tests.support.fake_engine import FakeEngine, Mark
from webapp.models import ModelMissingError
from webapp.pose.engine import Person, RgbImage, Tracked, TrackerOptions
from webapp.protocol.pose_request import JpegRequest, PoseReply, ProblemReply
from webapp.protocol.wire import ProblemCode
from webapp.workers.pose.__main__ import RequestHandler


def request(level: int = 220, **fields: Any) -> JpegRequest:
    jpeg: bytes = simplejpeg.encode_jpeg(np.full((48, 64, 3), level, np.uint8), colorspace="RGB")
    return JpegRequest(**{"jpeg": jpeg, "state": b"", "time_s": 1.5, "options": TrackerOptions(), **fields})


def test_a_pose_is_ready_for_the_wire() -> None:
    reply = RequestHandler(FakeEngine()).reply(request(state=b"4"))
    assert isinstance(reply, PoseReply)
    assert (reply.size, reply.state) == ([64, 48], b"5")
    (person,) = reply.people
    assert (person["id"], person["score"]) == (5, 0.9)
    assert np.frombuffer(person["image"], "<f4").shape == (33 * 4,)
    assert np.frombuffer(person["world"], "<f4").shape == (33 * 3,)
    assert reply.ms.decode > 0
    assert (reply.ms.detect, reply.ms.landmarks) == (1.0, 2.0)


class AwkwardEngine(FakeEngine):
    """Gives arrays of another order and type than the wire's."""

    def track(self, _frame: RgbImage, state: bytes, _time_s: float, _options: TrackerOptions) -> Tracked:
        image = np.asfortranarray(np.arange(132, dtype=np.float64).reshape(33, 4))
        world = np.arange(99, dtype=">f4").reshape(33, 3)
        person = Person(np.int64(1), np.float32(1), image, world)  # type: ignore[arg-type]
        return Tracked((person,), state, 0.0, 0.0)


def test_landmarks_travel_as_little_endian_float32_in_rows() -> None:
    reply = RequestHandler(AwkwardEngine()).reply(request())
    assert isinstance(reply, PoseReply)
    (person,) = reply.people
    assert np.frombuffer(person["image"], "<f4").tolist() == list(range(132))
    assert np.frombuffer(person["world"], "<f4").tolist() == list(range(99))


def test_a_broken_picture_is_a_problem() -> None:
    good = request()
    reply = RequestHandler(FakeEngine()).reply(request(jpeg=good.jpeg[:-30]))
    assert isinstance(reply, ProblemReply)
    assert reply.code == ProblemCode.BROKEN_JPEG


def test_an_engine_that_fails_is_a_problem_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    handler = RequestHandler(FakeEngine())
    for _ in range(3):
        reply = handler.reply(request(Mark.FAIL))
        assert isinstance(reply, ProblemReply)
        assert reply.code == ProblemCode.INTERNAL
    assert len(caplog.records) == 1
    assert "marked to fail" in caplog.text
    assert isinstance(handler.reply(request()), PoseReply)


class ModelLessEngine(FakeEngine):
    def track(self, _frame: RgbImage, _state: bytes, _time_s: float, options: TrackerOptions) -> Tracked:
        raise ModelMissingError(f"the model /secret/{options.model} cannot be read")


def test_a_missing_model_is_a_problem() -> None:
    reply = RequestHandler(ModelLessEngine()).reply(request())
    assert isinstance(reply, ProblemReply)
    assert reply.code == ProblemCode.MODEL_UNAVAILABLE
    assert reply.message.startswith("the model full cannot be used on this server")
    assert "/secret/" not in reply.message


def test_a_worker_imports_nothing_of_the_web() -> None:
    script = "import json, sys, webapp.workers.pose.__main__; print(json.dumps(sorted(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(json.load(io.StringIO(shown.stdout)))
    assert loaded & {"eventlet", "greenlet", "flask", "socketio", "engineio", "click"} == set()
