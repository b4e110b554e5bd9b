"""What a media process says while it works on a video."""

from threading import Event
from threading import enumerate as living_threads

import pytest

from webapp.media.progress import Progress
from webapp.workers.media import video_task
from webapp.workers.media.video_task import Reporter
from webapp.workers.media_task import TaskProgress, VideoFacts

FACTS = VideoFacts(width=64, height=48, frame_rate=30.0, duration_s=1.0)
PATIENCE_S = 10.0


def test_frames_are_told_no_more_often_than_somebody_looks() -> None:
    told: list[TaskProgress] = []
    now_s = 0.0
    reporter = Reporter(FACTS, told.append, clock=lambda: now_s)
    for frame in range(100):
        now_s = frame * 0.015625
        reporter(Progress(frame, 100, frame / 100))
    assert [message.frames_done for message in told] == [*range(0, 100, 7)]


def test_long_work_without_a_word_of_its_own_is_told_all_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video_task, "_ALIVE_S", 0.001)
    told: list[TaskProgress] = []
    often = Event()

    def tell(message: TaskProgress) -> None:
        told.append(message)
        if len(told) > 4:
            often.set()

    reporter = Reporter(FACTS, tell)
    reporter.tell(Progress(30, 30, 1.0))
    with reporter.telling_all_along():
        assert often.wait(PATIENCE_S)
    assert {message.frames_done for message in told} == {30}
    assert "alive" not in {thread.name for thread in living_threads()}
