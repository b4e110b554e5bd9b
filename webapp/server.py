"""A server's life: listen, start the workers, serve, and end well when asked to."""

import logging
import os
import socket
import sys
import time
import webbrowser
from collections.abc import Callable
from threading import Thread
from typing import Final

from flask import Flask

from webapp import __version__
from webapp.app import App, create_app
from webapp.listening import ListenError, address_to_open, listen
from webapp.server_log import set_up_log
from webapp.settings import ServerSettings
from webapp.stop_signal import StopSignal
from webapp.worker_pool import NoWorkerError, WorkerPool
from webapp.worker_process import WorkerProcess

log = logging.getLogger("posecast.server")

Serve = Callable[[socket.socket, Flask], None]
"""Serves HTTP and WebSocket on a listening socket, for good."""

_WORK_LIMIT_S: Final = 1.5
"""Seconds that frames in work have when the server stops."""

_FAREWELL_LIMIT_S: Final = 1.0
"""Seconds that the last words have to reach the clients."""

_FAREWELL_CHECK_S: Final = 0.02


class ServerError(Exception):
    """The server cannot start; the message says why and what to do."""


def run_server(settings: ServerSettings, serve: Serve) -> None:
    """Serve until a signal asks to stop. Raises ServerError where it cannot start."""
    set_up_log()
    stop_signal = StopSignal()
    pool = WorkerPool(settings.workers, lambda: WorkerProcess(settings))
    try:
        listener = listen(settings.host, settings.port)
        pool.start()
    except (ListenError, NoWorkerError) as error:
        raise ServerError(str(error)) from error
    app = create_app(settings, pool)
    Thread(target=_serve_or_end, args=(serve, listener, app.wsgi), name="web", daemon=True).start()
    stop_signal.begin_serving()
    _say_ready(settings, address_to_open(settings.host, listener.getsockname()[1]))
    stop_signal.wait()
    _stop(app, pool)


def _serve_or_end(serve: Serve, listener: socket.socket, app: Flask) -> None:
    """Serve; a process whose web server is gone must not stay and look alive."""
    try:
        serve(listener, app)
    except Exception:
        log.exception("the web server failed")
    os._exit(1)


def _say_ready(settings: ServerSettings, address: str) -> None:
    log.info(
        "version %s, engine %s, model %s, %d workers, %s",
        *(__version__, settings.engine, settings.model, settings.workers, settings.async_mode),
    )
    print(f"Posecast is ready: {address}  (Ctrl-C stops it)", flush=True)
    if settings.open_browser and has_display():
        Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def has_display() -> bool:
    """Whether a browser has somewhere to open; without that, Python would start a text browser in the terminal."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _stop(app: App, pool: WorkerPool) -> None:
    log.info("stopping")
    app.events.stop()
    pool.stop(_WORK_LIMIT_S)
    app.events.say_goodbye()
    _close_connections(app)
    log.info("stopped")


def _close_connections(app: App) -> None:
    """End every connection once what was said has been sent.

    At the level below Socket.IO: its own "disconnect" would tell browsers not to come back by themselves.
    """
    open_ones = [connection for connection in list(app.server.eio.sockets.values()) if not connection.closed]
    for connection in open_ones:
        connection.close(wait=False)
    deadline_s = time.monotonic() + _FAREWELL_LIMIT_S
    while time.monotonic() < deadline_s and not all(connection.queue.empty() for connection in open_ones):
        time.sleep(_FAREWELL_CHECK_S)
    time.sleep(_FAREWELL_CHECK_S)  # what left the queues is now being written
