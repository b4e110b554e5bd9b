"""HDR videos (HLG, PQ) are read with the colours, and so the poses, of the same ones in SDR."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorTrc
from numpy.typing import NDArray

from tests.media.clips import write_clip
from tests.media.hdr_clips import WHITE, Curve, hdr_values, light_of, write_hdr, write_sdr
from tests.pose.engines import blazepose_engine
from tests.support.photo_clips import photograph
from tests.support.reference_data import fault_path, needs_reference, torso_px
from webapp.media.media_options import MediaOptions
from webapp.media.video.hdr import KNEE, HdrToSdr, is_hdr
from webapp.media.video.reader import VideoReader
from webapp.pose.engine import NO_STATE, RgbImage

CURVES: list[Curve] = ["hlg", "pq"]
TRC = {"hlg": ColorTrc.ARIB_STD_B67, "pq": ColorTrc.SMPTE2084}
Landmarks = NDArray[np.float64]
MODEL = "full"
TORSO_LIMIT = 2.0  # percent: how far landmarks may be from those of the SDR video
ROUNDING = 6.0  # of 255, at most: of a dark value beside bright ones, by the matrices' four digits


def tagged(curve: Curve, primaries: ColorPrimaries = ColorPrimaries.BT2020) -> av.VideoFrame:
    frame = av.VideoFrame(16, 16, "yuv420p10le")
    frame.color_trc, frame.color_primaries = TRC[curve], primaries
    return frame


def frames_of(path: Path) -> list[RgbImage]:
    with VideoReader(path) as video:
        return [frame.pixels for frame in video.frames()]


def poses_in(path: Path) -> Landmarks:
    """Return the landmarks in each frame of a video, (frames, 33, 3): x, y in pixels, visibility."""
    with VideoReader(path) as video:
        size = (video.info.width, video.info.height)
        found, state = [], NO_STATE
        for frame in video.frames():
            tracked = blazepose_engine().track(
                frame.pixels, state, frame.time_s, MediaOptions(model=MODEL).tracker()
            )
            state = tracked.state
            x, y, _z, visibility = tracked.people[0].image.T
            found.append(np.stack([x * size[0], y * size[1], visibility], axis=1))
    return np.array(found, float)


def moved_percent(found: Landmarks, expected: Landmarks) -> float:
    """Return how far visible landmarks are from the expected ones, in percent of the torso, the median of all frames."""
    distances = np.linalg.norm(found[..., :2] - expected[..., :2], axis=-1)
    seen = np.where(expected[..., 2] > 0.5, distances, np.nan)
    return float(np.median(100 * np.nanmean(seen, axis=1) / torso_px(expected)))


def as_in_sdr(path: Path, sdr: list[RgbImage]) -> float:
    """Return the mean difference, of 255, of a small copy of each frame, in which the codec's noise is evened out."""
    differences = []
    for found, expected in zip(frames_of(path), sdr, strict=False):
        small = [
            cv2.resize(one, (20, 20), interpolation=cv2.INTER_AREA).astype(float) for one in (found, expected)
        ]
        differences.append(np.abs(small[0] - small[1]).mean())
    return float(np.mean(differences))


@pytest.mark.parametrize("curve", CURVES)
def test_every_sdr_colour_below_the_knee_comes_back(curve: Curve) -> None:
    steps = np.linspace(0, 255 * KNEE - 1, 12)
    colours = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(36, 48, 3)
    converted = HdrToSdr(tagged(curve)).sdr(hdr_values(light_of(colours), curve))
    difference = np.abs(converted - colours)
    assert difference.max() <= ROUNDING
    assert difference.mean() < 0.5


@pytest.mark.parametrize("curve", CURVES)
def test_brightness_above_the_knee_rises_to_white(curve: Curve) -> None:
    light = np.repeat(np.geomspace(WHITE * KNEE**2.4, 1000, 60)[:, None, None], 3, axis=2)
    grey = HdrToSdr(tagged(curve)).sdr(hdr_values(light, curve))[:, 0, 1].astype(int)
    assert np.all(np.diff(grey) >= 0)
    assert abs(grey[0] - 255 * KNEE) <= 1
    assert grey[-1] == 255
    white = HdrToSdr(tagged(curve)).sdr(hdr_values(np.full((1, 1, 3), WHITE), curve))
    assert np.abs(white.astype(int) - 242).max() <= 1


def test_pq_beyond_the_peak_is_white() -> None:
    brightest = np.full((1, 1, 3), 65535, np.uint16)
    assert HdrToSdr(tagged("pq")).sdr(brightest).tolist() == [[[255, 255, 255]]]


def test_primaries_are_converted() -> None:
    red = np.zeros((1, 1, 3), np.uint16)
    red[0, 0, 0] = 30_000
    wide, narrow = (
        HdrToSdr(tagged("pq", primaries)).sdr(red)[0, 0].astype(int)
        for primaries in (ColorPrimaries.SMPTE432, ColorPrimaries.BT709)
    )
    assert wide[0] > narrow[0] + 5
    assert wide[1:].tolist() == narrow[1:].tolist() == [0, 0]


@pytest.mark.parametrize("curve", CURVES)
def test_large_frames_are_converted_as_small_ones(curve: Curve) -> None:
    values = np.random.default_rng(1).integers(0, 65536, (500, 300, 3), np.uint16)
    converter = HdrToSdr(tagged(curve))
    assert np.array_equal(converter.sdr(values)[437:440], converter.sdr(values[437:440]))


@pytest.mark.parametrize("curve", CURVES)
def test_a_video_is_read_with_the_colours_of_sdr(curve: Curve, tmp_path: Path) -> None:
    photo = np.ascontiguousarray(photograph("astronaut")[:256, 128:384])
    path = write_hdr(tmp_path / "hdr.mp4", [photo] * 3, curve)
    with av.open(str(path)) as container:
        assert is_hdr(next(container.decode(video=0)))
    assert as_in_sdr(path, [photo] * 3) < 1.5


def test_pq_has_the_poses_of_sdr(tmp_path: Path) -> None:
    photo = [photograph("astronaut")] * 3
    hdr, sdr = write_hdr(tmp_path / "hdr.mp4", photo, "pq"), write_sdr(tmp_path / "sdr.mp4", photo)
    assert moved_percent(poses_in(hdr), poses_in(sdr)) < TORSO_LIMIT


def test_ordinary_videos_are_not_hdr(tmp_path: Path) -> None:
    with av.open(str(write_clip(tmp_path / "sdr.mp4"))) as container:
        assert not is_hdr(next(container.decode(video=0)))


@needs_reference
def test_a_phones_hlg_has_the_colours_of_the_same_second_in_sdr() -> None:
    assert as_in_sdr(fault_path("hlg.mov"), frames_of(fault_path("sdr.mp4"))) < 4.0


@needs_reference
@pytest.mark.parametrize("curve", CURVES)
def test_a_clip_has_the_poses_of_sdr(curve: Curve, tmp_path: Path) -> None:
    frames = frames_of(fault_path("sdr.mp4"))
    hdr, sdr = write_hdr(tmp_path / "hdr.mp4", frames, curve), write_sdr(tmp_path / "sdr.mp4", frames)
    assert as_in_sdr(hdr, frames_of(sdr)) < 1.5
    assert moved_percent(poses_in(hdr), poses_in(sdr)) < TORSO_LIMIT
