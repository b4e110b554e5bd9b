"""HTTPS for the network: the certificate, the redirect from plain HTTP, and what the pages know about both."""

import socket
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_address
from threading import Thread
from typing import Final

from webapp.lan.addresses import IpAddress, Reach, current_reach
from webapp.lan.lan_access import LanAccess, names_for_urls
from webapp.lan.mdns import Announcement
from webapp.lan.pki.provided import certificate_names
from webapp.lan.pki.renewal import LocalSource, ProvidedSource, RenewedCertificate
from webapp.lan.pki.store import CertificateStore, certificates_folder
from webapp.pages.http_redirect import create_http_redirect
from webapp.server.listener import ServingThread, listen
from webapp.serving.web_server import WebServer
from webapp.settings import ServerSettings
from webapp.wsgi.middleware import AppByScheme, WsgiApp

MDNS_NAME: Final = "posecast.local"
_HIGHEST_PORT: Final = 65535


class HttpsSetup:
    """Raises CertificateError on construction where there is no usable certificate."""

    def __init__(
        self, settings: ServerSettings, https_port: int, http_port: int | None, now: datetime
    ) -> None:
        extra_names = (MDNS_NAME,) if settings.mdns else ()
        reach = partial(reach_of_host, settings.host, extra_names)
        if settings.certfile is not None:
            keyfile = settings.keyfile or settings.certfile
            self.certificate = RenewedCertificate(ProvidedSource(settings.certfile, keyfile), now)
            names = names_for_urls(certificate_names(settings.certfile))
            self.lan = LanAccess(https_port, http_port, reach, None, names)
        else:
            folder = settings.certificates or certificates_folder()
            source = LocalSource(CertificateStore(folder), reach)
            self.certificate = RenewedCertificate(source, now)
            self.lan = LanAccess(https_port, http_port, reach, lambda: source.authority)
        self.http_app: WsgiApp = create_http_redirect(self.lan)

    def on_https_port(self, app: WsgiApp) -> WsgiApp:
        """Return the application for the port of HTTPS, where a client that speaks plain HTTP is redirected too."""
        return AppByScheme(app, self.http_app)

    def start(self, web_server: WebServer, http_listener: socket.socket | None, mdns: bool) -> None:
        """Renew the certificate, redirect from plain HTTP, and announce the mDNS name, from now on."""
        if http_listener is not None:
            ServingThread("http", web_server, http_listener, self.http_app).start()
        Thread(target=self.certificate.run, name="certificate", daemon=True).start()
        if mdns:
            announcement = Announcement(MDNS_NAME, self.lan.https_port, self.addresses)
            Thread(target=announcement.run, name="mdns", daemon=True).start()

    def addresses(self) -> tuple[IpAddress, ...]:
        return self.lan.reach().addresses


def start_https(settings: ServerSettings, https_port: int, web_server: WebServer) -> HttpsSetup:
    """Set HTTPS up for the server that listens on that port, and start it. Raises ListenError, CertificateError."""
    port = http_port(settings)
    http_listener = None if port is None else listen(settings.host, port, "--http-port")
    actual_port = http_listener.getsockname()[1] if http_listener else None
    https = HttpsSetup(settings, https_port, actual_port, datetime.now(UTC))
    https.start(web_server, http_listener, settings.mdns)
    return https


def reach_of_host(host: str, extra_names: tuple[str, ...] = ()) -> Reach:
    """Return by what this machine is reached when the server listens on that host: one address, or all of them."""
    everywhere = current_reach(extra_names)
    try:
        ip = ip_address(host)
    except ValueError:
        return everywhere
    if ip.is_unspecified:
        return everywhere
    return Reach(() if ip.is_loopback else (ip,), everywhere.names)


def http_port(settings: ServerSettings) -> int | None:
    """Return the port for plain HTTP: as chosen, else next to the other one with --lan; 0 lets the system choose."""
    if settings.http_port is not None or not settings.lan:
        return settings.http_port
    if settings.port == 0:
        return 0
    return settings.port + 1 if settings.port < _HIGHEST_PORT else settings.port - 1
