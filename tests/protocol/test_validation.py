"""What clients send: every way to get it wrong has its code, and its seq where that can be read."""

import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.pose.engine import TrackerOptions
from webapp.protocol import limits
from webapp.protocol.message_error import MessageError
from webapp.protocol.validation import (
    Arrival,
    check_auth,
    check_empty,
    parse_frame,
    parse_settings,
    parse_share,
    parse_state,
    settings_payload,
)
from webapp.protocol.wire import Event, ProblemCode

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


def test_who_may_come_in() -> None:
    assert check_auth({"v": 1, "role": "camera"}) == Arrival("camera")
    assert check_auth({"v": 1, "role": "camera", "name": " kit\x00chen "}) == Arrival(
        "camera", name="kitchen"
    )
    link = {"v": 1, "role": "viewer", "room": "r", "token": "t"}
    assert check_auth(link) == Arrival("viewer", "r", "t")
    assert check_auth({**link, "role": "camera"}) == Arrival("camera", "r", "t")
    assert check_auth({"v": 1, "role": "viewer", "resume": "s.t"}) == Arrival("viewer", resume="s.t")


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
    "auth", [{"role": "viewer"}, {"role": "camera", "room": "abc"}, {"role": "viewer", "token": "abc"}]
)
def test_half_a_link_is_none(auth: dict[str, object]) -> None:
    assert auth_code({"v": 1, **auth}) == ProblemCode.NO_SUCH_ROOM


@pytest.mark.parametrize("name", [None, 7, "x" * 101])
def test_a_name_is_short_text(name: object) -> None:
    assert auth_code({"v": 1, "role": "camera", "name": name}) == ProblemCode.BAD_AUTH


@pytest.mark.parametrize("field", ["room", "token", "resume"])
@pytest.mark.parametrize("value", [None, 7, b"abc", ["abc"], "x" * 101])
def test_what_lets_in_is_short_text(field: str, value: object) -> None:
    link = {"room": "r", "token": "t", "resume": "s.t", field: value}
    assert auth_code({"v": 1, "role": "viewer", **link}) == ProblemCode.BAD_AUTH


@given(
    st.fixed_dictionaries(
        {"v": st.just(1), "role": st.sampled_from(["camera", "viewer"])},
        optional=dict.fromkeys(("room", "token", "resume", "name"), ANYTHING),
    )
)
def test_whatever_comes_gives_an_arrival_or_a_message_error(auth: dict[str, object]) -> None:
    with suppress(MessageError):
        arrival = check_auth(auth)
        assert len(arrival.name) <= limits.NAME_CHARACTERS


@pytest.mark.parametrize(("share", "video"), [({}, None), ({"video": True}, True), ({"video": False}, False)])
def test_sharing(share: dict[str, object], video: bool | None) -> None:
    assert parse_share((share,)) is video


def test_what_a_camera_says_of_itself() -> None:
    nothing_known = {"paused": True, "battery": None, "charging": None}
    assert parse_state(({"paused": True},)) == (nothing_known, None)
    full = {"paused": False, "battery": 1, "charging": True}
    assert parse_state(({**full, "name": "\u202ekitchen"},)) == (full, "kitchen")


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"paused": 1},
        {"paused": None},
        *({"paused": False, "battery": value} for value in (-0.1, 1.1, math.nan, "full", True)),
        *({"paused": False, "charging": value} for value in (1, "yes")),
        *({"paused": False, "name": value} for value in (None, 7, "x" * 101)),
        {"paused": False, "seat": "taken"},
    ],
)
def test_a_state_that_is_none(state: dict[str, object]) -> None:
    with pytest.raises(MessageError) as caught:
        parse_state((state,))
    assert caught.value.code == ProblemCode.BAD_MESSAGE


@pytest.mark.parametrize(
    "arguments", [(), (None,), ({"video": 1},), ({"video": None},), ({"sound": True},), ({}, {})]
)
def test_a_share_that_is_none(arguments: tuple[object, ...]) -> None:
    with pytest.raises(MessageError) as caught:
        parse_share(arguments)
    assert caught.value.code == ProblemCode.BAD_MESSAGE


@pytest.mark.parametrize("arguments", [(), ({},)])
def test_an_event_that_says_nothing_but_its_name(arguments: tuple[object, ...]) -> None:
    check_empty(arguments, Event.RENEW)


@pytest.mark.parametrize("arguments", [({"now": True},), (None,), ({}, {})])
def test_an_event_that_should_say_nothing_but_its_name(arguments: tuple[object, ...]) -> None:
    with pytest.raises(MessageError):
        check_empty(arguments, Event.RENEW)


def test_an_unknown_field_of_auth_is_refused() -> None:
    assert auth_code({"v": 1, "role": "camera", "password": "x"}) == ProblemCode.BAD_AUTH
