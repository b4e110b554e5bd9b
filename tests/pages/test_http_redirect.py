"""Plain HTTP: a redirect and /trust, and nothing else; asked without a network."""

import plistlib
import re
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.lan.sites import AUTHORITY, site_at, site_with_own_certificate
from tests.pages.test_visitor_system import IPHONE, PIXEL
from webapp.pages.http_redirect import by_scheme, create_plain_door
from webapp.pages.trust_pages import DOWNLOADS, FILES

OUR_HOST = {"Host": "192.168.1.5:8001"}


DOOR = create_plain_door(site_at())


def browser() -> FlaskClient:
    return DOOR.test_client()


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/", "/"),
        ("/?embed=1&a=b%20c", "/?embed=1&a=b%20c"),
        ("/healthz", "/healthz"),
        ("/static/js/main.js", "/static/js/main.js"),
        ("/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=4&transport=polling"),
        ("/trust/../etc/passwd", "/trust/../etc/passwd"),
        ("/%C3%A4%20b", "/%C3%A4%20b"),
    ],
)
def test_all_else_leads_to_https(asked: str, target: str) -> None:
    answer = browser().get(asked, headers=OUR_HOST)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://192.168.1.5:8000" + target
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["//evil.example/", "/\\evil.example", "/@evil.example", "/https://evil.example/", "/.evil.example"],
)
@pytest.mark.parametrize(
    "host",
    ["evil.example", "192.168.1.5:8001", "192.168.1.5@evil.example", "evil.example#192.168.1.5", "", "*"],
)
def test_nobody_is_sent_to_a_strangers_host(path: str, host: str) -> None:
    answer = browser().get(path, headers={"Host": host})
    if answer.status_code == 302:
        target = urlsplit(answer.headers["Location"])
        assert (target.scheme, target.netloc) == ("https", "192.168.1.5:8000")
    else:
        assert answer.status_code in {400, 404, 308}
        assert urlsplit(answer.headers.get("Location", "")).hostname in {None, host.partition(":")[0]}


@given(st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=40))
def test_no_host_header_gets_into_the_redirect(host: str) -> None:
    answer = browser().get("/x", headers={"Host": host})
    if answer.status_code == 302:
        assert urlsplit(answer.headers["Location"]).netloc in {
            f"{ours}:8000" for ours in site_at().known_hosts()
        }


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "CONNECT", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/trust", "/socket.io/", "/trust/posecast-ca.crt"])
def test_nothing_is_taken(method: str, path: str) -> None:
    assert browser().open(path, method=method, headers=OUR_HOST).status_code == 405


def test_the_page_names_the_authority_and_asks_for_nothing_but_its_own() -> None:
    answer = browser().get("/trust", headers=OUR_HOST)
    assert answer.status_code == 200
    assert AUTHORITY.name in answer.text
    shown = re.search(r'class="fingerprint[^>]*>(.*?)</p>', answer.text)
    assert shown
    assert re.sub(r"<[^>]+>|\s", "", shown[1]) == AUTHORITY.fingerprint.replace(":", "")
    for asked in re.findall(r'(?:src|href)="([^"#]+)"', answer.text):
        assert asked.startswith(("/trust/", "https://192.168.1.5:8000/")), asked
        if asked.startswith("/trust/"):
            assert browser().get(asked, headers=OUR_HOST, buffered=True).status_code == 200, asked


@pytest.mark.parametrize(("user_agent", "first"), [(IPHONE, "ios"), (PIXEL, "android"), ("curl", None)])
def test_the_visitors_own_system_stands_first_and_open(user_agent: str, first: str | None) -> None:
    text = browser().get("/trust", headers={**OUR_HOST, "User-Agent": user_agent}).text
    opened = re.findall(r'<section class="system" id="(\w+)"', text)
    closed = re.findall(r'<details class="system" id="(\w+)"', text)
    assert opened == ([first] if first else [])
    assert sorted(opened + closed) == ["android", "firefox", "ios", "linux", "macos", "windows"]


def test_the_downloads_are_the_authority_in_the_types_that_devices_take() -> None:
    def got(name: str, kind: str) -> bytes:
        answer = browser().get(f"/trust/{name}", headers=OUR_HOST)
        assert answer.headers["Content-Type"] == kind
        assert f'filename="{name}"' in answer.headers["Content-Disposition"]
        data: bytes = answer.data
        return data

    der = got("posecast-ca.crt", "application/x-x509-ca-cert")
    assert x509.load_der_x509_certificate(der) == AUTHORITY.certificate
    profile = plistlib.loads(got("posecast-ca.mobileconfig", "application/x-apple-aspen-config"))
    assert profile["PayloadContent"][0]["PayloadContent"] == der
    pem = got("posecast-ca.pem", "application/x-pem-file")
    assert x509.load_pem_x509_certificate(pem) == AUTHORITY.certificate


@pytest.mark.parametrize(
    "name", ["authority.pem", "server.pem", "lock", "page/", "page/trust.html", "page/main.js"]
)
def test_nothing_else_lies_below_trust(name: str) -> None:
    answer = browser().get(f"/trust/{name}", headers=OUR_HOST)
    assert answer.status_code in {302, 404}
    assert b"PRIVATE" not in answer.data


def test_no_answer_holds_the_key() -> None:
    for path in (
        "/trust",
        *(f"/trust/{name}" for name in DOWNLOADS),
        *(f"/trust/page/{name}" for name in FILES),
    ):
        data = browser().get(path, headers=OUR_HOST, buffered=True).data
        assert b"PRIVATE KEY" not in data
        assert AUTHORITY.key.private_numbers().private_value.to_bytes(32) not in data


@pytest.mark.parametrize(
    "path", ["/", "/trust", "/trust/posecast-ca.crt", "/trust/page/trust.css", "/trust/none"]
)
def test_every_answer_has_the_security_headers(path: str) -> None:
    headers = browser().get(path, headers=OUR_HOST, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    # It would forbid plain HTTP, and so /trust, to whoever trusted the authority once.
    assert "Strict-Transport-Security" not in headers


def test_with_somebodys_own_certificate_there_is_no_authority_to_trust() -> None:
    door = create_plain_door(site_with_own_certificate("pose.example.org")).test_client()
    answer = door.get("/trust", headers={"Host": "pose.example.org"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://pose.example.org:8000/trust")


def test_a_port_for_both_tells_them_by_their_scheme() -> None:
    app = by_scheme(lambda *_: [b"secure"], lambda *_: [b"plain"])
    assert [list(app({"wsgi.url_scheme": scheme}, None)) for scheme in ("https", "http")] == [
        [b"secure"],
        [b"plain"],
    ]
