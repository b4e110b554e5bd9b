"""The table of standings and events is whole."""

import pytest

from webapp.protocol.wire import Event
from webapp.rooms.permissions import MAY_SEND, Standing, may_send


def test_every_event_of_the_wire_stands_in_the_table() -> None:
    assert set(MAY_SEND) == set(Event)


@pytest.mark.parametrize("event", list(Event))
@pytest.mark.parametrize("standing", list(Standing))
def test_the_table(standing: Standing, event: Event) -> None:
    """Written out a second time, as people would say it."""
    expected = {
        Standing.OWNER_CAMERA: {"frame", "settings", "share", "state", "renew", "take_back"},
        Standing.OWNER: {"settings", "share", "renew", "take_back"},
        Standing.CAMERA: {"frame", "settings", "share", "state"},
        Standing.VIEWER: set(),
    }
    assert may_send(standing, event) is (str(event) in expected[standing])
