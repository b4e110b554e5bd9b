"""Who may send what, over real connections: the table of roles, walked whole."""

from typing import Any

import pytest

from tests.support.running_server import RunningServer
from tests.system.camera_client import GOOD, CameraClient
from tests.system.room_clients import phone_of, watching
from webapp.protocol.wire import Event
from webapp.rooms.permissions import MAY_SEND, MemberRole

pytestmark = pytest.mark.server

STANDINGS = {
    MemberRole.OWNER_CAMERA: {"owner": True, "is_camera": True},
    MemberRole.OWNER: {"owner": True, "is_camera": False},
    MemberRole.CAMERA: {"owner": False, "is_camera": True},
    MemberRole.VIEWER: {"owner": False, "is_camera": False},
}
PAYLOADS: dict[Event, dict[str, Any]] = {
    Event.FRAME: {"seq": 7, "t": 7.0, "jpeg": GOOD},
    Event.STATE: {"paused": False},
}
"""What each event carries, where it is not nothing."""


@pytest.mark.parametrize("standing", list(MemberRole))
def test_the_whole_table_of_standings_and_events(server: RunningServer, standing: MemberRole) -> None:
    print(
        f"{len(MAY_SEND)} events tried as {standing}, {sum(standing in who for who in MAY_SEND.values())} allowed"
    )
    for event, allowed in MAY_SEND.items():
        with CameraClient(server.url) as owner:
            clients = [owner]
            if standing in (MemberRole.OWNER, MemberRole.CAMERA):
                clients.append(phone_of(server, owner).__enter__())
            if standing is MemberRole.VIEWER:
                clients.append(watching(server, owner).__enter__())
            client = owner if STANDINGS[standing]["owner"] else clients[-1]
            client.wait_for_room(is_camera=STANDINGS[standing]["is_camera"])
            outcome = outcome_of(client, event)
            expected = "allowed" if standing in allowed else "not-allowed"
            assert outcome == expected, (standing, event)
            for guest in clients[1:]:
                guest.socket.disconnect()


def outcome_of(client: CameraClient, event: Event) -> str:
    """What comes of sending an event: "allowed", or the code of the problem."""
    payload = PAYLOADS.get(event, {})
    if event is Event.FRAME:
        client.socket.emit(str(event), payload)
        name, answer = client.answer_to(7)
        return "allowed" if name == "pose" else str(answer["code"])
    answer = client.socket.call(str(event), payload)
    return "allowed" if answer["ok"] else str(answer["problem"]["code"])
