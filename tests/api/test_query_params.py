"""The parameters of an address: strictly checked, and the same defaults as everywhere."""

import pytest

from webapp.api.query_params import ImageQuery, image_query, video_query
from webapp.media.media_options import MediaOptions
from webapp.models import DEFAULT_MODEL
from webapp.wsgi.problem import ApiError


def test_the_defaults_are_those_of_the_command_line() -> None:
    assert video_query([], DEFAULT_MODEL) == MediaOptions()
    assert image_query([], DEFAULT_MODEL).options == MediaOptions()


def test_everything_can_be_chosen() -> None:
    chosen = {
        "model": "lite",
        "people": "8",
        "min_detection": "1",
        "min_visibility": "0.25",
        "ground": "black",
        "smoothing": "offline",
    }
    assert video_query(chosen.items(), "full") == MediaOptions("lite", 8, 1.0, 0.25, "offline", "black")
    transparent = image_query([("ground", "transparent"), ("format", "png")], "heavy")
    assert transparent == ImageQuery(MediaOptions("heavy", ground="transparent"), "png")


def test_the_form_of_a_picture_may_be_left_to_accept() -> None:
    assert image_query([], DEFAULT_MODEL).format is None


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ([("people", "9")], "people must be an integer from 1 to 8, not '9'"),
        ([("min_detection", "nan")], "min_detection must be a number from 0 to 1, not 'nan'"),
        ([("model", "Full")], "model must be one of lite, full, heavy, not 'Full'"),
        ([("ground", "sky")], "ground must be one of picture, black, transparent, not 'sky'"),
        (
            [("format", "gif")],
            "format must be one of json, png, jpeg, csv, csv-wide, npz, openpose, openpose-coco18, not 'gif'",
        ),
        ([("people", "1"), ("people", "1")], "people is given twice; give it once"),
        (
            [("size", "1")],
            "there is no parameter 'size'; the parameters are model, people, min_detection, min_visibility, ground, format",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(given: list[tuple[str, str]], detail: str) -> None:
    with pytest.raises(ApiError) as raised:
        image_query(given, "full")
    assert raised.value.detail == detail


@pytest.mark.parametrize(("text", "value"), [("0", 0.0), (".5", 0.5), ("1e-1", 0.1), ("1", 1.0)])
def test_a_fraction_may_be_written_as_python_writes_it(text: str, value: float) -> None:
    assert video_query([("min_visibility", text)], "full").min_visibility == value


@pytest.mark.parametrize(
    "given",
    [
        *([("people", text)] for text in ("0", "9", "-1", "1.0", "", "٣", "1e0", " 1", "99999999999")),
        *([("min_detection", text)] for text in ("nan", "inf", "-0.1", "1.01", "", "half", "0,5")),
        [("model", "Full")],
        [("smoothing", "")],
        [("ground", "transparent")],
        [("format", "png")],
        [("people", "1"), ("people", "1")],
        [("\x00", "1")],
    ],
)
def test_everything_else_is_a_problem_that_names_the_parameter(given: list[tuple[str, str]]) -> None:
    with pytest.raises(ApiError) as raised:
        video_query(given, "full")
    assert (raised.value.status, raised.value.code) == (400, "bad-parameter")
    assert given[0][0].strip("\x00") in raised.value.detail
