"""What clients send: every way to get it wrong has its code, and its seq where that can be read."""

import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp import limits
from webapp.incoming import MessageError, check_auth, parse_frame, parse_settings, settings_payload
from webapp.pose.engine import TrackerOptions
from webapp.wire import ProblemCode

JPEG = b"\xff\xd8\xff\xe0"
GOOD: dict[str, Any] = {"seq": 3, "t": 40.5, "jpeg": JPEG}


def frame_error(*arguments: object) -> MessageError:
    with pytest.raises(MessageError) as caught:
        parse_frame(arguments)
    return caught.value


def settings_error(*arguments: object) -> MessageError:
    with pytest.raises(MessageError) as caught:
        parse_settings(arguments, TrackerOptions())
    return caught.value


def auth_code(auth: object) -> str:
    with pytest.raises(MessageError) as caught:
        check_auth(auth)
    return caught.value.code


def test_a_good_frame() -> None:
    frame = parse_frame((GOOD,))
    assert (frame.seq, frame.t, frame.jpeg) == (3, 40.5, JPEG)


@pytest.mark.parametrize("arguments", [(), (None,), (7,), ("text",), ([GOOD],), (JPEG,), (GOOD, GOOD)])
def test_anything_but_one_object_is_a_bad_message(arguments: tuple[object, ...]) -> None:
    error = frame_error(*arguments)
    assert error.code == ProblemCode.BAD_MESSAGE
    assert "exactly one object" in error.message


@pytest.mark.parametrize("seq", [None, True, "3", 3.0, -1, 2**53, math.nan, [3], JPEG])
def test_a_seq_that_is_no_number_of_a_frame(seq: object) -> None:
    error = frame_error({**GOOD, "seq": seq})
    assert (error.code, error.seq) == (ProblemCode.BAD_MESSAGE, None)
    assert "seq must be" in error.message


@pytest.mark.parametrize("t", [None, False, "40", math.nan, math.inf, -math.inf, -1, 1e300, [40]])
def test_a_t_that_is_no_clock(t: object) -> None:
    error = frame_error({**GOOD, "t": t})
    assert (error.code, error.seq) == (ProblemCode.BAD_MESSAGE, 3)
    assert "t must be" in error.message


@pytest.mark.parametrize("jpeg", [None, 7, "text", [255, 216], {"_placeholder": True}])
def test_a_jpeg_that_is_not_binary(jpeg: object) -> None:
    error = frame_error({**GOOD, "jpeg": jpeg})
    assert (error.code, error.seq) == (ProblemCode.BAD_MESSAGE, 3)
    assert "jpeg must be binary" in error.message


@pytest.mark.parametrize("field", ["seq", "t", "jpeg"])
def test_a_missing_field(field: str) -> None:
    error = frame_error({name: value for name, value in GOOD.items() if name != field})
    assert error.code == ProblemCode.BAD_MESSAGE
    assert error.message.startswith(field)


def test_an_unknown_field_is_named() -> None:
    error = frame_error({**GOOD, "quality": 3})
    assert (error.code, error.seq) == (ProblemCode.BAD_MESSAGE, 3)
    assert "'quality'" in error.message


def test_an_empty_frame() -> None:
    error = frame_error({**GOOD, "jpeg": b""})
    assert (error.code, error.seq) == (ProblemCode.FRAME_EMPTY, 3)


def test_the_largest_frame_passes_and_one_byte_more_does_not() -> None:
    assert parse_frame(({**GOOD, "jpeg": bytes(limits.FRAME_BYTES)},)).seq == 3
    error = frame_error({**GOOD, "jpeg": bytes(limits.FRAME_BYTES + 1)})
    assert (error.code, error.seq) == (ProblemCode.FRAME_TOO_LARGE, 3)
    assert "1,000,001 bytes" in error.message


def test_an_error_shows_no_picture() -> None:
    assert len(frame_error({**GOOD, "t": bytes(10_000)}).message) < 200


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=8,
)


@given(
    st.lists(ANYTHING | st.fixed_dictionaries({"seq": ANYTHING, "t": ANYTHING, "jpeg": ANYTHING}), max_size=2)
)
def test_whatever_comes_gives_a_frame_or_a_message_error(arguments: list[object]) -> None:
    with suppress(MessageError):
        frame = parse_frame(tuple(arguments))
        assert 0 <= frame.seq <= limits.LARGEST_NUMBER
        assert math.isfinite(frame.t)


@given(
    ANYTHING | st.dictionaries(st.sampled_from(["model", "people", "smoothing", "min_presence"]), ANYTHING)
)
def test_whatever_comes_gives_settings_or_a_message_error(payload: object) -> None:
    with suppress(MessageError):
        options = parse_settings((payload,), TrackerOptions())
        assert 1 <= options.people <= limits.PEOPLE


def test_settings_change_what_they_name_and_nothing_else() -> None:
    changed = parse_settings(
        ({"model": "lite", "min_presence": 0, "people": 2},), TrackerOptions(smoothing=False)
    )
    assert changed == TrackerOptions(model="lite", smoothing=False, min_presence=0, people=2)


def test_no_settings_change_nothing() -> None:
    assert parse_settings(({},), TrackerOptions(people=2)) == TrackerOptions(people=2)


@pytest.mark.parametrize(
    "change",
    [
        *({"model": value} for value in ("huge", None, 3, ["full"])),
        *({"smoothing": value} for value in (1, 0, "yes", None)),
        *({"min_detection": value} for value in (-0.1, 1.1, math.nan, True, "0.5", None)),
        *({"people": value} for value in (0, limits.PEOPLE + 1, 1.0, True, "1")),
    ],
)
def test_a_bad_setting_is_named(change: dict[str, object]) -> None:
    error = settings_error(change)
    assert error.code == ProblemCode.BAD_SETTINGS
    assert error.message.startswith(next(iter(change)))


def test_an_unknown_setting_is_named_with_those_that_exist() -> None:
    message = settings_error({"modle": "lite"}).message
    assert "'modle'" in message
    assert "model" in message


@pytest.mark.parametrize("arguments", [(), (None,), ("lite",), ({}, {})])
def test_settings_are_one_object(arguments: tuple[object, ...]) -> None:
    assert settings_error(*arguments).code == ProblemCode.BAD_SETTINGS


def test_settings_travel_under_their_own_names() -> None:
    assert settings_payload(TrackerOptions()) == {
        "model": "full",
        "smoothing": True,
        "min_detection": 0.5,
        "min_presence": 0.5,
        "min_tracking": 0.5,
        "people": 1,
    }


def test_a_camera_may_come_in() -> None:
    check_auth({"v": 1, "role": "camera"})
    check_auth({"v": 1, "role": "camera", "name": "kitchen"})


@pytest.mark.parametrize("auth", [None, "camera", 1, [], ["v", 1]])
def test_auth_is_an_object(auth: object) -> None:
    assert auth_code(auth) == ProblemCode.BAD_AUTH


@pytest.mark.parametrize("version", [None, 0, 2, "1", True, 1.0])
def test_another_version_is_refused(version: object) -> None:
    assert auth_code({"v": version, "role": "camera"}) == ProblemCode.WRONG_VERSION


@pytest.mark.parametrize("role", [None, "spy", 1, ["camera"]])
def test_another_role_is_refused(role: object) -> None:
    assert auth_code({"v": 1, "role": role}) == ProblemCode.BAD_AUTH


@pytest.mark.parametrize(
    "auth", [{"role": "viewer"}, {"role": "camera", "room": "abc"}, {"role": "camera", "token": "abc"}]
)
def test_there_are_no_rooms_to_join(auth: dict[str, object]) -> None:
    assert auth_code({"v": 1, **auth}) == ProblemCode.NO_SUCH_ROOM


@pytest.mark.parametrize("name", [None, 7, "x" * 101])
def test_a_name_is_short_text(name: object) -> None:
    assert auth_code({"v": 1, "role": "camera", "name": name}) == ProblemCode.BAD_AUTH


def test_an_unknown_field_of_auth_is_refused() -> None:
    assert auth_code({"v": 1, "role": "camera", "password": "x"}) == ProblemCode.BAD_AUTH
