"""The broadcaster beside other threads; what it passes on to whom is in test_rooms.py."""

from threading import Thread
from unittest.mock import patch

from tests.rooms.listening import Listener, pose
from webapp.protocol.socketio_packet import EncodedEvent
from webapp.rooms import broadcaster as broadcaster_module
from webapp.rooms.broadcaster import Broadcaster
from webapp.rooms.member import Entrance
from webapp.rooms.room import LatestPose, Room
from webapp.rooms.rooms import Rooms


def test_no_picture_waits_for_anybody_once_video_is_off() -> None:
    """Its owner turns it off just between the look whether it is on and the handing over."""
    rooms = Rooms()
    owner, viewer = Listener("owner", Entrance.OPENED), Listener("viewer", Entrance.WATCH_LINK)
    room = rooms.open(owner.member)
    viewer.reads = False  # for now
    rooms.join(room, viewer.member)
    rooms.share_video(owner.member, on=True)
    room.note_pose(owner.member, pose(1), b"jpeg", 1.0)
    look = broadcaster_module._shared_picture
    turning_off = Thread(target=rooms.share_video, args=(owner.member, False))

    def look_just_before(room: Room, latest: LatestPose) -> EncodedEvent | None:
        picture = look(room, latest)
        turning_off.start()
        turning_off.join(0.3)  # has to wait where the two are one step
        return picture

    broadcaster = Broadcaster(rooms, lambda _ended: None, lambda _member: None, lambda _now_s: None)
    with patch.object(broadcaster_module, "_shared_picture", look_just_before):
        broadcaster.serve(room, 1.0)
    turning_off.join(9)
    viewer.read()
    assert not room.video
    assert "picture" not in [name for name, _ in viewer.told]
