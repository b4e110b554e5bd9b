"""A server's life: listens, starts the workers, serves, and shuts down when a signal asks for it."""

import logging
import os
import sys
import time
import webbrowser
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Final

from engineio.socket import Socket as EngineIoSocket

from webapp import __version__
from webapp.api.jobs.service import MediaService
from webapp.api.uploads.storage import MediaStorageError
from webapp.pose.cache_folder import do_without_unusable_cache
from webapp.scheduler.worker_pool import NoWorkerError, WorkerPool
from webapp.server.app import App, create_app
from webapp.server.listener import ListenError, ServingThread, address_to_open, listen
from webapp.server.shutdown_signal import ShutdownSignal
from webapp.server.silent_clients import SilentClients
from webapp.serving.web_server import WebServer
from webapp.settings import ServerSettings
from webapp.terminal.console import can_print, lost_output
from webapp.terminal.log import set_up_log
from webapp.workers.pose_process import WorkerProcess

if TYPE_CHECKING:  # a server without HTTPS does not load the library for certificates
    from webapp.server.https_setup import HttpsSetup

log = logging.getLogger("posecast.server")

_WORK_LIMIT_S: Final = 1.5
"""Seconds that frames in work have when the server stops."""

_FLUSH_LIMIT_S: Final = 1.0
"""Seconds that the last messages have to reach the clients."""

_FLUSH_CHECK_S: Final = 0.02

_LAST_WRITE_S: Final = 0.2
"""Seconds for what has left the queues to be written; on a busy machine 0.02 were too few."""


class ServerError(Exception):
    """The server cannot start; the message says why and what to do."""


def run_server(settings: ServerSettings, web_server: WebServer) -> None:
    """Serve until a signal asks to stop. Raises ServerError where it cannot start."""
    set_up_log()
    shutdown_signal = ShutdownSignal()
    pool = WorkerPool(settings.workers, partial(WorkerProcess, settings))
    try:
        listener = listen(settings.host, settings.port)
        port = listener.getsockname()[1]
        https = _start_https(settings, port, web_server) if settings.uses_tls else None
        if settings.engine == "openvino" and not settings.engine_factory:
            do_without_unusable_cache()
        pool.start()
        media = MediaService(settings, pool)
    except (ListenError, NoWorkerError, MediaStorageError) as error:
        raise ServerError(str(error)) from error
    app = create_app(settings, pool, https.lan if https else None, media)
    app.realtime.start()
    SilentClients(app.server.eio).start()
    media.start()
    if https:
        wsgi = https.on_https_port(app.wsgi)
        ServingThread("web", web_server, listener, wsgi, https.certificate).start()
    else:
        ServingThread("web", web_server, listener, app.wsgi).start()
    shutdown_signal.begin_serving()
    _print_ready(settings, port, https, app.realtime.terminal_link)
    shutdown_signal.wait()
    _stop(app, pool, media)


def _start_https(settings: ServerSettings, port: int, web_server: WebServer) -> "HttpsSetup":
    from webapp.lan.pki.x509 import CertificateError
    from webapp.server.https_setup import start_https

    try:
        return start_https(settings, port, web_server)
    except CertificateError as error:
        raise ServerError(str(error)) from error


def _print_ready(settings: ServerSettings, port: int, https: "HttpsSetup | None", terminal_link: str) -> None:
    """terminal_link: room and token for the QR code."""
    address = address_to_open(settings.host, port, "https" if https else "http")
    if https and https.lan.own_names:
        address = https.lan.urls()[0]
    log.info(
        "version %s, engine %s, model %s, %d workers, %s",
        *(__version__, settings.engine, settings.model, settings.workers, settings.async_mode),
    )
    text = f"Posecast is ready: {address}  (Ctrl-C stops it)"
    if https and settings.lan:
        from webapp.lan.terminal_qr import QR_LETTERS, phone_instructions

        with_code = can_print(QR_LETTERS)
        text += "\n" + phone_instructions(https.lan, sys.stdout.isatty(), terminal_link, with_code=with_code)
    print(text, flush=True)  # in one write: a program that waits for the first line finds the others, too
    lost = lost_output()
    if lost:
        log.warning("the address cannot be printed (%s): %s", lost.strerror, address)
    if settings.open_browser and has_display():
        Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def has_display() -> bool:
    """Whether a browser can open a window; without a display, Python would start a text browser in the terminal."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _stop(app: App, pool: WorkerPool, media: MediaService) -> None:
    log.info("stopping")
    media.stop()
    app.realtime.stop()
    pool.stop(_WORK_LIMIT_S)
    app.realtime.announce_stop()
    close_connections(list(app.server.eio.sockets.values()))
    log.info("stopped")


def close_connections(sockets: list[EngineIoSocket]) -> None:
    """Close every connection once its last messages have been sent.

    At the level below Socket.IO: its own "disconnect" would tell browsers not to reconnect by themselves.
    """
    connections = [connection for connection in sockets if not connection.closed]
    # Before they are closed: a client that polls is refused from then on, and never sees what it has not fetched.
    _wait_until_sent(connections)
    for connection in connections:
        connection.close(wait=False)
    _wait_until_sent(connections)
    time.sleep(_LAST_WRITE_S)  # what left the queues is being written now


def _wait_until_sent(connections: list[EngineIoSocket]) -> None:
    deadline_s = time.monotonic() + _FLUSH_LIMIT_S
    while time.monotonic() < deadline_s and not all(connection.queue.empty() for connection in connections):
        time.sleep(_FLUSH_CHECK_S)
