"""Plain HTTP: a redirect and /trust, and nothing else; requested without a network."""

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.lan.sample_access import lan_at, lan_with_provided_certificate
from webapp.pages.http_redirect import create_http_redirect

OUR_HOST = {"Host": "192.168.1.5:8001"}
SITE = create_http_redirect(lan_at())


def browser() -> FlaskClient:
    return SITE.test_client()


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
def test_all_other_pages_redirect_to_https(asked: str, target: str) -> None:
    response = browser().get(asked, headers=OUR_HOST)
    assert response.status_code == 302
    assert response.headers["Location"] == "https://192.168.1.5:8000" + target
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["//evil.example/", "/\\evil.example", "/@evil.example", "/https://evil.example/", "/.evil.example"],
)
@pytest.mark.parametrize(
    "host",
    ["evil.example", "192.168.1.5:8001", "192.168.1.5@evil.example", "evil.example#192.168.1.5", "", "*"],
)
def test_no_redirect_leads_to_a_foreign_host(path: str, host: str) -> None:
    response = browser().get(path, headers={"Host": host})
    if response.status_code == 302:
        target = urlsplit(response.headers["Location"])
        assert (target.scheme, target.netloc) == ("https", "192.168.1.5:8000")
    else:
        assert response.status_code in {400, 404, 308}
        assert urlsplit(response.headers.get("Location", "")).hostname in {None, host.partition(":")[0]}


@given(st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=40))
def test_no_foreign_host_header_gets_into_the_redirect(host: str) -> None:
    response = browser().get("/x", headers={"Host": host})
    if response.status_code == 302:
        assert urlsplit(response.headers["Location"]).netloc in {
            f"{ours}:8000" for ours in lan_at().known_hosts()
        }


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "CONNECT", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/trust", "/socket.io/", "/trust/posecast-ca.crt"])
def test_nothing_but_get_is_allowed(method: str, path: str) -> None:
    assert browser().open(path, method=method, headers=OUR_HOST).status_code == 405


@pytest.mark.parametrize(
    "path", ["/", "/trust", "/trust/posecast-ca.crt", "/trust/page/trust.css", "/trust/none"]
)
def test_every_response_has_the_security_headers(path: str) -> None:
    headers = browser().get(path, headers=OUR_HOST, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    # It would forbid plain HTTP, and so /trust, to a browser that trusted the authority once.
    assert "Strict-Transport-Security" not in headers


def test_with_a_provided_certificate_there_is_no_authority_to_trust() -> None:
    site = create_http_redirect(lan_with_provided_certificate("pose.example.org"))
    response = site.test_client().get("/trust", headers={"Host": "pose.example.org"})
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "https://pose.example.org:8000/trust",
    )
