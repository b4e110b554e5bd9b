"""The live client with a real server: poses, dropped frames, errors, and the end of the stream."""

import signal
import threading
import time
from collections.abc import Iterator
from itertools import islice

import numpy as np
import pytest
import requests
import skimage.data
from socketio.exceptions import BadNamespaceError

from posecast.client import (
    ConnectionLostError,
    DroppedFrame,
    FrameError,
    LivePose,
    RefusedError,
    TimedFrame,
    UnreachableError,
    live,
)
from posecast.ordered_client import OrderedClient
from posecast.pictures import RgbPixels
from tests.support.running_server import FAKE_ENGINE, RunningServer
from tests.system.camera_client import CRASHING, FAILING, GOOD, SLOW
from webapp.settings import ASYNC_MODES

pytestmark = pytest.mark.server


@pytest.fixture(scope="module", params=ASYNC_MODES)
def server(request: pytest.FixtureRequest) -> Iterator[RunningServer]:
    with RunningServer(*FAKE_ENGINE, "--workers", "1", "--async-mode", request.param) as running:
        yield running


def seen_by(pose: LivePose) -> int:
    """Return how many frames of this client the fake engine has tracked, which it reports as the id."""
    (person,) = pose.people
    return person.id


def test_every_frame_of_a_recording_gets_its_pose_in_order(server: RunningServer) -> None:
    frames = [TimedFrame(GOOD, index * 40.0) for index in range(20)]
    with live(server.url, frames, every_frame=True) as poses:
        found = list(poses)
    assert [pose.seq for pose in found] == list(range(20))
    assert [pose.t_ms for pose in found] == [frame.t_ms for frame in frames]
    assert [seen_by(pose) for pose in found] == list(range(1, 21))
    assert (poses.skipped, poses.dropped) == (0, 0)
    assert all(pose.size == (64, 48) for pose in found)
    assert all(0 < pose.ms["total"] < pose.delay_ms for pose in found)


def test_arrays_are_those_of_the_wire(server: RunningServer) -> None:
    with live(server.url, [TimedFrame(GOOD, 500.0), TimedFrame(GOOD, 750.0)], every_frame=True) as poses:
        first, second = poses
    (person,) = second.people
    assert person.image.shape == (33, 4)
    assert person.world.shape == (33, 3)
    assert person.image.dtype == person.world.dtype == np.float32
    # The fake engine says the time in every image landmark, and how many frames it saw in every world landmark.
    assert person.image[0, 0] - first.people[0].image[0, 0] == pytest.approx(0.25)
    assert (person.world == 2).all()
    (in_pixels,) = second.in_pixels()
    np.testing.assert_allclose(in_pixels.image[:, 1], person.image[:, 1] * 48)


def test_only_the_newest_frame_waits_while_one_is_on_its_way(server: RunningServer) -> None:
    connected, second_came = threading.Event(), threading.Event()

    def camera() -> Iterator[bytes]:
        yield SLOW  # 200 ms in the worker
        connected.wait(20)
        while poses._feed.has_frame:
            time.sleep(0.001)
        for _ in range(50):
            yield GOOD
        second_came.wait(20)
        yield GOOD

    with live(server.url, camera()) as poses:
        connected.set()
        first = next(poses)
        second = next(poses)
        second_came.set()
        rest = list(poses)
    # All 50 came while the first was on its way: one was sent, the server never had to drop one.
    assert [pose.seq for pose in (first, second, *rest)] == [0, 1, 2]
    assert poses.skipped == 49
    assert poses.dropped == 0
    assert second.t_ms > first.t_ms


def test_pixels_are_sent_as_jpeg(server: RunningServer) -> None:
    with live(server.url, [np.full((30, 40, 3), 220, np.uint8)]) as poses:
        assert next(poses).size == (40, 30)


def test_an_array_that_is_not_a_picture_raises_and_loses_no_pose(server: RunningServer) -> None:
    frames: list[bytes | RgbPixels] = [GOOD, np.zeros((30, 40), np.uint8), GOOD]
    with live(server.url, frames, every_frame=True) as poses:
        assert next(poses).seq == 0
        with pytest.raises(ValueError, match=r"uint8 \(height, width, 3\), not uint8 \(30, 40\)"):
            next(poses)
        assert next(poses).seq == 1


@pytest.mark.parametrize(
    ("frame", "code", "words"),
    [
        (b"no picture", "not-a-jpeg", "JPEG"),
        (b"", "frame-empty", "no bytes"),
        (FAILING, "internal", "the server's log says why"),
    ],
)
def test_a_frame_without_a_pose_raises_the_servers_message_and_the_next_goes_on(
    server: RunningServer, frame: bytes, code: str, words: str
) -> None:
    with live(server.url, [GOOD, frame, GOOD], every_frame=True) as poses:
        assert seen_by(next(poses)) == 1
        with pytest.raises(FrameError, match=words) as raised:
            next(poses)
        assert (raised.value.code, raised.value.seq) == (code, 1)
        assert [(pose.seq, seen_by(pose)) for pose in poses] == [(2, 2)]


def test_a_lost_worker_costs_one_frame(server: RunningServer) -> None:
    with live(server.url, [GOOD, CRASHING, GOOD], every_frame=True) as poses:
        next(poses)
        with pytest.raises(FrameError) as raised:
            next(poses)
        assert raised.value.code == "worker-lost"
        assert seen_by(next(poses)) == 2


def slow_frames(is_over: threading.Event) -> Iterator[bytes]:
    """Yield frames that keep a worker busy, until it is over."""
    while not is_over.is_set():
        yield SLOW


def test_dropped_frames_are_reported() -> None:
    """Nine cameras with slow frames share one worker, so sooner or later a frame of the last waits for too long."""
    dropped: list[DroppedFrame] = []
    is_over = threading.Event()

    def note_dropped(frame: DroppedFrame) -> None:
        dropped.append(frame)
        is_over.set()

    with RunningServer(*FAKE_ENGINE, "--workers", "1") as server:
        blockers = [live(server.url, slow_frames(is_over), every_frame=True) for _ in range(8)]
        threads = [threading.Thread(target=list, args=(blocker,)) for blocker in blockers]
        for thread in threads:
            thread.start()
        frames = islice(slow_frames(is_over), 100)
        with live(server.url, frames, every_frame=True, on_dropped=note_dropped) as poses:
            found = list(poses)
        is_over.set()
        for thread in threads:
            thread.join()
    assert len(dropped) == poses.dropped > 0
    assert {frame.reason for frame in dropped} == {"overload"}
    answered = [pose.seq for pose in found] + [frame.seq for frame in dropped]
    assert sorted(answered) == list(range(len(answered)))


def test_settings_go_first_and_wrong_ones_are_refused(server: RunningServer) -> None:
    with live(server.url, [GOOD], model="lite", people=3) as poses:
        assert next(poses).seq == 0
        assert "lite" in poses.models
    with pytest.raises(RefusedError, match="people must be an integer from 1 to 8") as raised:
        live(server.url, [GOOD], people=99)
    assert raised.value.code == "bad-settings"


def test_others_watch_by_its_link(server: RunningServer) -> None:
    with live(server.url, [GOOD]) as poses:
        assert poses.watch_url.startswith(f"{server.url}/#watch=")


def test_an_error_of_the_source_is_raised_after_its_frames(server: RunningServer) -> None:
    def torn() -> Iterator[bytes]:
        yield GOOD
        raise OSError("the camera was unplugged")

    with live(server.url, torn(), every_frame=True) as poses:
        assert next(poses).seq == 0
        with pytest.raises(OSError, match="unplugged"):
            next(poses)
        assert list(poses) == []


def test_the_stream_ends_with_its_frames_and_by_closing(server: RunningServer) -> None:
    poses = live(server.url, [GOOD])
    assert [pose.seq for pose in poses] == [0]
    assert list(poses) == []

    def endless() -> Iterator[bytes]:
        while True:
            yield GOOD

    with live(server.url, endless()) as more:
        assert next(more).seq == 0
    assert list(more) == []


def test_polling_works_and_disconnects_at_once(server: RunningServer) -> None:
    with live(server.url, [GOOD] * 3, every_frame=True, transports=["polling"]) as poses:
        assert [pose.seq for pose in poses] == [0, 1, 2]
    # Where its goodbye came, not where its pings would have ended.
    until_s = time.monotonic() + 5
    while requests.get(f"{server.url}/healthz", timeout=10).json()["clients"]["connected"]:
        assert time.monotonic() < until_s
        time.sleep(0.02)


def test_a_stopping_server_says_so_and_a_killed_one_is_a_lost_connection() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield GOOD
            time.sleep(0.01)

    for number, expected in (
        (signal.SIGTERM, (FrameError, ConnectionLostError)),
        (signal.SIGKILL, ConnectionLostError),
    ):
        with RunningServer(*FAKE_ENGINE, "--workers", "1") as own:
            with live(own.url, endless()) as poses:
                next(poses)
                own.stop(number)
                with pytest.raises(expected) as raised:
                    list(poses)
        words = "stopping" if isinstance(raised.value, FrameError) else "was lost; connect again"
        assert words in str(raised.value)


def test_a_full_servers_message_is_raised() -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "1", "--max-clients", "1") as server:
        with live(server.url, [GOOD]):
            with pytest.raises(RefusedError) as raised:
                live(server.url, [GOOD])
    assert raised.value.code == "server-full"


def test_a_missing_server_is_explained() -> None:
    with pytest.raises(UnreachableError, match="`posecast serve` starts one"):
        live("http://127.0.0.1:9", [GOOD])


def test_a_server_without_a_reply_to_the_settings_is_explained(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_how: object) -> None:
        raise BadNamespaceError("/ is not a connected namespace.")

    monkeypatch.setattr(OrderedClient, "call", fail)
    with pytest.raises(UnreachableError, match=r"did not answer to the settings$") as raised:
        live(server.url, [GOOD], model="lite")
    assert isinstance(raised.value.__cause__, BadNamespaceError)


def test_the_astronaut_is_found_at_her_place() -> None:
    frames = [skimage.data.astronaut()] * 3
    with RunningServer("--workers", "1") as server, live(server.url, frames, every_frame=True) as poses:
        found = list(poses)
    assert len({person.id for pose in found for person in pose.people}) == 1
    for pose in found:
        (person,) = pose.in_pixels()
        np.testing.assert_allclose(person.image[0, :2], (0.44 * 512, 0.24 * 512), atol=0.03 * 512)


@pytest.mark.parametrize("transport", ["polling", "websocket"])
def test_disconnecting_from_a_silent_server_is_quick(transport: str) -> None:
    """The server sleeps or has lost its network; the library alone takes 28 s to disconnect a WebSocket."""
    before = set(threading.enumerate())
    with RunningServer(*FAKE_ENGINE, "--workers", "1") as server:
        poses = live(server.url, [GOOD] * 1000, every_frame=True, transports=[transport])
        next(poses)
        server.process.send_signal(signal.SIGSTOP)
        try:
            started_s = time.monotonic()
            poses.close()
            assert time.monotonic() - started_s < 20
        finally:
            server.process.send_signal(signal.SIGCONT)
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(8)
    assert [thread.name for thread in left if thread.is_alive()] == []


def test_threads_end_with_the_stream(server: RunningServer) -> None:
    before = set(threading.enumerate())
    with live(server.url, [GOOD]) as poses:
        list(poses)
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(5)
    assert not [thread for thread in left if thread.is_alive()]
