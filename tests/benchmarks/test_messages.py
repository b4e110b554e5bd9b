"""The benchmark of messages: both sides do the same. Speed itself is not tested."""

import math

import pytest

from benchmarks.messages import alternate, checked_by_hand, main, operations, packed_by_msgpack
from webapp.protocol.message_error import MessageError
from webapp.protocol.pose_request import PoseReply
from webapp.protocol.socketio_packet import EncodedEvent
from webapp.protocol.validation import parse_frame

GOOD = {"seq": 3, "t": 40, "jpeg": b"\xff\xd8"}


def test_both_sides_do_the_same() -> None:
    assert packed_by_msgpack("pose", {"seq": 1}) == EncodedEvent("pose", {"seq": 1}).binary
    frame = parse_frame((GOOD,))
    assert checked_by_hand((GOOD,)) == (frame.seq, frame.t, frame.jpeg)
    with operations() as pairs:
        ours, other = pairs["request and reply over the channel"]
        found, expected = ours(), other()
    assert isinstance(found, PoseReply)
    assert isinstance(expected, dict)
    assert (found.state, found.people) == (expected["state"], expected["people"])


@pytest.mark.parametrize(
    "change", [{"seq": True}, {"t": math.nan}, {"jpeg": b""}, {"jpeg": "text"}, {"more": 1}, {"seq": 2**53}]
)
def test_both_sides_refuse_the_same(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        checked_by_hand(({**GOOD, **change},))
    with pytest.raises(MessageError):
        parse_frame(({**GOOD, **change},))


def test_both_sides_have_as_many_rounds() -> None:
    calls: list[str] = []
    times = alternate(lambda: calls.append("ours"), lambda: calls.append("other"), rounds=3, round_s=0.0)
    assert [len(side) for side in times] == [3, 3]
    assert calls[-2:] == ["ours", "other"]


def test_each_operation_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    main(rounds=1, round_s=0.0)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all("with msgspec" in line and "ratio" in line for line in lines)
