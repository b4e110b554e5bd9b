"""The engine's rules with a fake landmarker, then with MediaPipe itself if it can run."""

import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.mediapipe_here import mediapipe_or_skip
from tests.support.photo_clips import Photograph, moved_points, photo_clip
from tests.support.reference_data import (
    MODELS,
    STILLS,
    clip_frames,
    frame_time_ms,
    image_px,
    needs_reference,
    parity_percent,
    reference,
    still_picture,
)
from webapp.engines.mediapipe.engine import MediapipeEngine
from webapp.engines.mediapipe.landmarker import FoundPerson, bundle_for
from webapp.models import MODELS_ENV, ModelMissingError
from webapp.pose.body import landmark_index
from webapp.pose.engine import NO_STATE, EngineError, RgbImage, TrackerOptions

FRAME = np.zeros((40, 60, 3), np.uint8)
OPTIONS = TrackerOptions()


@dataclass
class FakeLandmarker:
    """Finds one person, who stands still; remembers the times it was given."""

    options: TrackerOptions
    times_ms: list[int] = field(default_factory=list)
    closed: bool = False
    fails: bool = False

    def find(self, frame: RgbImage, time_ms: int) -> list[FoundPerson]:
        del frame
        self.times_ms.append(time_ms)
        if self.fails:
            raise ValueError("the graph failed")
        image = np.linspace(0, 1, 33 * 4, dtype=np.float32).reshape(33, 4)
        return [FoundPerson(image, np.zeros((33, 3), np.float32), presence=0.75)]

    def close(self) -> None:
        self.closed = True


class FakeLandmarkers(list[FakeLandmarker]):
    """All landmarkers that were opened, in order."""

    def open(self, options: TrackerOptions) -> FakeLandmarker:
        self.append(FakeLandmarker(options))
        return self[-1]


@pytest.fixture
def opened() -> FakeLandmarkers:
    return FakeLandmarkers()


@pytest.fixture
def engine(opened: FakeLandmarkers) -> MediapipeEngine:
    return MediapipeEngine(opened.open, max_landmarkers=2)


def test_a_clients_frames_go_to_its_one_landmarker(engine: MediapipeEngine, opened: FakeLandmarkers) -> None:
    first = engine.track(FRAME, NO_STATE, 10.0, OPTIONS)
    second = engine.track(FRAME, first.state, 10.04, OPTIONS)
    assert second.state == first.state != NO_STATE
    assert [landmarker.times_ms for landmarker in opened] == [[0, 40]]


def test_the_result_has_what_the_landmarker_found(engine: MediapipeEngine) -> None:
    tracked = engine.track(FRAME, NO_STATE, 0.0, OPTIONS)
    (person,) = tracked.people
    assert (person.id, person.score, person.image.shape, person.world.shape) == (1, 0.75, (33, 4), (33, 3))
    assert tracked.detect_ms == 0
    assert tracked.landmarks_ms > 0


def test_clients_do_not_share_a_landmarker(engine: MediapipeEngine, opened: FakeLandmarkers) -> None:
    states = {engine.track(FRAME, NO_STATE, 0.0, OPTIONS).state for _ in range(2)}
    assert len(states) == len(opened) == 2


@pytest.mark.parametrize(
    "changed",
    [{"model": "lite"}, {"people": 2}, {"smoothing": False}, {"min_tracking": 0.3}],
    ids=lambda changed: next(iter(changed)),
)
def test_changed_options_open_a_new_landmarker_and_the_person_keeps_the_id(
    engine: MediapipeEngine, opened: FakeLandmarkers, changed: dict[str, object]
) -> None:
    first = engine.track(FRAME, NO_STATE, 0.0, OPTIONS)
    options = replace(OPTIONS, **changed)  # type: ignore[arg-type]
    second = engine.track(FRAME, first.state, 0.1, options)
    assert second.state == first.state
    assert [landmarker.closed for landmarker in opened] == [True, False]
    assert opened[1].options == options
    assert second.people[0].id == first.people[0].id


def test_a_key_of_another_worker_opens_a_landmarker(engine: MediapipeEngine, opened: FakeLandmarkers) -> None:
    state = engine.track(FRAME, b"from another worker", 7.0, OPTIONS).state
    assert state == b"from another worker"
    engine.track(FRAME, state, 7.1, OPTIONS)
    assert [landmarker.times_ms for landmarker in opened] == [[0, 100]]


def test_a_clock_that_starts_again_gets_a_new_landmarker(
    engine: MediapipeEngine, opened: FakeLandmarkers
) -> None:
    state = engine.track(FRAME, NO_STATE, 50.0, OPTIONS).state
    engine.track(FRAME, state, 0.2, OPTIONS)
    engine.track(FRAME, state, 0.3, OPTIONS)
    assert [(landmarker.closed, landmarker.times_ms) for landmarker in opened] == [
        (True, [0]),
        (False, [0, 100]),
    ]


def test_the_least_recently_used_landmarker_is_closed_for_a_new_one(
    engine: MediapipeEngine, opened: FakeLandmarkers
) -> None:
    first, second = (engine.track(FRAME, NO_STATE, 0.0, OPTIONS).state for _ in range(2))
    engine.track(FRAME, first, 0.1, OPTIONS)
    engine.track(FRAME, NO_STATE, 0.0, OPTIONS)
    assert [landmarker.closed for landmarker in opened] == [False, True, False]
    engine.track(FRAME, second, 0.2, OPTIONS)
    assert [landmarker.closed for landmarker in opened] == [True, True, False, False]


def test_a_landmarker_that_failed_is_replaced(engine: MediapipeEngine, opened: FakeLandmarkers) -> None:
    state = engine.track(FRAME, NO_STATE, 0.0, OPTIONS).state
    opened[0].fails = True
    with pytest.raises(ValueError, match="graph failed"):
        engine.track(FRAME, state, 0.1, OPTIONS)
    assert opened[0].closed
    assert engine.track(FRAME, state, 0.2, OPTIONS).people


def test_closing_the_engine_closes_every_landmarker(engine: MediapipeEngine, opened: FakeLandmarkers) -> None:
    for _ in range(2):
        engine.track(FRAME, NO_STATE, 0.0, OPTIONS)
    engine.close()
    assert all(landmarker.closed for landmarker in opened)


def test_importing_the_engine_does_not_import_mediapipe() -> None:
    code = "import sys, webapp.engines.mediapipe.engine; sys.exit('mediapipe' in sys.modules)"
    assert run_python(code).returncode == 0


def test_without_mediapipe_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mediapipe", None)
    with pytest.raises(EngineError, match=r"pip install --no-deps mediapipe==1\.2\.2.*opencv-contrib"):
        MediapipeEngine().load("lite")


@pytest.mark.skipif(sys.platform != "linux", reason="breaks a library by way of Linux's LD_LIBRARY_PATH")
@pytest.mark.parametrize("library", ["libEGL.so.1", "libGLESv2.so.2"])
def test_without_a_system_library_the_error_names_the_debian_packages(library: str, tmp_path: Path) -> None:
    (tmp_path / library).write_bytes(b"not a library")
    code = "from webapp.engines.mediapipe.engine import MediapipeEngine; MediapipeEngine().load('lite')"
    ended = run_python(code, LD_LIBRARY_PATH=str(tmp_path))
    assert ended.returncode == 1
    last_line = ended.stderr.strip().splitlines()[-1]
    assert last_line.startswith("webapp.pose.engine.EngineError: ")
    assert library in last_line
    assert "apt-get install -y libegl1 libgles2" in last_line


def test_without_weights_the_error_says_which(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(MODELS_ENV, str(tmp_path))
    bundle_for.cache_clear()
    with pytest.raises(ModelMissingError, match=r"pose_detector\.tflite"):
        MediapipeEngine().load("lite")


def test_native_log_lines_do_not_reach_stderr() -> None:
    code = """
import numpy as np
from webapp.engines.mediapipe.engine import MediapipeEngine
from webapp.pose.body import landmark_index
from webapp.pose.engine import NO_STATE, TrackerOptions
engine = MediapipeEngine()
engine.track(np.zeros((48, 64, 3), np.uint8), NO_STATE, 0.0, TrackerOptions(model="lite"))
engine.close()
"""
    with mediapipe_or_skip():
        ended = run_python(code)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_nobody_is_found_in_an_empty_picture() -> None:
    with mediapipe_or_skip() as engine:
        assert engine.track(np.full((48, 64, 3), 128, np.uint8), NO_STATE, 0.0, OPTIONS).people == ()


# Where the photographs show these landmarks, by eye, in pixels; the shoulders in a space suit are a guess.
SEEN_PX: dict[Photograph, dict[str, tuple[float, float]]] = {
    "astronaut": {"nose": (222, 130), "left_ear": (270, 118), "right_ear": (180, 115)},
    "camera": {"nose": (245, 160), "right_ear": (190, 140), "right_shoulder": (110, 160)},
}
NEAR_PX = 35.0  # of the photograph's 512
# Every frame for itself the detector sees the stooping man only now and then.
SEEN: list[tuple[Photograph, bool]] = [("astronaut", True), ("astronaut", False), ("camera", True)]


@pytest.mark.parametrize(("name", "smoothing"), SEEN)
def test_the_person_is_found_where_the_photograph_has_them(name: Photograph, smoothing: bool) -> None:
    state, clip = NO_STATE, photo_clip(name, "together", frames=8)
    with mediapipe_or_skip() as engine:
        for index, frame in enumerate(clip):
            tracked = engine.track(frame.image, state, index / 30, replace(OPTIONS, smoothing=smoothing))
            state = tracked.state
            assert [person.id for person in tracked.people] == [1]
            found_px = image_px(tracked.people, frame.image)
            for landmark, seen_px in SEEN_PX[name].items():
                expected_px = moved_points(frame.photo_to_frame, np.array(seen_px))
                assert np.linalg.norm(found_px[landmark_index(landmark), :2] - expected_px) < NEAR_PX


# How far a visibility may step from frame to frame: smoothed it moves by a tenth of the way.
SMOOTHED_STEP = 0.1


@pytest.mark.parametrize(
    ("people", "smoothing", "smoothed"),
    [(1, True, True), (1, False, False), (2, True, False), (2, False, False)],
)
def test_mediapipe_smooths_one_person_where_it_is_asked_to_and_never_several(
    people: int, smoothing: bool, smoothed: bool
) -> None:
    options, state, visibility = replace(OPTIONS, people=people, smoothing=smoothing), NO_STATE, []
    with mediapipe_or_skip() as engine:
        for index, frame in enumerate(photo_clip("astronaut", "together")):
            tracked = engine.track(frame.image, state, index / 30, options)
            state = tracked.state
            visibility.append(tracked.people[0].image[:, 3])
    assert (np.abs(np.diff(visibility, axis=0)).max() < SMOOTHED_STEP) == smoothed


# The engine only passes numbers on: what is left is their rounding to float32 by way of fractions.
SAME_PERCENT = 1e-3
SAME_M = 1e-6


@needs_reference
@pytest.mark.parametrize("model", MODELS)
def test_a_clip_gives_what_mediapipe_gave(model: str) -> None:
    found, world = _track_clip("gym", TrackerOptions(model=model))
    expected = reference("gym", model)
    assert parity_percent(found, expected.image) < SAME_PERCENT
    np.testing.assert_allclose(world, expected.world, atol=SAME_M)
    np.testing.assert_allclose(found[..., 3], expected.image[..., 3], atol=1e-6)


@needs_reference
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("still", STILLS)
def test_a_still_without_smoothing_gives_what_mediapipes_image_mode_gave(still: str, model: str) -> None:
    picture = still_picture(still)
    with mediapipe_or_skip() as engine:
        people = engine.track(picture, NO_STATE, 0.0, TrackerOptions(model=model, smoothing=False)).people
    expected = reference(still, model)
    assert parity_percent(image_px(people, picture)[None], expected.image) < SAME_PERCENT
    np.testing.assert_allclose(people[0].world, expected.world[0], atol=SAME_M)


def _track_clip(clip: str, options: TrackerOptions) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The first person's landmarks, image (n, 33, 4) in pixels and world (n, 33, 3); NaN for nobody."""
    state, image, world = NO_STATE, [], []
    with mediapipe_or_skip() as engine:
        for index, frame in enumerate(clip_frames(clip)):
            tracked = engine.track(frame, state, frame_time_ms(index) / 1000, options)
            state = tracked.state
            image.append(image_px(tracked.people, frame))
            world.append(tracked.people[0].world if tracked.people else np.full((33, 3), np.nan, np.float32))
    return np.array(image), np.array(world)


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the code in a process of its own, from the checkout, with these variables besides the own ones."""
    root = Path(__file__).parents[3]
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
