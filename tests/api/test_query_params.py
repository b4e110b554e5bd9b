"""The parameters of an address: strictly checked, and the same defaults as everywhere."""

from dataclasses import asdict

import pytest

from webapp.api.query_params import GROUNDS as API_GROUNDS
from webapp.api.query_params import image_query, video_query
from webapp.media.media_options import GROUNDS, MediaOptions
from webapp.models import DEFAULT_MODEL
from webapp.wsgi.problem import ApiError


def test_the_defaults_are_those_of_the_command_line() -> None:
    assert MediaOptions(**video_query([], DEFAULT_MODEL)) == MediaOptions()
    assert MediaOptions(**image_query([], DEFAULT_MODEL).options) == MediaOptions()
    assert set(API_GROUNDS) == set(GROUNDS)


def test_everything_can_be_chosen() -> None:
    chosen = {
        "model": "lite",
        "people": "8",
        "min_detection": "1",
        "min_visibility": "0.25",
        "ground": "black",
        "smoothing": "offline",
    }
    assert MediaOptions(**video_query(chosen.items(), "full")) == MediaOptions(
        "lite", 8, 1.0, 0.25, "offline", "black"
    )
    assert (
        asdict(MediaOptions(**image_query([("ground", "transparent")], "heavy").options))["model"] == "heavy"
    )


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
