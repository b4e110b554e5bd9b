"""Whose pages may use a real server, over HTTP and in the WebSocket handshake. The many ways stand in test_origin_check."""

import socket

import pytest
import requests
from socketio.exceptions import ConnectionError as RefusedError

from tests.support.running_server import FAKE_ENGINE, RunningServer
from tests.system.camera_client import CameraClient

pytestmark = pytest.mark.server

POLLING = "socket.io/?EIO=4&transport=polling"


def handshake(server: RunningServer, host: str, origin: str | None) -> bytes:
    """The first line of the answer to a browser that opens a WebSocket."""
    lines = [
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
        f"Host: {host}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        *([f"Origin: {origin}"] if origin is not None else []),
    ]
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        return connection.recv(4096).partition(b"\r\n")[0]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_the_page_may_connect_by_the_names_of_this_machine(server: RunningServer, host: str) -> None:
    own = f"{host}:{server.port}"
    headers = {"Host": own, "Origin": f"http://{own}"}
    answer = requests.get(f"{server.url}/{POLLING}", headers=headers, timeout=10)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == f"http://{own}"
    assert b"101" in handshake(server, own, f"http://{own}")


@pytest.mark.parametrize("path", ["", "healthz", "static/js/main.js", POLLING])
@pytest.mark.parametrize("origin", ["http://evil.example.org", "https://localhost", "null"])
def test_the_page_of_another_site_gets_nothing(server: RunningServer, path: str, origin: str) -> None:
    answer = requests.get(f"{server.url}/{path}", headers={"Origin": origin}, timeout=10)
    assert answer.status_code == 403
    assert "--allow-origin" in answer.text
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", ["", "healthz", "static/js/main.js", POLLING])
def test_a_name_pointed_at_this_machine_gets_nothing(server: RunningServer, path: str) -> None:
    host = f"rebound.example.org:{server.port}"
    answer = requests.get(
        f"{server.url}/{path}", headers={"Host": host, "Origin": f"http://{host}"}, timeout=10
    )
    assert answer.status_code == 403
    assert f"posecast serve --public-url http://{host}" in answer.text


def test_a_websocket_is_refused_before_it_opens(server: RunningServer) -> None:
    local = f"localhost:{server.port}"
    rebound = f"rebound.example.org:{server.port}"
    assert b"101" in handshake(server, local, None)  # a program, no browser
    assert b"403" in handshake(server, local, "http://evil.example.org")
    assert b"403" in handshake(server, rebound, f"http://{rebound}")
    assert b"403" in handshake(server, rebound, None)


def test_forwarded_headers_are_not_believed(server: RunningServer) -> None:
    forged = {
        "X-Forwarded-Host": "evil.example.org",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "9.9.9.9",
    }
    answer = requests.get(
        f"{server.url}/{POLLING}", headers={**forged, "Origin": "https://evil.example.org"}, timeout=10
    )
    assert answer.status_code == 403
    assert requests.get(f"{server.url}/{POLLING}", headers=forged, timeout=10).status_code == 200
    assert "9.9.9.9" not in server.log


def test_a_server_that_was_told_serves_its_proxy_and_the_sites_it_may(async_mode: str) -> None:
    options = ("--public-url", "https://pose.example.org", "--behind-proxy", "1")
    allowed = ("--allow-origin", "https://blog.example.org")
    with RunningServer(
        *FAKE_ENGINE, "--workers", "1", "--async-mode", async_mode, *options, *allowed
    ) as server:
        url = f"{server.url}/{POLLING}"
        forwarded = {
            "X-Forwarded-Host": "pose.example.org",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "203.0.113.9",
        }
        for origin in ("https://pose.example.org", "https://blog.example.org"):
            answer = requests.get(url, headers={**forwarded, "Origin": origin}, timeout=10)
            assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, origin)
        # A proxy that passes the name on as it came, and a tunnel that says nothing of the scheme.
        plain = {"Host": "pose.example.org", "Origin": "https://pose.example.org"}
        assert requests.get(url, headers=plain, timeout=10).status_code == 200
        foreign = {**forwarded, "X-Forwarded-Host": "evil.example.org"}
        assert requests.get(url, headers=foreign, timeout=10).status_code == 403
        # A page whose name was pointed at this machine, which forges what only the proxy should say.
        rebound = {**forwarded, "Host": f"rebound.example.org:{server.port}"}
        assert requests.get(server.url, headers=rebound, timeout=10).status_code == 403
        with pytest.raises(RefusedError), CameraClient(server.url, auth={"v": 9}, headers=forwarded):
            pass
        assert "from 203.0.113.9 refused" in server.log
