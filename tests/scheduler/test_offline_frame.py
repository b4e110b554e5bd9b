"""A recorded frame in the pool: behind live clients, tried once more after a lost worker."""

from threading import Thread
from typing import Any

import pytest

from tests.scheduler.test_worker_pool import PATIENCE_S, Camera, Factory, FakeWorker, Start, start
from webapp.pose.engine import TrackerOptions
from webapp.protocol.pose_request import PixelsRequest, PoseReply, PoseRequest, ProblemReply, WorkerReply
from webapp.protocol.wire import ProblemCode
from webapp.scheduler.fair_queue import FairQueue, FrameSource
from webapp.scheduler.offline_frame import OfflineFrame
from webapp.workers.pose_process import WorkerLostError

__all__ = ["start"]


def request(pixels: str = "good", state: bytes = b"state") -> PixelsRequest:
    return PixelsRequest(pixels=pixels, size=(4, 3), state=state, time_s=0.0, options=TrackerOptions())


class LostOnce(FakeWorker):
    """Of all that were made, the first is lost with its frame."""

    def track(self, request: PoseRequest) -> WorkerReply:
        if self.pid == 1:
            raise WorkerLostError("was ended by SIGKILL")
        return super().track(request)


def test_a_recorded_frame_gets_its_pose_and_the_next_state(start: Start) -> None:
    frame = OfflineFrame(start(1, Factory()).assign_queue(), request())
    reply = frame.pose(PATIENCE_S)
    assert isinstance(reply, PoseReply)
    assert reply.state == b"state+"


def test_a_lost_worker_costs_nothing_once(start: Start) -> None:
    pool = start(1, Factory(LostOnce))
    reply = OfflineFrame(pool.assign_queue(), request()).pose(PATIENCE_S)
    assert isinstance(reply, PoseReply)
    assert reply.state == b"state+"
    assert reply.size != [1, 1]  # another worker's


@pytest.mark.parametrize(
    ("told", "code"), [("crash", ProblemCode.WORKER_LOST), ("hang", ProblemCode.WORKER_HUNG)]
)
def test_a_frame_that_takes_two_workers_with_it_fails(start: Start, told: str, code: ProblemCode) -> None:
    factory = Factory()
    reply = OfflineFrame(start(1, factory).assign_queue(), request(told)).pose(PATIENCE_S)
    assert isinstance(reply, ProblemReply)
    assert reply.code == code
    assert sum(worker.ended for worker in factory.made) == 2


def test_a_live_client_goes_first(start: Start) -> None:
    factory = Factory()
    pool = start(1, factory)
    camera = Camera(pool)
    factory.made[0].may_answer.clear()
    camera.send_frame()
    assert factory.made[0].asked.wait(PATIENCE_S)
    replies: list[Any] = []
    frame = OfflineFrame(pool.assign_queue(), request())
    waiting = Thread(target=lambda: replies.append((frame.pose(PATIENCE_S), len(camera.answers))))
    waiting.start()
    camera.send_frame()
    factory.made[0].may_answer.set()
    waiting.join(PATIENCE_S)
    reply, poses_before = replies[0]
    assert isinstance(reply, PoseReply)
    assert poses_before == 2


def test_nobody_with_time_is_a_timeout_and_the_frame_is_then_left_alone() -> None:
    queue: FairQueue[FrameSource] = FairQueue()
    frame = OfflineFrame(queue, request())
    with pytest.raises(TimeoutError, match="no pose worker had time"):
        frame.pose(0)
    source = queue.take(0)
    assert source is frame
    assert source.next_request(0.0) is None
