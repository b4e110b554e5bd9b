"""The wiring: the site, the HTTP API and the Socket.IO server on one WSGI application. Nothing else."""

import logging
from dataclasses import dataclass

import socketio
from engineio.payload import Payload
from flask import Flask
from flask_socketio import SocketIO
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.api.jobs.service import MediaService
from webapp.api.routes import create_api
from webapp.lan.addresses import current_reach
from webapp.lan.lan_access import LanAccess
from webapp.pages.error_pages import add_error_pages
from webapp.pages.routes import create_pages
from webapp.paths import bundled_folder
from webapp.protocol import limits
from webapp.protocol.socketio_packet import ForgivingPacket
from webapp.realtime.client_registry import ClientRegistry
from webapp.realtime.engine_connection import use_engine_connection
from webapp.realtime.handshake_limit import HandshakeLimit
from webapp.realtime.service import RealtimeService
from webapp.realtime.socket_log import ErrorLines
from webapp.scheduler.worker_pool import WorkerPool
from webapp.server.silent_clients import PING_INTERVAL_S, PING_TIMEOUT_S
from webapp.settings import ServerSettings
from webapp.wsgi.middleware import WithoutCompression, WsgiApp
from webapp.wsgi.origin_guard import OriginGuard, OriginPolicy
from webapp.wsgi.security_headers import add_security_headers


@dataclass(frozen=True)
class App:
    wsgi: Flask
    server: socketio.Server
    realtime: RealtimeService


class _ThisMachine:
    """The machine's names and addresses where there is no LanAccess to ask."""

    def known_hosts(self) -> tuple[str, ...]:
        return current_reach().hosts()


def create_app(
    settings: ServerSettings,
    pool: WorkerPool,
    lan: LanAccess | None = None,
    media: MediaService | None = None,
) -> App:
    """lan: where the network may connect over HTTPS. media: None for an application without the HTTP API."""
    clients = ClientRegistry(settings.max_clients, settings.max_viewers)
    origins = OriginPolicy(settings, lan or _ThisMachine())
    flask = _create_site(settings, clients, pool, lan, media)
    server = _create_socket_server(flask, settings, origins)
    # Behind a proxy that was not declared, every client would seem to be on the server's machine; so none is.
    server_machine = None if settings.proxies else lan
    realtime = RealtimeService(server, clients, pool, settings.model, server_machine)
    wsgi: WsgiApp = OriginGuard(HandshakeLimit(WithoutCompression(flask.wsgi_app), realtime), origins)
    if settings.proxies:
        count = settings.proxies
        wsgi = ProxyFix(wsgi, x_for=count, x_proto=count, x_host=count)
    flask.wsgi_app = wsgi  # type: ignore[assignment,method-assign]
    return App(flask, server, realtime)


def _create_site(
    settings: ServerSettings,
    clients: ClientRegistry,
    pool: WorkerPool,
    lan: LanAccess | None,
    media: MediaService | None,
) -> Flask:
    flask = Flask("posecast", static_folder=None, template_folder=str(bundled_folder("templates")))
    add_security_headers(flask)
    add_error_pages(flask)
    flask.register_blueprint(create_pages(settings, clients, pool, lan))
    if media is not None:
        flask.register_blueprint(create_api(media))
    if lan is not None and lan.authority is not None:
        from webapp.pages.trust_pages import create_trust_pages  # needs the library for certificates

        flask.register_blueprint(create_trust_pages(lan, lan.authority))
    return flask


def _create_socket_server(flask: Flask, settings: ServerSettings, origins: OriginPolicy) -> socketio.Server:
    use_engine_connection()
    Payload.max_decode_packets = limits.MESSAGES_A_REQUEST
    log = logging.getLogger("posecast.sockets")
    log.setLevel(logging.ERROR)  # below that, the libraries log a line a frame
    log.addFilter(ErrorLines())
    socket_io = SocketIO(
        flask,
        async_mode=settings.async_mode,
        async_handlers=False,  # a client's frames are handled in the order in which they arrive
        serializer=ForgivingPacket,
        cors_allowed_origins=origins.allows,  # OriginGuard has checked it; the library asks what to put into headers
        max_http_buffer_size=limits.MESSAGE_BYTES,
        http_compression=False,  # poses are floats, which do not get smaller
        ping_interval=PING_INTERVAL_S,
        ping_timeout=PING_TIMEOUT_S,
        monitor_clients=False,  # SilentClients does it, sooner
        manage_session=False,
        logger=log,
        engineio_logger=log,
    )
    return socket_io.server
