"""Which uploads are too slow, with the time given, and how they end."""

import socket
import threading
import time
from threading import Thread

from webapp.api.uploads.slow_upload_guard import GRACE_S, MIN_BYTES_A_SECOND, RunningUpload, SlowUploadGuard


def test_the_rate_counts_after_the_grace() -> None:
    upload = RunningUpload(None, started_s=100.0)
    assert not upload.is_too_slow(100.0 + GRACE_S)
    assert upload.is_too_slow(100.1 + GRACE_S)
    upload.received = 5 * MIN_BYTES_A_SECOND
    assert not upload.is_too_slow(105.0 + GRACE_S)
    assert upload.is_too_slow(105.1 + GRACE_S)


def test_the_reader_of_a_slow_upload_wakes_and_can_still_respond() -> None:
    ours, theirs = socket.socketpair()
    guard = SlowUploadGuard()
    upload = RunningUpload(ours, started_s=0.0)
    received: list[bytes] = []
    with ours, theirs:
        reader = Thread(target=lambda: received.append(ours.recv(10)))
        reader.start()
        guard.add(upload)
        guard.end_slow(GRACE_S)
        assert not upload.was_ended
        guard.end_slow(GRACE_S + 1)
        reader.join(10)
        assert (received, upload.was_ended) == ([b""], True)
        ours.sendall(b"408")
        assert theirs.recv(10) == b"408"
        guard.remove(upload)


def test_no_thread_watches_while_there_is_no_upload() -> None:
    before = set(threading.enumerate())
    guard = SlowUploadGuard()
    for _ in range(2):
        upload = RunningUpload(None, started_s=time.monotonic())
        guard.add(upload)
        (watching,) = set(threading.enumerate()) - before
        guard.remove(upload)
        watching.join(9)
        assert not watching.is_alive()
