"""JSON: a written document is read back and valid by the schema; other texts are refused."""

import io
import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from tests.formats.documents import DOCUMENTS, person, picture, same_documents, video
from webapp.formats.json_format import json_text, poses_schema, write_json
from webapp.formats.json_reader import PoseFileError, read_json, read_json_and_times
from webapp.formats.pose_document import FramePoses, PersonPose, PoseDocument
from webapp.pose.body import EDGES, LANDMARK_NAMES

MS = {"decode": 4.1, "detect": 12.0, "landmarks": 9.5, "total": 26.0}
Change = Callable[[dict[str, Any]], object]


def is_valid(content: object) -> bool:
    return bool(Draft202012Validator(poses_schema()).is_valid(content))


@given(DOCUMENTS)
def test_every_document_is_valid_by_the_schema_and_plain_ascii(document: PoseDocument) -> None:
    text = json_text(document)
    assert text.isascii()
    Draft202012Validator(poses_schema()).validate(json.loads(text))


@given(DOCUMENTS)
def test_a_written_document_is_read_to_half_the_last_digit(document: PoseDocument) -> None:
    again = read_json(json_text(document))
    assert (again.source, again.model, again.smoothing) == (
        document.source,
        document.model,
        document.smoothing,
    )
    assert [len(frame.people) for frame in again.frames] == [len(frame.people) for frame in document.frames]
    for frame, read in zip(document.frames, again.frames, strict=True):
        assert read.index == frame.index
        assert read.time_s == pytest.approx(frame.time_s, abs=0.5001e-6)
        for one, other in zip(frame.people, read.people, strict=True):
            assert other.id == one.id
            assert other.score == pytest.approx(one.score, abs=0.5001e-4)
            np.testing.assert_allclose(other.image[:, :3], one.image[:, :3], rtol=1e-7, atol=0.5001e-3)
            np.testing.assert_allclose(other.image[:, 3], one.image[:, 3], rtol=1e-7, atol=0.5001e-4)
            np.testing.assert_allclose(other.world, one.world, rtol=1e-7, atol=0.5001e-5)


@given(DOCUMENTS)
def test_reading_and_writing_again_changes_nothing(document: PoseDocument) -> None:
    text = json_text(document)
    assert json_text(read_json(text)) == text
    assert same_documents(read_json(text), read_json(text.encode()))


def test_every_frame_has_a_line_also_without_people() -> None:
    stream = io.StringIO()
    write_json(video([person()], [], [person(), person(2)]), stream)
    head, *lines, end = stream.getvalue().splitlines()
    assert (head[-1], end) == ("[", "]}")
    frames = [json.loads(line.rstrip(",")) for line in lines]
    assert [len(frame["people"]) for frame in frames] == [1, 0, 2]
    assert [frame["time_s"] for frame in frames] == [0, 0.04, 0.08]
    assert frames[0]["people"][0]["image"][2] == [102.0, 204.0, -2.0, 1.0]


def test_a_servers_times_are_beside_the_poses() -> None:
    text = json_text(picture(person()), MS)
    assert is_valid(json.loads(text))
    document, ms = read_json_and_times(text)
    assert ms == MS
    assert same_documents(document, read_json(json_text(picture(person()))))


@pytest.mark.parametrize("field", ["image", "world"])
@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_are_refused(field: str, number: float) -> None:
    broken = person()
    getattr(broken, field)[7, 1] = number
    with pytest.raises(ValueError, match="not a finite number"):
        json_text(picture(broken))


def change_person(**fields: object) -> Change:
    return lambda content: content["frames"][0]["people"][0].update(fields)


BROKEN: dict[str, tuple[Change, str]] = {
    "another format": (lambda content: content.update(format="poses"), "not a pose document"),
    "a later version": (lambda content: content.update(version=2), "version 2"),
    "a landmark too few": (lambda content: content["frames"][0]["people"][0]["image"].pop(), "33 rows of 4"),
    "a number too few": (lambda content: content["frames"][0]["people"][0]["world"][3].pop(), "33 rows of 3"),
    "a word for a number": (change_person(image=[["a", 1, 1, 1]] * 33), "33 rows of 4"),
    "a hole": (change_person(world=[[None, 1, 1]] * 33), "33 rows of 3"),
    "a number beyond float32": (change_person(world=[[1e300, 1, 1]] * 33), "too large"),
    "no world": (lambda content: content["frames"][0]["people"][0].pop("world"), "world is not"),
    "an id that is a text": (change_person(id="1"), "id is not an integer"),
    "people who are no list": (
        lambda content: content["frames"][0].update(people={}),
        "people is not a list",
    ),
    "a frame without people's list": (
        lambda content: content["frames"][0].pop("people"),
        "frames is not a list",
    ),
    "no source": (lambda content: content.pop("source"), "source is not"),
    "a width that is none": (lambda content: content["source"].update(width=0.5), "width is not an integer"),
    "a new kind": (
        lambda content: content["source"].update(kind="hologram"),
        "kind is not one of image, video",
    ),
    "landmarks in another order": (lambda content: content["landmark_names"].reverse(), "landmark_names"),
    "a time that is none": (
        lambda content: content["frames"][0].update(time_s=True),
        "time_s is not a finite",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_shape_is_refused_with_its_place_and_by_the_schema(name: str) -> None:
    change, words = BROKEN[name]
    content = json.loads(json_text(picture(person())))
    change(content)
    with pytest.raises(PoseFileError, match=words):
        read_json(json.dumps(content))
    # A schema cannot say how large a float32 is.
    assert not is_valid(content) or name == "a number beyond float32"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"poses"', '{"format": NaN}', b"\xff\xfe\x00", "[" * 100_000]
)
def test_other_texts_are_refused(text: str | bytes) -> None:
    with pytest.raises(PoseFileError):
        read_json(text)


@pytest.mark.parametrize(
    "content",
    [
        {"more": 1},
        {"model": 3},
        {"smoothing": "much"},
        {"edges": []},
        {"units": {"image": "px"}},
        {"ms": {"total": 3}},
        {"frames": []},  # a picture has one frame
    ],
)
def test_the_schema_knows_every_field(content: dict[str, Any]) -> None:
    good = json.loads(json_text(picture(person())))
    assert is_valid(good)
    assert not is_valid({**good, **content})


def test_the_schema_is_valid_and_has_the_same_landmarks() -> None:
    schema = poses_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["landmark_names"]["const"] == list(LANDMARK_NAMES)
    assert [tuple(edge) for edge in schema["properties"]["edges"]["const"]] == list(EDGES)


def test_a_long_video_is_read_in_a_few_times_the_memory_of_its_arrays() -> None:
    noise = np.random.default_rng(1).normal(0, 300, (33, 7)).astype(np.float32)
    noise[:, 3] = 0.5
    found = PersonPose(1, 0.5, noise[:, :4], noise[:, 4:])
    frames = tuple(FramePoses(index, index / 25, (found, found)) for index in range(1000))
    text = json_text(PoseDocument(video().source, "full", "none", frames))
    tracemalloc.start()
    read_json(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    arrays = 2000 * (33 * 7 * 4 + 600)  # and what Python needs for a person
    assert peak < 3 * arrays, f"{peak / 1e6:.1f} MB"
