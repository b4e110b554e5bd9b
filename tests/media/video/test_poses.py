"""The stages of a video run in order; any error ends all of them, is raised once, and leaves no file behind."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.media.clips import even_times, times_in, write_clip, write_held_clip
from tests.media.drawn_people import person_with
from tests.media.numbered_video import HEIGHT, MOST, TIMES_S, WIDTH, number_of, write_numbered_video
from tests.support.fake_engine import FakeEngine
from webapp.formats.pose_document import PoseDocument, Smoothing, Source
from webapp.media.drawing.skeleton import draw_people
from webapp.media.drawing.style import SIDE_COLOURS, rgb
from webapp.media.media_options import MediaOptions
from webapp.media.problems import MediaError, MediaProblem
from webapp.media.progress import CancelledError, Progress
from webapp.media.video import poses as video_poses
from webapp.media.video.poses import annotate_video
from webapp.media.video.reader import VideoFrame, VideoInfo, VideoReader
from webapp.media.video.writer import VideoWriter
from webapp.pose.engine import Person, RgbImage, Tracked, TrackerOptions

OPTIONS = MediaOptions()
BREAK_AT = 7


class NumberReader:
    """A tracker that finds a forearm at a height given by the frame's number, and counts frames in its state."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.threads: set[int] = set()

    def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:  # noqa: ARG002 - the engine's interface
        number = number_of(frame)
        self.numbers.append(number)
        self.threads.add(threading.get_ident())
        y = forearm_y(number)
        pose = person_with(left_elbow=(16, y), left_wrist=(60, y))
        image = (pose.image / np.array((WIDTH, HEIGHT, WIDTH, 1))).astype(np.float32)
        seen = int(state or b"0") + 1
        return Tracked((Person(seen, 0.9, image, pose.world),), str(seen).encode(), 1.0, 2.0)


def forearm_y(number: int) -> float:
    return 12.5 + number


def drawn_y(pixels: RgbImage) -> float:
    """Return the height of the forearm's line."""
    orange = np.array(rgb(SIDE_COLOURS["left"]), int)
    rows = np.flatnonzero(abs(pixels[:, 38].astype(int) - orange).sum(axis=1) < 60)
    return float(rows.mean()) + 0.5


@pytest.fixture
def video(tmp_path: Path) -> Path:
    return write_numbered_video(tmp_path / "numbers.mp4")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out" / "drawn.mp4"


@pytest.fixture(autouse=True)
def _nothing_left(target: Path) -> Iterator[None]:
    target.parent.mkdir()
    yield
    assert [path.name for path in target.parent.iterdir() if path != target] == []
    assert {thread.name for thread in threading.enumerate()} & {"read-ahead", "write-behind"} == set()


def test_frames_are_tracked_in_order_on_the_calling_thread_with_the_state_of_the_one_before(
    video: Path,
) -> None:
    engine = NumberReader()
    document = annotate_video(video, None, engine, OPTIONS)
    assert engine.numbers == list(range(MOST))
    assert engine.threads == {threading.get_ident()}
    assert [frame.index for frame in document.frames] == list(range(MOST))
    assert [frame.time_s for frame in document.frames] == pytest.approx(TIMES_S, abs=1e-3)
    assert [person.id for frame in document.frames for person in frame.people] == list(range(1, MOST + 1))
    assert document.frames[3].people[0].image[13, :2].tolist() == pytest.approx([16, forearm_y(3)])
    assert (document.source.name, document.source.kind) == ("numbers.mp4", "video")
    assert (document.source.width, document.source.height) == (WIDTH, HEIGHT)
    assert (document.model, document.smoothing) == ("full", "live")


def test_each_frame_is_drawn_with_its_own_pose_at_its_own_time(video: Path, target: Path) -> None:
    annotate_video(video, target, NumberReader(), OPTIONS)
    with VideoReader(target) as reader:
        frames = list(reader.frames())
    assert [number_of(frame.pixels) for frame in frames] == list(range(MOST))
    assert [frame.time_s for frame in frames] == pytest.approx(TIMES_S, abs=1e-3)
    for number, frame in enumerate(frames):
        assert drawn_y(frame.pixels) == pytest.approx(forearm_y(number), abs=0.5)


@pytest.mark.parametrize("smoothing", ["live", "offline"])
def test_a_last_frame_that_is_held_is_held_in_the_drawn_video_too(
    tmp_path: Path, target: Path, smoothing: Smoothing
) -> None:
    source = write_held_clip(tmp_path / "held.mp4", 3.7)
    notes: list[str] = []
    document = annotate_video(
        source, target, FakeEngine(), MediaOptions(smoothing=smoothing), on_note=notes.append
    )
    assert notes == []
    assert document.source.duration_s == pytest.approx(times_in(source)[-1] + 3.7, abs=0.01)
    assert times_in(target) == pytest.approx(times_in(source), abs=0.001)
    with av.open(str(target)) as drawn:
        assert length_s(drawn.streams.video[0]) == pytest.approx(document.source.duration_s, abs=0.001)
        assert length_s(drawn.streams.audio[0]) == pytest.approx(document.source.duration_s, abs=0.05)


def length_s(stream: Any) -> float:
    return float(stream.duration * stream.time_base)


@pytest.mark.parametrize("smoothing", ["live", "offline"])
def test_what_is_missing_is_noted_once(tmp_path: Path, target: Path, smoothing: Smoothing) -> None:
    source = write_clip(tmp_path / "a.avi", codec="mpeg4", sound="wmav2", times_s=even_times(50))
    source.write_bytes(source.read_bytes()[:-2000])
    notes: list[str] = []
    annotate_video(source, target, FakeEngine(), MediaOptions(smoothing=smoothing), on_note=notes.append)
    first, second = notes
    assert first.startswith("the file is cut off: the video ends at ")
    assert second.startswith("the sound could not be copied: ")


def test_without_a_target_nothing_is_encoded(video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_args: object) -> None:
        raise AssertionError("a video was opened for writing")

    monkeypatch.setattr(video_poses, "VideoWriter", opened)
    assert len(annotate_video(video, None, FakeEngine(), OPTIONS).frames) == MOST


def test_progress_rises_to_the_whole(video: Path, target: Path) -> None:
    seen: list[Progress] = []
    annotate_video(video, target, FakeEngine(), OPTIONS, seen.append)
    assert [progress.frames_done for progress in seen] == list(range(1, MOST + 1))
    assert {progress.frames_total for progress in seen} == {MOST}
    assert [progress.share for progress in seen] == pytest.approx([(i + 1) / MOST for i in range(MOST)])


def test_without_a_length_the_share_is_unknown() -> None:
    seen: list[Progress] = []
    info = VideoInfo(4, 4, 30.0, None, None, has_audio=False)
    watch = video_poses._PassProgress(seen.append, lambda: False)
    watch.frame_done(VideoFrame(6, 0.2, np.zeros((4, 4, 3), np.uint8)), info)
    assert seen == [Progress(7, None, None)]


def test_offline_the_whole_clip_is_known_before_it_is_drawn(
    video: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each frame is drawn with its pose from smoothing over the whole clip."""
    moved_px = 5.0

    def smoothed(document: PoseDocument, on_track: Callable[[], None]) -> PoseDocument:
        on_track()
        assert len(document.frames) == MOST
        for frame in document.frames:
            for person in frame.people:
                person.image[:, 1] += moved_px
        return document

    monkeypatch.setattr(video_poses, "smooth_offline", smoothed)
    seen: list[Progress] = []
    engine = NumberReader()
    options = MediaOptions(smoothing="offline")
    document = annotate_video(video, target, engine, options, seen.append)
    assert engine.numbers == list(range(MOST))  # nobody is looked for twice
    assert document.smoothing == "offline"
    assert len(seen) == MOST + 1 + MOST  # found, smoothed, drawn
    shares = [progress.share or 0 for progress in seen]
    assert shares == sorted(shares)
    assert shares[MOST - 1 : MOST + 1] == pytest.approx([video_poses.TRACKING_SHARE] * 2)
    assert shares[-1] == pytest.approx(1)
    with VideoReader(target) as reader:
        frames = list(reader.frames())
    assert len(frames) == MOST
    for number, frame in enumerate(frames):
        assert drawn_y(frame.pixels) == pytest.approx(forearm_y(number) + moved_px, abs=0.5)


def test_offline_smoothing_is_given_raw_poses(video: Path) -> None:
    asked: set[tuple[bool, bool]] = set()

    class Asked(NumberReader):
        def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:
            asked.add((options.smoothing, options.raw_landmarks))
            return super().track(frame, state, time_s, options)

    annotate_video(video, None, Asked(), MediaOptions(smoothing="offline"))
    assert asked == {(True, True)}  # regions are steadied, landmarks are not


class BrokenEngine(FakeEngine):
    def __init__(self, error: BaseException) -> None:
        self._error = error
        self._left = BREAK_AT

    def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:
        self._left -= 1
        if self._left < 0:
            raise self._error
        return super().track(frame, state, time_s, options)


@pytest.mark.parametrize("error", [ValueError("it broke"), KeyboardInterrupt()])
def test_an_error_of_the_engine_ends_all_stages(video: Path, target: Path, error: BaseException) -> None:
    with pytest.raises(type(error)) as raised:
        annotate_video(video, target, BrokenEngine(error), OPTIONS)
    assert raised.value is error
    assert not target.exists()


def test_an_error_of_decoding_ends_all_stages(
    video: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = VideoReader.frames

    def damaged(reader: VideoReader) -> Iterator[VideoFrame]:
        for frame in whole(reader):
            if frame.index == BREAK_AT:
                raise MediaError(MediaProblem.DAMAGED, "nothing more can be read")
            yield frame

    monkeypatch.setattr(VideoReader, "frames", damaged)
    engine = NumberReader()
    with pytest.raises(MediaError, match="nothing more"):
        annotate_video(video, target, engine, OPTIONS)
    assert engine.numbers == list(range(BREAK_AT))
    assert not target.exists()


def breaking(whole: Callable[..., object]) -> Callable[..., object]:
    calls = 0

    def broken(*args: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls > BREAK_AT:
            raise MediaError(MediaProblem.NO_ROOM, "there is no room on the disk")
        return whole(*args, **options)

    return broken


def test_an_error_of_drawing_ends_all_stages(
    video: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_poses, "draw_people", breaking(draw_people))
    with pytest.raises(MediaError, match="no room"):
        annotate_video(video, target, FakeEngine(), OPTIONS)
    assert not target.exists()


def test_an_error_of_encoding_ends_all_stages(
    video: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(VideoWriter, "write", breaking(VideoWriter.write))
    with pytest.raises(MediaError, match="no room"):
        annotate_video(video, target, FakeEngine(), OPTIONS)
    assert not target.exists()


def test_a_cancelled_video_ends_at_its_next_frame(video: Path, target: Path) -> None:
    engine = NumberReader()
    with pytest.raises(CancelledError):
        annotate_video(video, target, engine, OPTIONS, is_cancelled=lambda: len(engine.numbers) == BREAK_AT)
    assert len(engine.numbers) == BREAK_AT
    assert not target.exists()


def test_an_existing_target_stays_after_an_error(video: Path, target: Path) -> None:
    target.write_bytes(b"of yesterday")
    with pytest.raises(ValueError, match="broke"):
        annotate_video(video, target, BrokenEngine(ValueError("it broke")), OPTIONS)
    assert target.read_bytes() == b"of yesterday"


def test_an_mp4_has_no_transparency(video: Path, target: Path) -> None:
    with pytest.raises(MediaError, match="no transparency"):
        annotate_video(video, target, FakeEngine(), MediaOptions(ground="transparent"))


def test_large_frames_wait_one_at_a_time_and_small_ones_by_number() -> None:
    def waiting(width: int, height: int) -> int:
        return video_poses._most_waiting(VideoInfo(width, height, 30, None, None, False))

    assert waiting(64, 48) == video_poses.WAITING_FRAMES
    assert waiting(1920, 1080) == 4
    assert waiting(7680, 4320) == 1


def test_a_picture_has_one_unsmoothed_frame() -> None:
    from webapp.media.picture.poses import poses_in_picture

    asked: list[TrackerOptions] = []

    class Asked(FakeEngine):
        def track(self, frame: RgbImage, state: bytes, time_s: float, options: TrackerOptions) -> Tracked:
            asked.append(options)
            assert (state, time_s) == (b"", 0.0)
            return super().track(frame, state, time_s, options)

    pixels = np.full((30, 40, 3), 200, np.uint8)
    document = poses_in_picture(pixels, "me.jpg", Asked(), MediaOptions(people=3, min_detection=0.2))
    assert document.source == Source("me.jpg", "image", 40, 30)
    assert (document.smoothing, len(document.frames), len(document.frames[0].people)) == ("none", 1, 1)
    assert (asked[0].smoothing, asked[0].people, asked[0].min_detection) == (False, 3, 0.2)
