"""A video is so much work as its frames times what each costs; more than the limit is refused before any work is done."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.media.clips import FRAMES, HEIGHT, WIDTH, write_clip
from tests.support.fake_engine import FakeEngine
from webapp.media.media_options import MediaOptions
from webapp.media.problems import MediaError, MediaProblem
from webapp.media.video import work
from webapp.media.video.poses import annotate_video
from webapp.media.video.reader import VideoInfo, packets_in
from webapp.media.video.work import WorkLimit, frame_cost_s
from webapp.pose.engine import RgbImage, Tracked, TrackerOptions
from webapp.workers.media.video_task import WORK_LIMIT_S

OPTIONS = MediaOptions()
KINDS: dict[str, dict[str, Any]] = {
    "a.mp4": {},
    "fragments.mp4": {"muxer_options": {"movflags": "frag_keyframe+empty_moov"}},
    "a.mkv": {},
    "live.webm": {"codec": "libvpx", "muxer_options": {"live": "1"}},
    "a.ts": {},
    "a.avi": {"codec": "mpeg4"},
}


class CountingEngine(FakeEngine):
    def __init__(self) -> None:
        self.frames = 0

    def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:
        self.frames += 1
        return super().track(frame, state, time_s, options)


def info(width: int = WIDTH, height: int = HEIGHT) -> VideoInfo:
    return VideoInfo(width, height, 30.0, None, None, has_audio=False)


def refused(width: int, height: int, options: MediaOptions, frames: int) -> MediaError | None:
    try:
        about = replace(info(width, height), frame_count=frames, is_counted=True)
        WorkLimit(about, options, WORK_LIMIT_S).check_file(Path("any.mp4"), about)
    except MediaError as error:
        return error
    return None


def test_the_server_s_limit_takes_an_hour_of_720p_and_not_300_000_tiny_frames() -> None:
    assert refused(1280, 720, OPTIONS, 60 * 60 * 30) is None
    refusal = refused(32, 32, OPTIONS, 300_000)
    assert refusal is not None
    assert refusal.code == MediaProblem.TOO_MANY_FRAMES
    assert refusal.message.startswith(
        "the video has 300,000 frames, with these options 50.1 minutes of work for a processor core; "
        "45 are done for one video at most: cut it into shorter ones"
    )


def test_frames_of_more_pixels_people_and_heavier_models_cost_more() -> None:
    costs_s = [
        frame_cost_s(info(), MediaOptions(model="lite")),
        frame_cost_s(info(), OPTIONS),
        frame_cost_s(info(), MediaOptions(people=2)),
        frame_cost_s(info(), MediaOptions(model="heavy")),
        frame_cost_s(info(3840, 2160), OPTIONS),
    ]
    assert costs_s == sorted(costs_s)
    assert len(set(costs_s)) == len(costs_s)


@pytest.mark.parametrize("name", KINDS)
def test_a_video_with_too_many_frames_is_refused_before_any_is_looked_at(name: str, tmp_path: Path) -> None:
    """Also where the header does not count them."""
    source = write_clip(tmp_path / name, **KINDS[name])
    cost_s = frame_cost_s(info(), OPTIONS)
    engine = CountingEngine()
    with pytest.raises(MediaError) as caught:
        annotate_video(source, None, engine, OPTIONS, work_limit_s=(FRAMES - 0.5) * cost_s)
    assert caught.value.code == MediaProblem.TOO_MANY_FRAMES
    assert engine.frames == 0
    annotate_video(source, None, engine, OPTIONS, work_limit_s=(FRAMES + 0.5) * cost_s)
    assert engine.frames == FRAMES


def test_a_video_with_more_frames_than_it_says_ends_at_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_clip(tmp_path / "a.mkv")
    monkeypatch.setattr(work, "packets_in", lambda _path, _most: 1)
    engine = CountingEngine()
    with pytest.raises(MediaError, match="more than 5 frames, with these options more than"):
        annotate_video(source, None, engine, OPTIONS, work_limit_s=5.5 * frame_cost_s(info(), OPTIONS))
    assert engine.frames == 5


def test_counting_stops_early(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mkv", sound="aac")
    assert packets_in(source, 1000) == FRAMES
    assert packets_in(source, 4) == 4
