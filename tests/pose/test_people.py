"""Several people: all are found, and ids stay with their persons."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import cv2
import numpy as np
import pytest

from tests.pose.engines import PRECISIONS, blazepose_engine
from tests.pose.people_truth import PAIR, PARK, KeyFrames, who
from tests.support.mediapipe_here import mediapipe_or_skip, why_mediapipe_does_not_run
from tests.support.photo_clips import photograph
from tests.support.reference_data import clip_frames, frame_time_ms, needs_reference, still_picture
from webapp.pose.body import landmark_index
from webapp.pose.engine import NO_STATE, Person, RgbImage, TrackerOptions

HIPS = [landmark_index("left_hip"), landmark_index("right_hip")]
EYES = [landmark_index("left_eye"), landmark_index("right_eye")]
STEADY = 0.95  # of the frames
JUMP = 167  # the frame of park in which the athlete jumps down, where a tracker may lose him
# She steps from behind a tree at about 60, and is visible enough for the detector from 70 on.
PASSER_BY_FOUND = 75
PASSER_BY_GOES = 198
FIRST_FRAMES = 6  # MediaPipe finds nobody in these frames of park either

Seen = dict[str | None, dict[int, list[int]]]  # person: id: frames

RUNS = [("full", precision) for precision in PRECISIONS] + [("lite", "f32"), ("heavy", "f32")]


def _hips_px(person: Person, frame: RgbImage) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    hips: np.ndarray[tuple[int], np.dtype[np.float32]] = person.image[HIPS, :2].mean(axis=0)
    return hips * np.array(frame.shape[1::-1], np.float32)


def _follow(
    frames: Iterable[RgbImage], truth: dict[str, KeyFrames], model: str, precision: str, people: int
) -> Seen:
    engine, state = blazepose_engine(precision), NO_STATE
    seen: Seen = defaultdict(lambda: defaultdict(list))
    for index, frame in enumerate(frames):
        options = TrackerOptions(model=model, people=people)
        tracked = engine.track(frame, state, frame_time_ms(index) / 1e3, options)
        state = tracked.state
        for person in tracked.people:
            seen[who(_hips_px(person, frame), truth, index)][person.id].append(index)
    return seen


def _report(clip: str, model: str, precision: str, seen: Seen) -> None:
    for name, ids in seen.items():
        spans = {one: f"{len(frames)} frames, {frames[0]}-{frames[-1]}" for one, frames in ids.items()}
        print(f"people {clip} {model} {precision} {name or 'nobody'}: {spans}")


@needs_reference
@pytest.mark.parametrize(("model", "precision"), RUNS)
def test_athlete_and_helper_keep_their_ids(model: str, precision: str) -> None:
    """An onlooker stands behind them and must not be tracked as one of the two."""
    frames = list(clip_frames("pair"))
    seen = _follow(frames, PAIR, model, precision, people=2)
    _report("pair", model, precision, seen)
    assert set(seen) == {"athlete", "helper"}
    together = Counter[int]()
    for ids in seen.values():
        assert len(ids) == 1
        together.update(*ids.values())
    assert sum(count == 2 for count in together.values()) >= STEADY * len(frames)


@needs_reference
@pytest.mark.slow
@pytest.mark.parametrize(("model", "precision"), RUNS)
def test_athlete_and_passer_by_never_swap_ids(model: str, precision: str) -> None:
    seen = _follow(clip_frames("park"), PARK, model, precision, people=2)
    _report("park", model, precision, seen)
    athlete, passer_by = seen["athlete"], seen["passer-by"]
    assert set(athlete).isdisjoint(passer_by)
    (before_jump,) = {one for one, frames in athlete.items() if frames[0] < JUMP}
    followed = [frame for frame in athlete[before_jump] if FIRST_FRAMES <= frame < JUMP]
    assert len(followed) >= STEADY * (JUMP - FIRST_FRAMES)
    (walking,) = passer_by
    followed = [frame for frame in passer_by[walking] if PASSER_BY_FOUND <= frame < PASSER_BY_GOES]
    assert len(followed) >= STEADY * (PASSER_BY_GOES - PASSER_BY_FOUND)
    assert len(athlete) > 1, "the athlete is found again after the jump"


@needs_reference
def test_three_people_are_not_more_where_eight_are_asked_for() -> None:
    """Athlete, helper and onlooker, on every frame, and nobody twice."""
    seen = _follow(list(clip_frames("pair"))[:40], PAIR, "full", "f32", people=8)
    _report("pair, 8 people", "full", "f32", seen)
    assert {name: len(ids) for name, ids in seen.items()} == {"athlete": 1, "helper": 1, None: 1}
    assert all(len(frames) == 40 for ids in seen.values() for frames in ids.values())


CELL_WIDTH, CELL_HEIGHT = 400, 500


def _grid(pictures: list[RgbImage], columns: int) -> RgbImage:
    """Pictures side by side and below each other, each in a cell of its own."""
    rows = -(-len(pictures) // columns)
    grid = np.full((rows * CELL_HEIGHT, columns * CELL_WIDTH, 3), 128, np.uint8)
    for index, picture in enumerate(pictures):
        scale = min(CELL_WIDTH / picture.shape[1], CELL_HEIGHT / picture.shape[0])
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        y = index // columns * CELL_HEIGHT + (CELL_HEIGHT - small.shape[0]) // 2
        x = index % columns * CELL_WIDTH + (CELL_WIDTH - small.shape[1]) // 2
        grid[y : y + small.shape[0], x : x + small.shape[1]] = small
    return grid


def _with_room(photo: RgbImage) -> RgbImage:
    """Return the same with grey margins, so that the square around one half body shows no other."""
    return np.asarray(
        cv2.copyMakeBorder(photo, 60, 260, 160, 160, cv2.BORDER_CONSTANT, value=(128,) * 3), np.uint8
    )


def _cells(people: tuple[Person, ...], grid: RgbImage) -> list[tuple[int, int]]:
    """The row and column of each person's eyes."""
    eyes = [person.image[EYES, :2].mean(axis=0) * grid.shape[1::-1] for person in people]
    return sorted((int(y // CELL_HEIGHT), int(x // CELL_WIDTH)) for x, y in eyes)


def _found(picture: RgbImage, people: int, min_detection: float = 0.5) -> tuple[Person, ...]:
    options = TrackerOptions(people=people, min_detection=min_detection)
    return blazepose_engine().track(picture, NO_STATE, 0.0, options).people


@needs_reference
@pytest.mark.parametrize(("people", "columns"), [(2, 2), (3, 3), (4, 4), (4, 2), (6, 3), (8, 4), (8, 8)])
def test_every_person_in_a_picture_is_found_once(people: int, columns: int) -> None:
    """The detector sees 224 x 224 pixels; of the whole pictures it finds two people at most."""
    stills = [
        still_picture("stand"),
        still_picture("sample"),
        photograph("astronaut"),
        still_picture("sample2"),
    ]
    grid = _grid([stills[index % 4] for index in range(people)], columns)
    found = _found(grid, people=8)
    print(f"people grid of {people} in {columns} columns: found {len(found)}")
    assert _cells(found, grid) == [divmod(index, columns) for index in range(people)]
    assert [person.id for person in found] == list(range(1, people + 1))


@pytest.mark.parametrize(("people", "columns"), [(1, 1), (2, 2), (4, 2), (4, 4), (6, 3)])
def test_the_same_photograph_several_times_is_several_people(people: int, columns: int) -> None:
    grid = _grid([_with_room(photograph("astronaut"))] * people, columns)
    found = _found(grid, people=8)
    assert _cells(found, grid) == [divmod(index, columns) for index in range(people)]
    assert len({person.id for person in found}) == people


LARGE = (3000, 4000)  # height and width; the detector sees 34 pixels of a person of 600
SMALL_PX = 600


def _eyes_px(person: Person, frame: RgbImage) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    eyes: np.ndarray[tuple[int], np.dtype[np.float32]] = person.image[EYES, :2].mean(axis=0)
    return eyes * np.array(frame.shape[1::-1], np.float32)


def _check_small_person(name: str, picture: RgbImage) -> None:
    """Put the picture, 600 pixels high, at three places of a large one; its person is found at each."""
    scale = SMALL_PX / picture.shape[0]
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    (alone,) = _found_in_still(np.asarray(small, np.uint8))
    for x, y in ((300, 300), (2600, 1900), (1700, 1200)):
        large = np.full((*LARGE, 3), 128, np.uint8)
        large[y : y + small.shape[0], x : x + small.shape[1]] = small
        (found,) = _found_in_still(large)
        off_px = np.abs(_eyes_px(found, large) - (x, y) - _eyes_px(alone, np.asarray(small, np.uint8))).max()
        print(f"small {name} at {x}, {y}: eyes {off_px:.1f} px off; {_mediapipe_finds(large)}")
        assert off_px < SMALL_PX / 30


def _found_in_still(picture: RgbImage) -> tuple[Person, ...]:
    return blazepose_engine().track(picture, NO_STATE, 0.0, TrackerOptions(is_still=True)).people


def _mediapipe_finds(picture: RgbImage) -> str:
    if why_mediapipe_does_not_run():
        return "MediaPipe does not run here"
    with mediapipe_or_skip() as engine:
        return f"MediaPipe finds {len(engine.track(picture, NO_STATE, 0.0, TrackerOptions()).people)}"


@needs_reference
@pytest.mark.parametrize("still", ["stand", "sample"])
def test_a_person_of_600_pixels_in_a_picture_of_4000_is_found(still: str) -> None:
    _check_small_person(still, still_picture(still))


def test_a_photograph_of_600_pixels_in_a_picture_of_4000_is_found() -> None:
    _check_small_person("astronaut", photograph("astronaut"))


def test_no_more_people_are_found_than_asked_for() -> None:
    grid = _grid([_with_room(photograph("astronaut"))] * 4, 2)
    assert [len(_found(grid, people)) for people in (2, 3)] == [2, 3]


def test_a_picture_without_people_has_none() -> None:
    assert _found(np.full((480, 640, 3), 127, np.uint8), people=8) == ()


@needs_reference
def test_people_shoulder_to_shoulder_are_all_found() -> None:
    """Their regions overlap by two thirds, their bodies touch."""
    man = cv2.resize(still_picture("stand"), (500, 500), interpolation=cv2.INTER_AREA)[:, 180:320]
    solid = (man < 235).any(axis=2, keepdims=True)
    row = np.full((520, 800, 3), 255, np.uint8)
    for place in range(4):
        part = row[10:510, 100 + 120 * place : 240 + 120 * place]
        part[:] = np.where(solid, man, part)
    found = _found(row, people=8)
    middles = sorted(float(person.image[HIPS, 0].mean()) * 800 for person in found)
    np.testing.assert_allclose(middles, [170 + 120 * place for place in range(4)], atol=30)


def test_a_stricter_threshold_finds_fewer() -> None:
    grid = _grid([_with_room(photograph("astronaut"))] * 4, 2)
    found = [len(_found(grid, 8, threshold)) for threshold in (0.5, 0.9, 1.0)]
    assert found[0] == 4
    assert found == sorted(found, reverse=True)
    assert found[2] == 0


def _walk(frames: int) -> Iterable[RgbImage]:
    """Two astronauts who sway beside each other, and after a third of the time another one below."""
    photo = cv2.resize(photograph("astronaut"), (300, 300), interpolation=cv2.INTER_AREA)
    for index in range(frames):
        sway = round(25 * np.sin(2 * np.pi * index / 30))
        frame = np.full((900, 900, 3), 128, np.uint8)
        for place, (x, y) in enumerate(((40 + sway, 20), (560 - sway, 20), (300, 520))):
            if place < 2 or index >= frames // 3:
                frame[y : y + 300, x : x + 300] = photo
        yield frame


def test_moving_people_keep_their_ids_and_a_new_person_gets_a_new_one() -> None:
    engine, state, ids = blazepose_engine(), NO_STATE, []
    for index, frame in enumerate(_walk(45)):
        tracked = engine.track(frame, state, frame_time_ms(index) / 1e3, TrackerOptions(people=4))
        state = tracked.state
        eyes = {person.id: float(person.image[EYES, 0].mean()) for person in tracked.people}
        ids.append(sorted(eyes, key=lambda one: eyes[one]))
    left, newcomer, right = ids[-1]
    assert {left, right} == {1, 2}
    assert newcomer == 3
    assert all(frame in ([left, right], [left, newcomer, right]) for frame in ids)
