"""The pages of the site, requested without a network."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from webapp import __version__
from webapp.scheduler.worker_pool import WorkerCounts, WorkerPool
from webapp.server.app import create_app
from webapp.settings import ServerSettings

INDEX = '<script type="application/json" id="config" nonce="{{ csp_nonce }}">{{ config|tojson }}</script>{{ version }}'
FULL = "all {{ clients }} places are taken, {{ version }}"


class IdlePool(WorkerPool):
    """A pool that counts as many ready workers as given."""

    def __init__(self, ready: int) -> None:
        super().__init__(2, lambda: pytest.fail("no worker is needed here"))
        self._ready = ready

    def counts(self) -> WorkerCounts:
        return WorkerCounts(configured=2, ready=self._ready, busy=1, replaced=3)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with known pages, apart from the real one."""
    for name, content in {
        "templates/index.html": INDEX,
        "templates/full.html": FULL,
        "templates/not_found.html": "nothing here",
        "static/js/main.js": "export const a = 1;",
        "static/css/page.css": "body {}",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    for module in ("webapp.server.app", "webapp.pages.routes"):
        monkeypatch.setattr(f"{module}.bundled_folder", lambda name: tmp_path / name)
    return tmp_path


def browser(max_clients: int = 4, ready: int = 2, **chosen: Any) -> FlaskClient:
    settings = ServerSettings(async_mode="threading", max_clients=max_clients, workers=2, **chosen)
    return create_app(settings, IdlePool(ready)).wsgi.test_client()


@pytest.mark.usefixtures("site")
def test_the_page_carries_its_configuration() -> None:
    page = browser().get("/").text
    found = re.search(r'id="config" nonce="[^"]+">(.*?)</script>', page)
    assert found
    assert json.loads(found[1]) == {"default_model": "full", "public_url": None, "limits": {"people": 8}}
    assert __version__ in page


@pytest.mark.usefixtures("site")
def test_the_nonce_in_the_page_is_that_of_the_policy_and_never_the_same() -> None:
    nonces = []
    for answer in (browser().get("/"), browser().get("/")):
        found = re.search(r'nonce="([^"]+)"', answer.text)
        assert found
        assert f"'nonce-{found[1]}'" in answer.headers["Content-Security-Policy"]
        nonces.append(found[1])
    assert nonces[0] != nonces[1]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/static/js/main.js", "/nothing/here", "/static/nothing.js"]
)
def test_every_response_has_the_security_headers(path: str) -> None:
    headers = browser().get(path, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=(self)" in headers["Permissions-Policy"]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("host", ["pose.example:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_the_page_may_open_a_websocket_to_its_own_host_only(host: str) -> None:
    page = browser(public_url="http://pose.example:8000").get("/", headers={"Host": host})
    policy = page.headers["Content-Security-Policy"]
    assert f"connect-src 'self' ws://{host} wss://{host};" in policy


@pytest.mark.usefixtures("site")
def test_a_full_server_has_a_page_that_says_so() -> None:
    answer = browser(max_clients=0).get("/")
    assert answer.status_code == 503
    assert answer.text == f"all 0 places are taken, {__version__}"
    assert answer.headers["Retry-After"] == "10"


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("query", ["link", "link=1", "embed=1"])
def test_a_link_gets_the_page_of_a_full_server_too(query: str) -> None:
    """There may be a place for a viewer where there is none for a camera; browsers do not send the link itself."""
    assert browser(max_clients=0).get(f"/?{query}").status_code == 200


@pytest.mark.usefixtures("site")
def test_only_the_embedded_view_may_be_framed_and_only_by_allowed_origins() -> None:
    allowed = browser(allow_origins=("https://blog.example", "https://club.example:8443"))
    framed = allowed.get("/?embed=1").headers["Content-Security-Policy"]
    assert "frame-ancestors https://blog.example https://club.example:8443" in framed
    for path in ("/", "/?embed=0", "/?embed", "/healthz", "/media?embed=1", "/healthz?embed=1"):
        assert "frame-ancestors 'none'" in allowed.get(path).headers["Content-Security-Policy"], path
    assert "frame-ancestors 'none'" in browser().get("/?embed=1").headers["Content-Security-Policy"]


@pytest.mark.usefixtures("site")
def test_the_page_knows_its_address_outside() -> None:
    assert '"public_url": "https://pose.example"' in browser(public_url="https://pose.example").get("/").text


def test_scripts_are_served_as_javascript_and_asked_for_again(site: Path) -> None:
    client = browser()
    answer = client.get("/static/js/main.js", buffered=True)
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/static/js/main.js", headers=tag, buffered=True).status_code == 304
    (site / "static/js/main.js").write_text("export const a = 2;")
    changed = client.get("/static/js/main.js", headers=tag, buffered=True)
    assert (changed.status_code, changed.text) == (200, "export const a = 2;")


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "path",
    [
        "../templates/index.html",
        "..%2ftemplates%2findex.html",
        "js",
        "js/../../templates/index.html",
        "/etc/passwd",
        "a" * 300,  # longer than a file's name can be
    ],
)
def test_nothing_outside_the_static_folder_is_served(path: str) -> None:
    assert browser().get(f"/static/{path}").status_code in (308, 404)


def test_the_real_templates_take_what_they_are_given() -> None:
    assert browser().get("/").status_code == 200
    assert browser(max_clients=0).get("/").status_code == 503
