"""The wire's tables fit together."""

from typing import Any

import pytest

from webapp.protocol import limits
from webapp.protocol.field_check import FieldCheck, WrongFieldError
from webapp.protocol.wire import (
    CONNECTION_PROBLEMS,
    Auth,
    Frame,
    Settings,
    Share,
    State,
    announced_limits,
)


def test_what_is_final_is_not_asked_again_and_all_else_is() -> None:
    wrong = [
        code for code, row in CONNECTION_PROBLEMS.items() if row["final"] is not (row["ask_again_ms"] is None)
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", [Auth, Frame, Settings, Share, State])
def test_every_field_that_clients_send_says_what_it_must_be(kind: type) -> None:
    check: FieldCheck[Any] = FieldCheck(kind)
    required: dict[str, object] = {"v": 1, "role": "camera"} if kind is Auth else {}
    required |= {"seq": 1, "t": 1, "jpeg": b"x"} if kind is Frame else {}
    required |= {"paused": True} if kind is State else {}
    for name in set(check.names) - {"v"}:  # which check_auth looks at before
        with pytest.raises(WrongFieldError, match=f"^{name} must be "):
            check.convert({**required, name: object()})


def test_clients_are_told_the_limits() -> None:
    assert announced_limits()["frame_bytes"] == limits.FRAME_BYTES
