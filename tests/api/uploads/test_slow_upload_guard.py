"""How slow an upload may be, with the time given."""

import socket
import threading
import time
from threading import Thread

from webapp.api.uploads.slow_upload_guard import GRACE_S, MIN_BYTES_A_SECOND, RunningUpload, SlowUploadGuard


def test_the_rate_counts_after_the_grace() -> None:
    pace = RunningUpload(None, started_s=100.0)
    assert not pace.is_too_slow(100.0 + GRACE_S)
    assert pace.is_too_slow(100.1 + GRACE_S)
    pace.received = 5 * MIN_BYTES_A_SECOND
    assert not pace.is_too_slow(105.0 + GRACE_S)
    assert pace.is_too_slow(105.1 + GRACE_S)


def test_the_reader_of_a_slow_upload_wakes_and_can_still_answer() -> None:
    ours, theirs = socket.socketpair()
    keeper = SlowUploadGuard()
    pace = RunningUpload(ours, started_s=0.0)
    got: list[bytes] = []
    with ours, theirs:
        reader = Thread(target=lambda: got.append(ours.recv(10)))
        reader.start()
        keeper.begin(pace)
        keeper.look(GRACE_S)
        assert not pace.was_ended
        keeper.look(GRACE_S + 1)
        reader.join(10)
        assert (got, pace.was_ended) == ([b""], True)
        ours.sendall(b"408")
        assert theirs.recv(10) == b"408"
        keeper.end(pace)


def test_nobody_watches_while_there_is_no_upload() -> None:
    before = set(threading.enumerate())
    keeper = SlowUploadGuard()
    for _ in range(2):
        pace = RunningUpload(None, started_s=time.monotonic())
        keeper.begin(pace)
        (watching,) = set(threading.enumerate()) - before
        keeper.end(pace)
        watching.join(9)
        assert not watching.is_alive()
