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


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seq": True}, "seq must be an integer from 0 to 2^53-1 that rises with every frame, not True"),
        (
            {"t": math.nan},
            "t must be the camera's clock, a finite number of milliseconds from 0 up, not nan",
        ),
        ({"jpeg": "text"}, "jpeg must be binary (an ArrayBuffer, or bytes), not 'text'"),
        ({"jpeg": b""}, "the frame has no bytes; send one when the camera gives pictures"),
        ({"quality": 3}, "frame has the unknown field 'quality'; leave it out"),
        ({3: 4}, "frame has the unknown field 3; leave it out"),
        ({None: 4}, "frame has the unknown field None; leave it out"),
    ],
)
def test_what_is_wrong_with_a_frame_is_said_in_one_sentence(change: dict[Any, object], message: str) -> None:
    assert frame_error({**GOOD, **change}).message == message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": "huge"}, "model must be one of lite, full, heavy, not 'huge'"),
        ({"smoothing": 1}, "smoothing must be true or false, not 1"),
        ({"min_presence": True}, "min_presence must be a number from 0 to 1, not True"),
        ({"people": 1.0}, "people must be an integer from 1 to 8, not 1.0"),
        ({"people": 2**2000}, f"people must be an integer from 1 to 8, not {str(2**2000)[:40]}…"),
        ({"min_presence": 2**2000}, f"min_presence must be a number from 0 to 1, not {str(2**2000)[:40]}…"),
        (
            {"modle": "lite"},
            "there is no setting 'modle'; the settings are min_detection, min_presence, min_tracking, model, people, smoothing",
        ),
    ],
)
def test_what_is_wrong_with_settings_is_said_in_one_sentence(change: dict[str, object], message: str) -> None:
    assert settings_error(change).message == message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"role": "spy"}, "role must be 'camera' or 'viewer', not 'spy'"),
        ({"token": "secret" * 20}, "token must be text of at most 100 characters"),  # which is not repeated
        ({"name": None}, "name must be text of at most 100 characters"),
        ({"password": "x"}, "auth has the unknown field 'password'; leave it out"),
        (
            {"v": True},
            "this server speaks version 1 of the wire format, the client True; reload the page, or update the client",
        ),
    ],
)
def test_what_is_wrong_with_auth_is_said_in_one_sentence(change: dict[str, object], message: str) -> None:
    with pytest.raises(MessageError) as caught:
        check_auth({"v": 1, "role": "camera", **change})
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({}, "paused must be true or false, not None"),
        ({"paused": False, "battery": True}, "battery must be a number from 0 to 1, or null, not True"),
        ({"paused": False, "charging": 1}, "charging must be true, false or null, not 1"),
        ({"paused": False, "seat": 1}, "state has no field 'seat'; leave it out"),
    ],
)
def test_what_is_wrong_with_a_state_is_said_in_one_sentence(state: dict[str, object], message: str) -> None:
    with pytest.raises(MessageError) as caught:
        parse_state((state,))
    assert caught.value.message == message


def test_numbers_of_either_kind_are_fractions_and_clocks() -> None:
    assert parse_frame(({**GOOD, "t": 40},)).t == 40.0
    assert parse_settings(({"min_presence": 1},), TrackerOptions()).min_presence == 1.0
