"""What a media worker reports while it works on a video."""

from threading import Event
from threading import enumerate as living_threads

import pytest

from webapp.media.progress import Progress
from webapp.workers.media import video_task
from webapp.workers.media.video_task import Reporter
from webapp.workers.media_task import TaskProgress, VideoFacts

FACTS = VideoFacts(width=64, height=48, frame_rate=30.0, duration_s=1.0)
PATIENCE_S = 10.0


def test_frames_are_reported_at_most_every_tenth_of_a_second() -> None:
    sent: list[TaskProgress] = []
    now_s = 0.0
    reporter = Reporter(FACTS, sent.append, clock=lambda: now_s)
    for frame in range(100):
        now_s = frame * 0.015625
        reporter(Progress(frame, 100, frame / 100))
    assert [message.frames_done for message in sent] == [*range(0, 100, 7)]


def test_the_last_report_is_repeated_during_long_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video_task, "_KEEP_ALIVE_S", 0.001)
    sent: list[TaskProgress] = []
    often = Event()

    def send(message: TaskProgress) -> None:
        sent.append(message)
        if len(sent) > 4:
            often.set()

    reporter = Reporter(FACTS, send)
    reporter.report(Progress(30, 30, 1.0))
    with reporter.repeated():
        assert often.wait(PATIENCE_S)
    assert {message.frames_done for message in sent} == {30}
    assert "keep-alive" not in {thread.name for thread in living_threads()}
