"""A pose worker: reads requests from its channel, replies to each, and ends with the web process.

Started by webapp/workers/pose_process.py. It owns one engine and keeps no client's state, unless the engine must.
"""

import argparse
import logging
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from webapp.engines.registry import open_engine, open_engine_from
from webapp.models import ModelError
from webapp.pose.engine import EngineError, Person, PoseEngine, RgbImage
from webapp.protocol.pose_request import (
    TO_WORKER,
    PixelsRequest,
    PoseReply,
    PoseRequest,
    ProblemReply,
    WorkerFailed,
    WorkerMilliseconds,
    WorkerReady,
    WorkerReply,
)
from webapp.protocol.wire import Person as PersonPayload
from webapp.protocol.wire import ProblemCode
from webapp.settings import ENGINE_NAMES, PRECISIONS, EngineName, Precision
from webapp.terminal.log import set_up_log
from webapp.workers.channel import ChannelClosedError, WorkerChannel
from webapp.workers.child_process import end_with_parent
from webapp.workers.pose.jpeg_decoder import FrameError, decode_frame
from webapp.workers.shared_frame import FrameFileError, read_frame

log = logging.getLogger("posecast.worker")


@dataclass(frozen=True)
class Arguments:
    socket: int
    engine: EngineName
    model: str
    precision: Precision
    engine_factory: str | None


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parse(arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the web process decides when to end
    set_up_log()
    cv2.setNumThreads(1)
    connection = socket.socket(fileno=given.socket)
    connection.setblocking(True)  # a socket pair made under eventlet is non-blocking at both ends
    end_with_parent(connection)
    return serve(WorkerChannel(connection, TO_WORKER), given)


def serve(channel: WorkerChannel[PoseRequest], given: Arguments) -> int:
    """Reply to requests until the channel closes. Returns the exit code."""
    try:
        try:
            engine = _open(given)
        except (ModelError, EngineError) as error:
            channel.send(WorkerFailed(str(error)))
            return 1
        channel.send(WorkerReady(engine.keeps_state_in_worker))
        handler = RequestHandler(engine)
        while True:
            channel.send(handler.reply(channel.receive()))
    except ChannelClosedError:  # the server has ended, or does not need this worker any more
        return 0


class RequestHandler:
    """Replies to each request with a pose, or with a problem where there is none."""

    def __init__(self, engine: PoseEngine) -> None:
        self._engine = engine
        self._errors_logged: set[str] = set()

    def reply(self, request: PoseRequest) -> WorkerReply:
        try:
            return self._pose(request)
        except FrameError as error:
            return _problem(error.code, error.message)
        except FrameFileError as error:
            return _problem(ProblemCode.INTERNAL, str(error))
        except (ModelError, EngineError) as error:
            self._log_once(error)  # its path and advice are for the operator, not for clients
            model = request.options.model
            return _problem(
                ProblemCode.MODEL_UNAVAILABLE,
                f"the model {model} cannot be used on this server; choose another (its log says why)",
            )
        except Exception as error:
            self._log_once(error)
            return _problem(ProblemCode.INTERNAL, "the pose of this frame failed; the server's log says why")

    def _pose(self, request: PoseRequest) -> WorkerReply:
        started_s = time.perf_counter()
        frame = _frame(request)
        decode_ms = (time.perf_counter() - started_s) * 1000
        tracked = self._engine.track(frame, request.state, request.time_s, request.options)
        height, width = frame.shape[:2]
        return PoseReply(
            size=[width, height],
            people=[_person_payload(person) for person in tracked.people],
            state=tracked.state,
            ms=WorkerMilliseconds(decode_ms, tracked.detect_ms, tracked.landmarks_ms),
        )

    def _log_once(self, error: Exception) -> None:
        """Log an error with its traceback the first time only: each further frame may cause it again."""
        shown = f"{type(error).__name__}: {error}"
        if shown not in self._errors_logged and len(self._errors_logged) < 100:
            self._errors_logged.add(shown)
            log.error("a frame failed (logged once): %s", shown, exc_info=error)


def _open(given: Arguments) -> PoseEngine:
    if given.engine_factory:
        engine = open_engine_from(given.engine_factory)
    else:
        engine = open_engine(given.engine, given.precision)
    engine.load(given.model)
    return engine


def _frame(request: PoseRequest) -> RgbImage:
    """Raises FrameError, FrameFileError."""
    if isinstance(request, PixelsRequest):
        return read_frame(Path(request.pixels), *request.size)
    return decode_frame(request.jpeg)


def _person_payload(person: Person) -> PersonPayload:
    return {
        "id": int(person.id),
        "score": float(person.score),
        "image": person.image.astype("<f4", order="C", copy=False).tobytes(),
        "world": person.world.astype("<f4", order="C", copy=False).tobytes(),
    }


def _problem(code: ProblemCode, message: str) -> ProblemReply:
    return ProblemReply(str(code), message)


def _parse(arguments: Sequence[str] | None) -> Arguments:
    parser = argparse.ArgumentParser(prog="webapp.workers.pose", description="Run by the server only.")
    parser.add_argument("--socket", type=int, required=True)
    parser.add_argument("--engine", choices=ENGINE_NAMES, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--precision", choices=PRECISIONS, required=True)
    parser.add_argument("--engine-factory")
    return Arguments(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main())
