"""The table of roles and events is whole."""

import pytest

from webapp.protocol.wire import Event
from webapp.rooms.permissions import MAY_SEND, MemberRole, may_send


def test_every_event_of_the_wire_stands_in_the_table() -> None:
    assert set(MAY_SEND) == set(Event)


@pytest.mark.parametrize("event", list(Event))
@pytest.mark.parametrize("role", list(MemberRole))
def test_the_table(role: MemberRole, event: Event) -> None:
    """Written out a second time, as people would say it."""
    expected = {
        MemberRole.OWNER_CAMERA: {"frame", "settings", "share", "state", "renew", "take_back"},
        MemberRole.OWNER: {"settings", "share", "renew", "take_back"},
        MemberRole.CAMERA: {"frame", "settings", "share", "state"},
        MemberRole.VIEWER: set(),
    }
    assert may_send(role, event) is (str(event) in expected[role])
