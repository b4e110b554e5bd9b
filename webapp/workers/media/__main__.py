"""A media worker: reads a task from its channel, runs it, reports how it ended, and waits for the next.

Started by webapp/api/jobs/media_worker.py; ends with the web process.
"""

import argparse
import logging
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from webapp.media.problems import MediaError, MediaProblem
from webapp.terminal.log import set_up_log
from webapp.workers.channel import ChannelClosedError, WorkerChannel
from webapp.workers.child_process import end_with_parent
from webapp.workers.media.picture_task import process_picture
from webapp.workers.media.remote_engine import MediaChannel, PoseFailedError, RemoteEngine
from webapp.workers.media.sandbox import limit_file_size, limit_memory, lower_priority
from webapp.workers.media.video_task import process_video
from webapp.workers.media_task import TO_MEDIA_WORKER, Done, Failed, MediaTask, PictureTask, VideoTask

log = logging.getLogger("posecast.media")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="webapp.workers.media", description="Run by the server only.")
    parser.add_argument("--socket", type=int, required=True)
    socket_fd = parser.parse_args(arguments).socket
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the web process decides when to end
    set_up_log()
    connection = socket.socket(fileno=socket_fd)
    connection.setblocking(True)  # a socket pair made under eventlet is non-blocking at both ends
    end_with_parent(connection)
    lower_priority()
    limit_memory()
    return serve(WorkerChannel(connection, TO_MEDIA_WORKER))


def serve(channel: MediaChannel) -> int:
    """Run tasks until the channel closes. Returns the exit code."""
    try:
        while True:
            task = channel.receive()
            if not isinstance(task, PictureTask | VideoTask):
                raise TypeError("a reply came that nobody asked for")
            channel.send(_run(task, channel))
    except ChannelClosedError:
        return 0


def _run(task: MediaTask, channel: MediaChannel) -> Done | Failed:
    """Run a task and return how it ended."""
    try:
        return Done(_process(task, channel))
    except ChannelClosedError:
        raise
    except (MediaError, PoseFailedError) as error:
        return Failed(str(error.code), error.message)
    except MemoryError:
        return _failed(
            MediaProblem.NO_MEMORY, "it takes more memory than the server gives to one; send a smaller one"
        )
    except OSError as error:
        log.warning("a result could not be written: %s", error)
        return _failed(
            MediaProblem.NO_ROOM, "the server has no room for the result; try again later, or a shorter one"
        )
    except Exception:
        log.exception("a picture or video failed")
        return Failed("internal", "this failed; the server's log says why")


def _process(task: MediaTask, channel: MediaChannel) -> str | None:
    """Run a task and return what its results lack, in words; None if nothing."""
    limit_file_size(task.file_bytes)
    engine = RemoteEngine(channel, Path(task.frame_file))
    if isinstance(task, PictureTask):
        process_picture(task, engine)
        return None
    return process_video(task, engine, engine.send_progress)


def _failed(code: MediaProblem, message: str) -> Failed:
    return Failed(str(code), message)


if __name__ == "__main__":
    sys.exit(main())
