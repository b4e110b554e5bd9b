"""Ends a process of the server's when the server is gone."""

import os
import select
import socket
from threading import Thread


def end_with_parent(connection: socket.socket) -> None:
    """End this process when the other end of the socket closes, even while a frame hangs."""
    Thread(target=_wait_for_the_end, args=(connection.fileno(),), daemon=True).start()


def _wait_for_the_end(socket_fd: int) -> None:
    hung_up = select.poll()
    hung_up.register(socket_fd, 0)  # POLLHUP and POLLERR are always reported
    hung_up.poll()
    os._exit(0)
