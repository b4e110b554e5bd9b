"""What HTTPS for the network consists of, decided without a network."""

from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest

from webapp.lan.pki.x509 import CertificateError
from webapp.server.https_setup import MDNS_NAME, HttpsSetup, http_port, reach_of_host
from webapp.settings import ServerSettings

NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("settings", "port"),
    [
        (ServerSettings(port=8000), None),
        (ServerSettings(port=8000, lan=True), 8001),
        (ServerSettings(port=65535, lan=True), 65534),
        (ServerSettings(port=0, lan=True), 0),
        (ServerSettings(port=8000, lan=True, http_port=80), 80),
        (ServerSettings(port=8000, http_port=80), 80),
    ],
)
def test_the_port_for_plain_http(settings: ServerSettings, port: int | None) -> None:
    assert http_port(settings) == port


@pytest.mark.parametrize(
    ("host", "addresses"),
    [("192.168.1.5", (ip_address("192.168.1.5"),)), ("127.0.0.1", ()), ("::1", ())],
)
def test_a_server_on_one_address_is_reached_there_only(host: str, addresses: tuple[object, ...]) -> None:
    assert reach_of_host(host).addresses == addresses


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "*"])  # noqa: S104
def test_a_server_on_all_addresses_is_reached_at_each(host: str) -> None:
    assert reach_of_host(host, (MDNS_NAME,)) == reach_of_host("*", (MDNS_NAME,))
    assert MDNS_NAME in reach_of_host(host, (MDNS_NAME,)).names


def test_without_a_certificate_file_there_is_a_local_authority(tmp_path: Path) -> None:
    settings = ServerSettings(lan=True, certificates=tmp_path, host="192.168.1.5")
    https = HttpsSetup(settings, 8000, 8001, NOW)
    assert https.lan.authority is not None
    assert https.lan.authority().name
    assert https.addresses() == (ip_address("192.168.1.5"),)
    assert https.certificate.context is not None


def test_a_certificate_file_that_is_missing_is_named(tmp_path: Path) -> None:
    settings = ServerSettings(certfile=tmp_path / "none.pem")
    with pytest.raises(CertificateError, match=r"none\.pem"):
        HttpsSetup(settings, 8000, None, NOW)


def test_plain_http_on_the_port_of_https_is_redirected(tmp_path: Path) -> None:
    settings = ServerSettings(lan=True, certificates=tmp_path, host="192.168.1.5")
    app = HttpsSetup(settings, 8000, 8001, NOW).on_https_port(lambda *_: [b"the site"])
    assert list(app({"wsgi.url_scheme": "https"}, None)) == [b"the site"]
    statuses: list[str] = []
    environ = {
        "wsgi.url_scheme": "http",
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "SERVER_NAME": "192.168.1.5",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "192.168.1.5:8000",
    }
    body = app(environ, lambda status, _headers: statuses.append(status))
    assert b"https://192.168.1.5:8000/" in b"".join(body)
    assert statuses == ["302 FOUND"]
