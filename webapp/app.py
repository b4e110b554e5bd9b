"""The wiring: pages and socket handlers on one WSGI application. Nothing else."""

import logging
from dataclasses import dataclass
from typing import Final

import socketio
from engineio.payload import Payload
from flask import Flask
from flask_socketio import SocketIO

from webapp import limits
from webapp.clients import Clients
from webapp.events import CameraEvents
from webapp.packets import ForgivingPacket
from webapp.pages import create_pages
from webapp.settings import ServerSettings
from webapp.site_files import site_folder
from webapp.websocket_compression import without_compression
from webapp.worker_pool import WorkerPool

_PING_INTERVAL_S: Final = 10
"""Seconds between the server's questions whether a client is still there."""

_PING_TIMEOUT_S: Final = 15
"""Seconds a client has for the answer; a phone that changes networks needs a few."""


@dataclass(frozen=True)
class App:
    wsgi: Flask
    server: socketio.Server
    events: CameraEvents


def create_app(settings: ServerSettings, pool: WorkerPool) -> App:
    clients = Clients(settings.max_clients)
    flask = Flask("posecast", static_folder=None, template_folder=str(site_folder("templates")))
    flask.register_blueprint(create_pages(settings, clients, pool))
    server = _create_socket_server(flask, settings)
    events = CameraEvents(server, clients, pool, settings.model)
    events.register()
    flask.wsgi_app = without_compression(flask.wsgi_app)  # type: ignore[assignment,method-assign]
    return App(flask, server, events)


def _create_socket_server(flask: Flask, settings: ServerSettings) -> socketio.Server:
    Payload.max_decode_packets = limits.MESSAGES_A_REQUEST
    log = logging.getLogger("posecast.sockets")
    log.setLevel(logging.ERROR)  # below that, the libraries log a line a frame
    socket_io = SocketIO(
        flask,
        async_mode=settings.async_mode,
        async_handlers=False,  # a client's frames are taken in the order they came
        serializer=ForgivingPacket,
        max_http_buffer_size=limits.MESSAGE_BYTES,
        http_compression=False,  # poses are floats, which do not get smaller
        ping_interval=_PING_INTERVAL_S,
        ping_timeout=_PING_TIMEOUT_S,
        manage_session=False,
        logger=log,
        engineio_logger=log,
    )
    return socket_io.server
