"""Clients that come into a room by its links, or come back."""

from typing import Any

from tests.support.running_server import RunningServer
from tests.system.camera_client import CameraClient


def link(kind: str, owner: CameraClient) -> dict[str, Any]:
    """The auth of somebody who was sent this owner's link."""
    room, token = owner.welcome()["links"][kind].split(".")
    return {"v": 1, "role": "viewer" if kind == "watch" else "camera", "room": room, "token": token}


def watching(server: RunningServer, owner: CameraClient, transports: list[str] | None = None) -> CameraClient:
    return CameraClient(server.url, transports, link("watch", owner))


def phone_of(server: RunningServer, owner: CameraClient, name: str = "phone") -> CameraClient:
    return CameraClient(server.url, auth={**link("camera", owner), "name": name})


def resuming(server: RunningServer, lost: CameraClient) -> CameraClient:
    auth = {"v": 1, "role": "camera", "resume": lost.welcome()["resume"]}
    return CameraClient(server.url, ["websocket"], auth)


def seqs(client: CameraClient) -> list[int]:
    return [pose["seq"] for pose in client.payloads("pose")]
