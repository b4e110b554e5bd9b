"""A server's life: listen, start the workers, serve, and end well when asked to."""

import logging
import os
import socket
import sys
import time
import webbrowser
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Final

from webapp import __version__
from webapp.api.jobs.service import MediaService
from webapp.api.uploads.storage import MediaFolderError
from webapp.lan.pki.error import CertificateError
from webapp.log import set_up_log
from webapp.scheduler.worker_pool import NoWorkerError, WorkerPool
from webapp.server.app import App, create_app
from webapp.server.listener import ListenError, address_to_open, listen
from webapp.server.shutdown_signal import StopSignal
from webapp.serving.tls import TlsContextSource
from webapp.serving.web_server import WebServer
from webapp.settings import ServerSettings
from webapp.workers.pose_process import WorkerProcess
from webapp.wsgi.middleware import WsgiApp

if TYPE_CHECKING:
    from webapp.server.https_setup import SecureSide

log = logging.getLogger("posecast.server")


_WORK_LIMIT_S: Final = 1.5
"""Seconds that frames in work have when the server stops."""

_FAREWELL_LIMIT_S: Final = 1.0
"""Seconds that the last words have to reach the clients."""

_FAREWELL_CHECK_S: Final = 0.02


class ServerError(Exception):
    """The server cannot start; the message says why and what to do."""


def run_server(settings: ServerSettings, web_server: WebServer) -> None:
    """Serve until a signal asks to stop. Raises ServerError where it cannot start."""
    set_up_log()
    stop_signal = StopSignal()
    pool = WorkerPool(settings.workers, partial(WorkerProcess, settings))
    try:
        listener = listen(settings.host, settings.port)
        secure = _let_network_in(settings, listener, web_server) if settings.uses_tls else None
        pool.start()
        media = MediaService(settings, pool)
    except (ListenError, CertificateError, NoWorkerError, MediaFolderError) as error:
        raise ServerError(str(error)) from error
    app = create_app(settings, pool, secure.site if secure else None, media)
    app.realtime.start()
    media.start()
    wsgi = secure.beside_door(app.wsgi) if secure else app.wsgi
    _in_background("web", _serve_or_end, web_server, listener, wsgi, secure.certificate if secure else None)
    stop_signal.begin_serving()
    _say_ready(settings, listener.getsockname()[1], secure, app.realtime.terminal_link)
    stop_signal.wait()
    _stop(app, pool, media)


def _let_network_in(settings: ServerSettings, listener: socket.socket, web_server: WebServer) -> "SecureSide":
    """Have a certificate and keep it good, and open the plain door. Raises ListenError, CertificateError."""
    from webapp.lan.mdns import Announcement
    from webapp.server.https_setup import MDNS_NAME, neighbouring_port, open_secure_side

    port = neighbouring_port(settings)
    door_listener = None if port is None else listen(settings.host, port, "--http-port")
    door_port = door_listener.getsockname()[1] if door_listener else None
    secure = open_secure_side(settings, listener.getsockname()[1], door_port, datetime.now(UTC))
    if door_listener:
        _in_background("door", _serve_or_end, web_server, door_listener, secure.door, None)
    _in_background("certificate", secure.certificate.watch)
    if settings.mdns:
        announcement = Announcement(MDNS_NAME, secure.site.https_port, lambda: secure.site.reach().addresses)
        _in_background("mdns", announcement.watch)
    return secure


def _in_background(name: str, act: Callable[..., None], *arguments: object) -> None:
    Thread(target=act, args=arguments, name=name, daemon=True).start()


def _serve_or_end(
    web_server: WebServer, listener: socket.socket, app: WsgiApp, tls: TlsContextSource | None
) -> None:
    """Serve; a process whose web server is gone must not stay and look alive."""
    try:
        web_server.serve(listener, app, tls)
    except Exception:
        log.exception("the web server failed")
    os._exit(1)


def _say_ready(settings: ServerSettings, port: int, secure: "SecureSide | None", camera_link: str) -> None:
    address = address_to_open(settings.host, port, "https" if secure else "http")
    if secure and secure.site.own_names:
        address = secure.site.urls()[0]
    log.info(
        "version %s, engine %s, model %s, %d workers, %s",
        *(__version__, settings.engine, settings.model, settings.workers, settings.async_mode),
    )
    words = f"Posecast is ready: {address}  (Ctrl-C stops it)"
    if secure and settings.lan:
        from webapp.lan.terminal_qr import invitation

        words += "\n" + invitation(secure.site, sys.stdout.isatty(), camera_link)
    print(words, flush=True)  # at once: who waits for the first line finds the others, too
    if settings.open_browser and has_display():
        Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def has_display() -> bool:
    """Whether a browser has somewhere to open; without that, Python would start a text browser in the terminal."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _stop(app: App, pool: WorkerPool, media: MediaService) -> None:
    log.info("stopping")
    media.stop()
    app.realtime.stop()
    pool.stop(_WORK_LIMIT_S)
    app.realtime.announce_stop()
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
