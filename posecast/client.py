"""The client's public interface: `pose` for one picture, `live` for a stream of frames.

    from posecast.client import live, pose

    found = pose("jump.jpg")
    print(found.people[0].image[0])  # the nose: x, y, z in pixels, visibility

`pip install posecast[client]`. docs/client.md has more examples.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Unpack

try:
    import requests  # noqa: F401 - imported here, so that any missing package is reported at once
    import socketio  # noqa: F401
    import websocket  # noqa: F401
except ImportError as error:
    raise ImportError(f"posecast.client needs {error.name}: pip install posecast[client]") from error

from posecast.address import checked_address
from posecast.errors import (
    AddressError,
    ApiError,
    ConnectionLostError,
    FrameError,
    PosecastError,
    RefusedError,
    UnreachableError,
)
from posecast.frame_feed import TimedFrame
from posecast.http_api import FoundPoses, poses_in_picture
from posecast.live_poses import DroppedFrame, LivePose, LivePoses
from posecast.pictures import RgbPixels
from webapp.protocol.wire import Settings

__all__ = [
    "AddressError",
    "ApiError",
    "ConnectionLostError",
    "DroppedFrame",
    "FoundPoses",
    "FrameError",
    "LivePose",
    "LivePoses",
    "PosecastError",
    "RefusedError",
    "TimedFrame",
    "UnreachableError",
    "live",
    "pose",
]

LOCAL_SERVER = "http://localhost:8000"


def pose(
    image: str | Path | bytes | RgbPixels,
    url: str = LOCAL_SERVER,
    *,
    model: str | None = None,
    people: int | None = None,
    min_detection: float | None = None,
    verify: bool | str = True,
    timeout_s: float = 60.0,
) -> FoundPoses:
    """Find the people in a picture: a path, the bytes of a picture file, or RGB pixels, uint8 (height, width, 3).

        found = pose("team.jpg", people=8)
        for person in found.people:
            x, y, z, visibility = person.image[0]  # the nose, in pixels of the upright picture
            print(person.id, person.score, x, y)

    model: lite, full or heavy; people: the most people to look for, 1 to 8; min_detection: 0..1; for None the server
    chooses. verify: False, or the file of an authority, for a server with a certificate of its own.
    Raises AddressError, UnreachableError, ApiError with the server's message, OSError for a file that cannot be read,
    ValueError for an array that is not a picture.
    """
    options = {"model": model, "people": people, "min_detection": min_detection}
    return poses_in_picture(image, checked_address(url), options, verify, timeout_s)


def live(
    url: str,
    frames: Iterable[bytes | RgbPixels | TimedFrame],
    *,
    every_frame: bool = False,
    on_dropped: Callable[[DroppedFrame], None] | None = None,
    name: str = "",
    verify: bool | str = True,
    transports: Sequence[str] | None = None,
    **settings: Unpack[Settings],
) -> LivePoses:
    """Send frames, JPEG bytes or RGB pixels, and iterate over their poses.

        with live("http://localhost:8000", frames_of_my_camera(), model="lite") as poses:
            for pose in poses:
                for person in pose.in_pixels():
                    print(pose.seq, person.id, person.image[0])

    A thread takes the frames from their source. One is in flight and only the newest waits, so that poses stay current;
    with every_frame the next one is taken when the one before was sent, and none is left out, as for a recorded video.
    A frame's time is the moment at which it was taken; TimedFrame sets another.
    settings: model, smoothing, min_detection, min_presence, min_tracking, people. on_dropped is called for frames that
    the server dropped. name: of the camera, as viewers see it.

    Raises AddressError, UnreachableError, RefusedError, OSError for a file that is not an authority's. Iterating raises
    FrameError for a frame without a pose (and may go on), ConnectionLostError if the connection ends before the frames
    do (it is not opened again), and what the source of frames raises.
    """
    return LivePoses(
        checked_address(url), frames, settings, every_frame, on_dropped, name, verify, transports
    )
