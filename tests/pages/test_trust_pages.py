"""/trust, over plain HTTP: the page, the certificate in each form, and nothing that is secret."""

import plistlib
import re
from uuid import UUID

import pytest
from cryptography import x509

from tests.lan.sample_access import AUTHORITY, NOW
from tests.pages.test_http_redirect import OUR_HOST, browser
from webapp.lan.pki.authority import make_authority
from webapp.pages.trust_pages import DOWNLOADS, PAGE_FILES, mobileconfig, operating_system

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"
)
PIXEL = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"


def test_the_page_names_the_authority_and_loads_only_its_own_files() -> None:
    response = browser().get("/trust", headers=OUR_HOST)
    assert response.status_code == 200
    assert AUTHORITY.name in response.text
    shown = re.search(r'class="fingerprint[^>]*>(.*?)</p>', response.text)
    assert shown
    assert re.sub(r"<[^>]+>|\s", "", shown[1]) == AUTHORITY.fingerprint.replace(":", "")
    for asked in re.findall(r'(?:src|href)="([^"#]+)"', response.text):
        assert asked.startswith(("/trust/", "https://192.168.1.5:8000/")), asked
        if asked.startswith("/trust/"):
            assert browser().get(asked, headers=OUR_HOST, buffered=True).status_code == 200, asked


@pytest.mark.parametrize(("user_agent", "first"), [(IPHONE, "ios"), (PIXEL, "android"), ("curl", None)])
def test_the_visitor_s_own_system_comes_first_and_open(user_agent: str, first: str | None) -> None:
    text = browser().get("/trust", headers={**OUR_HOST, "User-Agent": user_agent}).text
    opened = re.findall(r'<section class="system" id="(\w+)"', text)
    closed = re.findall(r'<details class="system" id="(\w+)"', text)
    assert opened == ([first] if first else [])
    assert sorted(opened + closed) == ["android", "firefox", "ios", "linux", "macos", "windows"]


def test_the_downloads_are_the_authority_in_the_types_that_devices_take() -> None:
    def got(name: str, kind: str) -> bytes:
        response = browser().get(f"/trust/{name}", headers=OUR_HOST)
        assert response.headers["Content-Type"] == kind
        assert f'filename="{name}"' in response.headers["Content-Disposition"]
        data: bytes = response.data
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
def test_nothing_else_is_served_below_trust(name: str) -> None:
    response = browser().get(f"/trust/{name}", headers=OUR_HOST)
    assert response.status_code in {302, 404}
    assert b"PRIVATE" not in response.data


def test_no_response_contains_the_key() -> None:
    for path in (
        "/trust",
        *(f"/trust/{name}" for name in DOWNLOADS),
        *(f"/trust/page/{name}" for name in PAGE_FILES),
    ):
        data = browser().get(path, headers=OUR_HOST, buffered=True).data
        assert b"PRIVATE KEY" not in data
        assert AUTHORITY.key.private_numbers().private_value.to_bytes(32) not in data


@pytest.mark.parametrize(
    ("user_agent", "system"),
    [
        (IPHONE, "ios"),
        (PIXEL, "android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0", "windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15", "macos"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "linux"),
        ("curl/8.5.0", None),
        ("", None),
    ],
)
def test_the_operating_system_that_a_browser_names(user_agent: str, system: str | None) -> None:
    assert operating_system(user_agent) == system


def test_the_profile_carries_the_authority_as_a_root() -> None:
    profile = plistlib.loads(mobileconfig(AUTHORITY))
    (payload,) = profile["PayloadContent"]
    assert profile["PayloadType"] == "Configuration"
    assert payload["PayloadType"] == "com.apple.security.root"
    assert x509.load_der_x509_certificate(payload["PayloadContent"]) == AUTHORITY.certificate
    assert AUTHORITY.name in (profile["PayloadDisplayName"], payload["PayloadDisplayName"])
    assert not profile["PayloadRemovalDisallowed"]
    for part in (profile, payload):
        assert part["PayloadVersion"] == 1
        assert part["PayloadIdentifier"].startswith("posecast.authority.")


def test_the_profile_s_uuids_belong_to_the_authority() -> None:
    def uuids(content: bytes) -> list[UUID]:
        profile = plistlib.loads(content)
        return [UUID(part["PayloadUUID"]) for part in (profile, *profile["PayloadContent"])]

    ours = uuids(mobileconfig(AUTHORITY))
    assert mobileconfig(AUTHORITY) == mobileconfig(AUTHORITY)
    assert len({*ours, *uuids(mobileconfig(make_authority("pc", ["pc"], NOW)))}) == 4


def test_the_profile_contains_no_key() -> None:
    assert b"PRIVATE" not in mobileconfig(AUTHORITY)
    secret = AUTHORITY.key.private_numbers().private_value.to_bytes(32)
    (payload,) = plistlib.loads(mobileconfig(AUTHORITY))["PayloadContent"]
    assert secret not in payload["PayloadContent"]
