"""Offline smoothing: its laws, and on real motion its jitter, its lag and its loss of height."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.pose.engines import blazepose_engine
from tests.support.photo_clips import photo_clip
from tests.support.reference_data import clip_frames, frame_time_ms, needs_reference, torso_px
from webapp.pose.body import landmark_index
from webapp.pose.engine import NO_STATE, RgbImage, TrackerOptions
from webapp.pose.offline_smoothing import smooth_points, smooth_visibility
from webapp.pose.tuning import SMOOTHING_MAX_GAP_S

Floats = NDArray[np.float32]
LANDMARKS = 5
WRISTS = [landmark_index("left_wrist"), landmark_index("right_wrist")]


@st.composite
def uneven_times(draw: st.DrawFn) -> NDArray[np.float64]:
    """Rising times whose steps are those of cameras, and now and then a longer gap."""
    steps = draw(st.lists(st.sampled_from([0.004, 1 / 60, 1 / 30, 0.05, 0.2, 2.0]), max_size=30))
    return np.concatenate(([0.0], np.cumsum(steps)))


@st.composite
def tracks(draw: st.DrawFn) -> tuple[Floats, NDArray[np.float64]]:
    times_s = draw(uneven_times())
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    still = rng.normal(0, 100, (1, LANDMARKS, 3))
    noise = rng.normal(0, draw(st.sampled_from([0.0, 1.0, 100.0])), (len(times_s), LANDMARKS, 3))
    return (still + noise).astype(np.float32), times_s


@given(uneven_times(), st.integers(0, 9))
def test_even_motion_and_rest_are_unchanged(times_s: NDArray[np.float64], seed: int) -> None:
    rng = np.random.default_rng(seed)
    start, speed = rng.normal(0, 100, (2, 1, LANDMARKS, 3))
    for way in (0.0, 1.0):
        points = (start + way * speed * times_s[:, None, None]).astype(np.float32)
        np.testing.assert_allclose(smooth_points(points, times_s), points, rtol=1e-4, atol=1e-2)


@given(tracks())
def test_a_reversed_track_gives_the_reversed_result(track: tuple[Floats, NDArray[np.float64]]) -> None:
    points, times_s = track
    backwards = smooth_points(points[::-1], times_s[-1] - times_s[::-1])
    np.testing.assert_allclose(backwards[::-1], smooth_points(points, times_s), rtol=1e-3, atol=1e-2)


@given(tracks(), st.floats(-1000, 1000), st.floats(0.01, 10))
def test_a_moved_and_larger_body_is_smoothed_to_a_moved_and_larger_one(
    track: tuple[Floats, NDArray[np.float64]], shift: float, scale: float
) -> None:
    points, times_s = track
    expected = smooth_points(points, times_s) * np.float32(scale) + np.float32(shift)
    found = smooth_points(points * np.float32(scale) + np.float32(shift), times_s)
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=0.05 * max(1, scale))


@given(tracks())
def test_results_are_finite_and_as_many_as_the_frames(track: tuple[Floats, NDArray[np.float64]]) -> None:
    points, times_s = track
    smoothed = smooth_points(points, times_s)
    assert smoothed.shape == points.shape
    assert smoothed.dtype == np.float32
    assert np.isfinite(smoothed).all()


def test_memory_does_not_grow_with_the_rate_of_frames() -> None:
    """A video with a broken clock gives times half a millisecond apart."""
    frames, points_of_one = 4000, LANDMARKS * 3
    points = np.random.default_rng(1).normal(0, 100, (frames, LANDMARKS, 3)).astype(np.float32)
    tracemalloc.start()
    try:
        smooth_points(points, np.linspace(0, 0.0005 * (frames - 1), frames))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    as_float64 = 8 * frames * points_of_one
    assert (
        peak < 20 * as_float64
    )  # a table of every neighbour of every frame alone has 1800 numbers a frame, or 120


def test_a_single_frame_is_unchanged() -> None:
    points = np.random.default_rng(1).normal(0, 100, (1, 33, 3)).astype(np.float32)
    np.testing.assert_array_equal(smooth_points(points, np.zeros(1)), points)


def test_a_body_of_size_zero_causes_no_division_by_zero() -> None:
    points = np.full((5, 33, 3), 7, np.float32)
    np.testing.assert_allclose(smooth_points(points, np.arange(5) / 30), points, rtol=1e-5)


@pytest.mark.parametrize(
    ("gap_s", "apart"), [(SMOOTHING_MAX_GAP_S * 1.01, True), (SMOOTHING_MAX_GAP_S * 0.5, False)]
)
def test_frames_beyond_a_long_gap_have_no_weight(gap_s: float, apart: bool) -> None:
    times_s = np.concatenate([np.arange(20) / 30, 19 / 30 + gap_s + np.arange(20) / 30])
    points = np.random.default_rng(2).normal(0, 1, (40, LANDMARKS, 3)).astype(np.float32)
    elsewhere = points.copy()
    elsewhere[20:] += 50
    same = np.array_equal(smooth_points(points, times_s)[:20], smooth_points(elsewhere, times_s)[:20])
    assert same == apart


def test_times_must_rise() -> None:
    with pytest.raises(ValueError, match="rise"):
        smooth_points(np.zeros((2, 33, 3), np.float32), np.zeros(2))


@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=20))
def test_visibility_stays_in_0_to_1_and_a_constant_one_unchanged(values: list[float]) -> None:
    visibility = np.array(values, np.float32)[:, None]
    times_s = np.arange(len(values)) / 30
    smoothed = smooth_visibility(visibility, times_s)
    assert visibility.min() - 1e-6 <= smoothed.min() <= smoothed.max() <= visibility.max() + 1e-6


def test_noise_on_a_body_at_rest_is_reduced_to_a_fraction() -> None:
    rng = np.random.default_rng(3)
    still = rng.normal(0, 100, (1, 33, 3))
    noise = rng.normal(0, 1, (90, 33, 3)).astype(np.float32)
    smoothed = smooth_points((still + noise).astype(np.float32), np.arange(90) / 30) - still
    assert _jitter(smoothed) < 0.05 * _jitter(noise)


def test_a_quick_swing_keeps_its_height_and_its_time() -> None:
    """Once to and fro in half a second, a metre wide, on a body half a metre large, filmed at 60 a second."""
    times_s = np.arange(120) / 60
    points = np.random.default_rng(4).normal(0, 0.5, (1, 33, 3)).repeat(120, axis=0).astype(np.float32)
    swing = 0.5 * np.sin(2 * np.pi * 2 * times_s)
    points[:, 15, 0] += swing
    smoothed = smooth_points(points, times_s)[:, 15, 0] - points[:, 15, 0] + swing
    assert np.abs(smoothed - swing).max() < 0.04
    assert _lag_frames(swing[:, None], smoothed[:, None]) == pytest.approx(0, abs=0.02)


def _jitter(points: NDArray[np.floating]) -> float:
    """Root mean square of the second differences in the plane."""
    return float(np.sqrt((np.diff(points[..., :2], 2, axis=0) ** 2).sum(axis=-1).mean()))


def _lag_frames(before: NDArray[np.floating], after: NDArray[np.floating]) -> float:
    """Return the lag of `after` (n, k) in frames: the interpolated peak of the cross-correlation of the speeds."""
    a, b = np.diff(before, axis=0), np.diff(after, axis=0)
    shifts = range(-5, 6)
    sums = [(a[max(0, -s) : len(a) - max(0, s)] * b[max(0, s) : len(b) + min(0, s)]).sum() for s in shifts]
    peak = int(np.argmax(sums))
    left, top, right = sums[peak - 1], sums[peak], sums[peak + 1]
    return float(shifts[peak] + 0.5 * (left - right) / (left - 2 * top + right))


def _tracked(frames: list[RgbImage], options: TrackerOptions) -> tuple[Floats, NDArray[np.float64]]:
    """(n, 33, 4) pixels and visibility of the first person, and the times of the frames with one."""
    state, images, times_s = NO_STATE, [], []
    for index, frame in enumerate(frames):
        tracked = blazepose_engine().track(frame, state, frame_time_ms(index) / 1e3, options)
        state = tracked.state
        if tracked.people:
            scale = (frame.shape[1], frame.shape[0], frame.shape[1], 1)
            images.append(tracked.people[0].image * np.array(scale, np.float32))
            times_s.append(frame_time_ms(index) / 1e3)
    return np.stack(images), np.array(times_s)


@needs_reference
def test_an_athlete_is_smoother_than_live_and_not_late() -> None:
    frames = list(clip_frames("gym"))
    raw, times_s = _tracked(frames, TrackerOptions(raw_landmarks=True))
    live, _ = _tracked(frames, TrackerOptions())
    ours = smooth_points(raw[:, :, :3], times_s)
    torso = float(np.median(torso_px(raw)))
    speed = np.linalg.norm(np.gradient(ours[..., :2], times_s, axis=0), axis=-1) / torso
    rest = (speed < 0.15)[1:-1] & (raw[1:-1, :, 3] > 0.8)

    def at_rest(points: Floats) -> float:
        steps = np.linalg.norm(np.diff(points[..., :2], 2, axis=0), axis=-1)[rest]
        return float(100 * np.sqrt((steps**2).mean()) / torso)

    wrists = [one[:, WRISTS, :2].reshape(len(raw), -1) for one in (raw, live, ours)]
    late = [_lag_frames(wrists[0], other) for other in wrists[1:]]
    jitter = [at_rest(one) for one in (raw, live, ours)]
    print(f"smoothing gym: jitter at rest raw {jitter[0]:.2f} live {jitter[1]:.2f} offline {jitter[2]:.2f} %")
    print(f"smoothing gym: wrists late by live {late[0]:.2f} offline {late[1]:.2f} frames")
    assert jitter[2] < 0.6 * jitter[1]
    assert abs(late[1]) < 0.1


def test_a_moving_photograph_has_no_lag_and_less_jitter() -> None:
    frames = [frame.image for frame in photo_clip("astronaut", "moved")]
    raw, times_s = _tracked(frames, TrackerOptions(raw_landmarks=True, model="lite"))
    ours = smooth_points(raw[:, :, :3], times_s)
    face = slice(0, 11)
    before, after = (one[:, face, :2].reshape(len(raw), -1) for one in (raw, ours))
    assert _lag_frames(before, after) == pytest.approx(0, abs=0.1)
    assert _jitter(ours[:, face]) < _jitter(raw[:, face])


def test_raw_landmarks_come_from_the_same_regions() -> None:
    """What raw_landmarks gives does not change the track: the state's bytes are the same."""
    frame = next(iter(photo_clip("astronaut", "still", 1))).image
    first = blazepose_engine().track(frame, NO_STATE, 0.0, TrackerOptions(model="lite"))
    options = [TrackerOptions(model="lite", raw_landmarks=raw) for raw in (False, True)]
    steady, raw = (blazepose_engine().track(frame, first.state, 1 / 30, one) for one in options)
    assert steady.state == raw.state
    assert not np.array_equal(steady.people[0].image, raw.people[0].image)
