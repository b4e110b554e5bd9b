"""Everything that HTTPS for the network takes: the certificate, the plain door beside it, and what the pages know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from webapp.lan.addresses import Reach, current_reach
from webapp.lan.lan_access import LanSite, names_for_urls
from webapp.lan.pki.provided import certificate_names
from webapp.lan.pki.renewal import LiveCertificate, LocalSource, OwnSource
from webapp.lan.pki.store import CertificateStore, certificates_folder
from webapp.pages.http_redirect import by_scheme, create_plain_door
from webapp.settings import ServerSettings
from webapp.wsgi.middleware import WsgiApp

MDNS_NAME = "posecast.local"
_HIGHEST_PORT = 65535


@dataclass(frozen=True)
class SecureSide:
    certificate: LiveCertificate
    site: LanSite
    door: WsgiApp

    def beside_door(self, app: WsgiApp) -> WsgiApp:
        """For the port of HTTPS: the application, and the door for who speaks plain HTTP there by mistake."""
        return by_scheme(app, self.door)


def open_secure_side(
    settings: ServerSettings, https_port: int, http_port: int | None, now: datetime
) -> SecureSide:
    """Raises CertificateError."""
    extra_names = [MDNS_NAME] if settings.mdns else []

    def reach() -> Reach:
        return reach_at(settings.host, extra_names)

    if settings.certfile is not None:
        keyfile = settings.keyfile or settings.certfile
        certificate = LiveCertificate(OwnSource(settings.certfile, keyfile), now)
        names = names_for_urls(certificate_names(settings.certfile))
        site = LanSite(https_port, http_port, reach, None, names)
    else:
        folder = settings.certificates or certificates_folder()
        source = LocalSource(CertificateStore(folder), reach)
        certificate = LiveCertificate(source, now)
        site = LanSite(https_port, http_port, reach, lambda: source.authority)
    return SecureSide(certificate, site, create_plain_door(site))


def reach_at(host: str, extra_names: Iterable[str] = ()) -> Reach:
    """By what this machine is reached when the server listens on that host: one address, or all of them."""
    everywhere = current_reach(extra_names)
    try:
        ip = ip_address(host)
    except ValueError:
        return everywhere
    if ip.is_unspecified:
        return everywhere
    return Reach(() if ip.is_loopback else (ip,), everywhere.names)


def neighbouring_port(settings: ServerSettings) -> int | None:
    """The port for plain HTTP: as chosen, else beside the other one under --lan; 0 lets the system choose."""
    if settings.http_port is not None or not settings.lan:
        return settings.http_port
    if settings.port == 0:
        return 0
    return settings.port + 1 if settings.port < _HIGHEST_PORT else settings.port - 1
