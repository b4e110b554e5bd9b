"""Framed messages between the web process and its children."""

import socket
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.msgpack import Decoder

from webapp.media.media_options import MediaOptions
from webapp.pose.engine import TrackerOptions
from webapp.protocol.pose_request import (
    FROM_WORKER,
    TO_WORKER,
    JpegRequest,
    PixelsRequest,
    PoseReply,
    ProblemReply,
    WorkerFailed,
    WorkerMilliseconds,
    WorkerReady,
)
from webapp.workers.channel import ChannelClosedError, UnreadableMessageError, WorkerChannel
from webapp.workers.media_task import (
    FROM_MEDIA_WORKER,
    TO_MEDIA_WORKER,
    Done,
    Failed,
    FrameToTrack,
    PictureTask,
    TaskProgress,
    VideoFacts,
    VideoTask,
)


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def channel(end: socket.socket) -> WorkerChannel[Any]:
    """Return a channel that takes any message."""
    return WorkerChannel(end, Decoder())


MESSAGES = st.dictionaries(
    st.text(), st.none() | st.booleans() | st.binary() | st.text() | st.integers(0, 2**63), max_size=5
)


@given(st.lists(MESSAGES, max_size=4))
def test_messages_arrive_whole_and_in_order(messages: list[dict[str, object]]) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender, receiver = channel(ours), channel(theirs)
        for message in messages:
            sender.send(message)
        assert [receiver.receive(1) for _ in messages] == messages


def test_a_message_larger_than_the_socket_holds(pair: tuple[socket.socket, socket.socket]) -> None:
    message = {"jpeg": bytes(range(256)) * 8000}
    sending = Thread(target=channel(pair[0]).send, args=(message,))
    sending.start()
    assert channel(pair[1]).receive(5) == message
    sending.join()


def test_exact_bytes_on_the_wire(pair: tuple[socket.socket, socket.socket]) -> None:
    channel(pair[0]).send({"a": 1})
    assert pair[1].recv(100) == b"\x04\x00\x00\x00\x81\xa1a\x01"


def test_no_message_is_a_timeout(pair: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(TimeoutError):
        channel(pair[0]).receive(0.01)


def test_waiting_for_a_message_leaves_it_whole(pair: tuple[socket.socket, socket.socket]) -> None:
    sender, receiver = channel(pair[0]), channel(pair[1])
    with pytest.raises(TimeoutError):
        receiver.wait(0.01)
    sender.send({"a": 1})
    receiver.wait(1)
    assert receiver.receive(1) == {"a": 1}
    sender.close()
    with pytest.raises(ChannelClosedError):
        receiver.wait(1)


def test_half_a_message_is_a_timeout_too(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].sendall(b"\x04\x00\x00\x00\x81")
    with pytest.raises(TimeoutError):
        channel(pair[0]).receive(0.01)


def test_sending_to_a_process_that_does_not_read_is_a_timeout(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    with pytest.raises(TimeoutError):
        channel(pair[0]).send({"jpeg": bytes(5_000_000)}, 0.05)


def test_the_end_of_the_other_process_closes_the_channel(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].close()
    with pytest.raises(ChannelClosedError):
        channel(pair[0]).receive(1)
    with pytest.raises(ChannelClosedError):
        channel(pair[0]).send({}, 1)


def test_an_end_within_a_message_closes_the_channel(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].sendall(b"\x04\x00\x00\x00\x81")
    pair[1].close()
    with pytest.raises(ChannelClosedError):
        channel(pair[0]).receive(1)


def test_an_absurd_length_closes_the_channel(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].sendall(b"\xff\xff\xff\xff")
    with pytest.raises(ChannelClosedError, match="announced"):
        channel(pair[0]).receive(1)


OPTIONS = TrackerOptions("lite", smoothing=False, min_detection=0.25, people=2, raw_landmarks=True)
POSE = PoseReply(
    size=[4, 3],
    people=[{"id": 1, "score": 0.9, "image": b"image", "world": b"world"}],
    state=b"next",
    ms=WorkerMilliseconds(1.0, 2.0, 3.0),
)
PROBLEM = ProblemReply("internal", "it failed")
MEDIA = MediaOptions("heavy", 3, 0.25, 0.5, "offline", "black")
FILES: dict[str, Any] = {"source": "/in", "name": "a.mp4", "frame_file": "/frame", "file_bytes": 7}


@pytest.mark.parametrize(
    ("decoder", "message"),
    [
        (TO_WORKER, JpegRequest(jpeg=b"jpeg", state=b"state", time_s=1.5, options=OPTIONS)),
        (TO_WORKER, PixelsRequest(pixels="/frame", size=(4, 3), state=b"", time_s=0.0, options=OPTIONS)),
        (FROM_WORKER, WorkerReady(keeps_state=True)),
        (FROM_WORKER, WorkerFailed("no model")),
        (FROM_WORKER, POSE),
        (FROM_WORKER, PROBLEM),
        (TO_MEDIA_WORKER, PictureTask(**FILES, options=MEDIA, format="png", target="/out")),
        (TO_MEDIA_WORKER, VideoTask(**FILES, options=MEDIA, folder="/results")),
        (TO_MEDIA_WORKER, POSE),
        (TO_MEDIA_WORKER, PROBLEM),
        (FROM_MEDIA_WORKER, FrameToTrack((4, 3), b"state", 1.5, OPTIONS)),
        (FROM_MEDIA_WORKER, TaskProgress(1, None, None, VideoFacts(4, 3, None, 1.5))),
        (FROM_MEDIA_WORKER, Done()),
        (FROM_MEDIA_WORKER, Failed("damaged", "it is damaged")),
    ],
)
def test_every_message_arrives_as_it_was_sent(
    pair: tuple[socket.socket, socket.socket], decoder: Decoder[object], message: object
) -> None:
    channel(pair[0]).send(message)
    assert WorkerChannel(pair[1], decoder).receive(1) == message


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\xc1",
        b"\xa4text",
        b"\x80",
        b"\x81\xa4kind\xa7unknown",
        b"\x82\xa4kind\xa7problem\xa4code\x01",
        b"\x83\xa4kind\xa7problem\xa4code\xa1\xff\xa7message\xa0",  # no UTF-8
        b"\x82\xa4kind\xa4pose\xa4size\x01",
    ],
)
def test_anything_else_is_told_and_leaves_the_channel_in_step(
    pair: tuple[socket.socket, socket.socket], sent: bytes
) -> None:
    pair[0].sendall(len(sent).to_bytes(4, "little") + sent)
    channel(pair[0]).send(ProblemReply("internal", "it failed"))
    receiver = WorkerChannel(pair[1], FROM_WORKER)
    with pytest.raises(UnreadableMessageError, match="cannot be understood"):
        receiver.receive(1)
    assert receiver.receive(1) == ProblemReply("internal", "it failed")


def test_a_short_message_after_a_long_one_has_nothing_of_it(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    sender, receiver = channel(pair[0]), channel(pair[1])
    for message in ({"jpeg": bytes(10_000)}, {"a": 1}, {"jpeg": bytes(20_000)}):
        sender.send(message)
        assert receiver.receive(1) == message
