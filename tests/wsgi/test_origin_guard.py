"""Which requests are allowed: every way that a foreign page, or a name pointed at this machine, might try."""

from collections.abc import Iterable
from typing import Any

import pytest

from webapp.settings import ServerSettings
from webapp.wsgi.origin_guard import OriginGuard, OriginPolicy

OWN = "localhost:8000"
LAN = ("192.168.1.5", "[fd00::5]", "desk", "desk.local", "localhost")


class Machine:
    """Its names and addresses, and a clock."""

    def __init__(self, *hosts: str) -> None:
        self.hosts: Iterable[str] = hosts
        self.now_s = 50.0
        self.asked = 0

    def known_hosts(self) -> Iterable[str]:
        self.asked += 1
        return self.hosts


def response(
    settings: ServerSettings, host: str | None, origin: str | None = None, scheme: str = "http", machine: Machine | None = None, headers: dict[str, Any] | None = None
) -> tuple[int, str]:  # fmt: skip
    """Status and text of the response to a request with these headers."""
    machine = machine or Machine(*LAN)
    policy = OriginPolicy(settings, machine, lambda: machine.now_s)
    return response_to(policy, host, origin, scheme, headers)


def response_to(
    policy: OriginPolicy,
    host: str | None,
    origin: str | None = None,
    scheme: str = "http",
    headers: dict[str, Any] | None = None,
) -> tuple[int, str]:
    environ: dict[str, Any] = {"wsgi.url_scheme": scheme, **(headers or {})}
    if host is not None:
        environ["HTTP_HOST"] = host
    if origin is not None:
        environ["HTTP_ORIGIN"] = origin
    statuses: list[str] = []

    def app(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [b"in"]

    text = b"".join(OriginGuard(app, policy)(environ, lambda status, _headers: statuses.append(status)))
    return int(statuses[0].split()[0]), text.decode()


LOCAL = ServerSettings()
EVERYWHERE = ServerSettings(host="0.0.0.0")  # noqa: S104
PUBLIC = ServerSettings(public_url="https://pose.example.org", allow_origins=("https://blog.example.org",))

HOSTILE_HOSTS = [
    "evil.example.org", "evil.example.org:8000", "localhost.evil.example.org", "localhost.evil.example.org:8000",
    "evil-localhost", "localhost-evil", "127.0.0.1.evil.example.org", "127.0.0.1.nip.io", "evil.localhost",
    "10.0.0.1", "8.8.8.8:8000", "192.168.1.5", "0.0.0.0", "[::]", "[fe80::1]", "[::ffff:8.8.8.8]", "2130706433", "0x7f000001",  # noqa: S104
    "localhost@evil.example.org", "evil.example.org#localhost", "localhost, evil.example.org", "localhost,localhost",
    "localhost\tevil", "localhost evil", "localhost/evil", "localhost\\evil", "localhost:80:90", "localhost:http", "localhost:-1",
    "localhost:70000", "[::1", "::1", "[::1]evil", "", " ", "*", "null", "localhost\x00", "localhost\u2024", "l\u043ecalhost",
    "xn--lcalhost-f5h", "localhost..", "a" * 5000, "[" + ":" * 40 + "]", "<script>alert(1)</script>", "%6cocalhost",
]  # fmt: skip
HOSTILE_ORIGINS = [
    "http://evil.example.org", "https://evil.example.org", "http://evil.example.org:8000", "https://localhost:8000", "http://localhost",
    "http://localhost:8001", "http://localhost:80000", "http://localhost:8000/", "http://localhost:8000.evil.example.org",
    "http://localhost.evil.example.org:8000", "http://evil.example.org/localhost:8000", "http://localhost:8000@evil.example.org",
    "http://evil@localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000", "HTTP://localhost:8000", "http://LOCALHOST:8000",
    "http:localhost:8000", "//localhost:8000", "localhost:8000", "ws://localhost:8000", "file://", "file://localhost:8000", "null", "NULL",
    "", " ", "*", "http://*", "http://*:8000", "http://localhost:8000 http://evil.example.org", "http://localhost:8000,http://evil.example.org",
    "http://localhost:8000\x00", " http://localhost:8000", "http://l\u043ecalhost:8000", "http://localhost\u2024:8000", "about:blank",
    "data:text/html,x", "blob:http://localhost:8000/x", "chrome-extension://abc", "javascript:alert(1)", "http://localhost:8000#x",
    "http://localhost:8000?x", "moz-extension://abc", "https://pose.example.org.evil.org", "https://evilpose.example.org", "h" * 5000,
]  # fmt: skip


def test_there_are_enough_ways_to_try() -> None:
    hosts, origins = len(set(HOSTILE_HOSTS)), len(set(HOSTILE_ORIGINS))
    print(f"{hosts} hostile values of Host and {origins} of Origin are tried, each refused or this run fails")
    assert hosts >= 40
    assert origins >= 40


@pytest.mark.parametrize("host", HOSTILE_HOSTS)
def test_no_other_name_gets_in(host: str) -> None:
    for origin in (None, f"http://{host}"):
        status, text = response(LOCAL, host, origin)
        assert status in (400, 403)
        assert text != "in"
        assert "<" not in text
        assert len(text) < 1000


@pytest.mark.parametrize("origin", HOSTILE_ORIGINS)
@pytest.mark.parametrize("settings", [LOCAL, EVERYWHERE, PUBLIC], ids=["local", "everywhere", "public"])
def test_no_other_page_gets_in(settings: ServerSettings, origin: str) -> None:
    status, text = response(settings, OWN, origin)
    assert status == 403
    assert "--allow-origin" in text
    assert "<" not in text
    assert len(text) < 1000


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "LocalHost:9000",
        "127.0.0.1:8000",
        "127.1.2.3",
        "[::1]:8000",
        "[0:0::1]",
    ],
)
def test_the_machine_itself_gets_in_by_its_own_names(host: str) -> None:
    assert response(LOCAL, host) == (200, "in")


def test_the_page_s_own_origin_gets_in_whatever_the_port() -> None:
    """Another port may be forwarded here, with ssh say."""
    assert response(LOCAL, "localhost:9999", "http://localhost:9999")[0] == 200
    assert response(LOCAL, "localhost:443", "https://localhost", scheme="https")[0] == 200
    assert response(LOCAL, "[::1]:8000", "http://[::1]:8000")[0] == 200


def test_no_host_at_all_is_refused() -> None:
    assert response(LOCAL, None)[0] == 400


def test_the_network_gets_in_where_the_server_listens_to_it() -> None:
    for host in ("192.168.1.5:8000", "[fd00::5]:8000", "desk:8000", "desk.local", "localhost"):
        assert response(EVERYWHERE, host, f"http://{host}")[0] == 200
        assert response(LOCAL, host)[0] == (200 if host == "localhost" else 403)
    assert response(EVERYWHERE, "192.168.1.6:8000")[0] == 403
    assert response(ServerSettings(host="192.168.1.5"), "192.168.1.5:8000")[0] == 200


def test_a_new_address_of_the_machine_is_found_and_foreign_names_do_not_ask_for_it_each_time() -> None:
    machine = Machine("192.168.1.5")
    policy = OriginPolicy(EVERYWHERE, machine, lambda: machine.now_s)
    assert response_to(policy, "10.0.0.9")[0] == 403
    machine.hosts = ("10.0.0.9",)
    for _ in range(100):
        assert response_to(policy, "10.0.0.9")[0] == 403
    assert machine.asked == 1
    machine.now_s += 10
    assert response_to(policy, "10.0.0.9")[0] == 200


def test_a_public_address_gets_in_by_name_and_as_an_origin() -> None:
    assert response(PUBLIC, "pose.example.org")[0] == 200
    assert (
        response(PUBLIC, "pose.example.org", "https://pose.example.org")[0] == 200
    )  # behind a proxy that ends TLS
    assert (
        response(PUBLIC, "localhost:8000", "https://pose.example.org")[0] == 200
    )  # that names us as it knows us
    assert response(PUBLIC, "localhost:8000", "https://blog.example.org")[0] == 200
    assert response(LOCAL, "pose.example.org")[0] == 403


def test_forwarded_headers_count_for_nothing_here() -> None:
    forged = {"HTTP_X_FORWARDED_HOST": "localhost:8000", "HTTP_FORWARDED": "host=localhost:8000"}
    assert response(LOCAL, "evil.example.org", headers=forged)[0] == 403
    forged = {"HTTP_X_FORWARDED_HOST": "evil.example.org", "HTTP_X_FORWARDED_PROTO": "https"}
    assert response(LOCAL, OWN, "https://evil.example.org", headers=forged)[0] == 403


@pytest.mark.parametrize(
    "asked", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "pose.example.org", "posecast:8000"]
)
def test_a_proxy_asks_under_a_name_of_ours_or_a_container_s(asked: str) -> None:
    before_proxies = {"werkzeug.proxy_fix.orig": {"HTTP_HOST": asked}}
    assert response(PUBLIC, "pose.example.org", headers=before_proxies)[0] == 200


@pytest.mark.parametrize(
    "asked", ["evil.example.org", "127.0.0.1.evil.example.org:8000", "", "x y", "localhost.evil"]
)
def test_a_page_that_forges_a_proxy_s_headers_has_its_own_name_in_host(asked: str) -> None:
    before_proxies = {"werkzeug.proxy_fix.orig": {"HTTP_HOST": asked}}
    status, text = response(PUBLIC, "pose.example.org", headers=before_proxies)
    assert (status, "proxy_set_header" in text) == (403, True)


def test_the_response_says_what_to_start_the_server_with() -> None:
    assert (
        "posecast serve --public-url http://cam.example.org:8000"
        in response(LOCAL, "cam.example.org:8000")[1]
    )
    assert (
        "posecast serve --allow-origin https://blog.example.org"
        in response(LOCAL, OWN, "https://blog.example.org")[1]
    )
    assert "--allow-origin ORIGIN" in response(LOCAL, OWN, "null")[1]
