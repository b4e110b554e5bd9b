"""Who may come in, from where, and what those are told who may not."""

import base64
import json
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

import pytest
import requests
import socketio
from socketio.exceptions import ConnectionError as RefusedError
from socketio.msgpack_packet import MsgPackPacket

from tests.support.running_server import FAKE_ENGINE, ROOT, RunningServer
from tests.system.camera_client import AUTH, CameraClient
from webapp.protocol import limits

pytestmark = pytest.mark.server


def refusal(url: str, auth: object) -> dict[str, Any]:
    """What a client is told that may not connect."""
    told: list[dict[str, Any]] = []
    with requests.Session() as session:
        client = socketio.Client(serializer="msgpack", reconnection=False, http_session=session)
        client.on("connect_error", told.append)
        with pytest.raises(RefusedError):
            client.connect(url, auth=auth, wait_timeout=10)
        client.disconnect()
    return told[0]


@pytest.mark.parametrize(
    ("auth", "code"),
    [
        ({"v": 2, "role": "camera"}, "wrong-version"),
        ({"role": "camera"}, "wrong-version"),
        ({"v": 1, "role": "viewer", "room": "x"}, "no-such-room"),
        ({"v": 1, "role": "camera", "room": "x"}, "no-such-room"),
        ({"v": 1, "role": "spy"}, "bad-auth"),
        ("camera", "bad-auth"),
        ([1], "bad-auth"),
    ],
)
def test_a_refused_client_is_told_why(server: RunningServer, auth: object, code: str) -> None:
    told = refusal(server.url, auth)
    assert told["data"]["code"] == code
    assert told["data"]["message"] == told["message"]


def test_a_client_without_auth_is_told_why(server: RunningServer) -> None:
    assert refusal(server.url, None)["data"]["code"] == "bad-auth"


def test_a_full_server_refuses_until_somebody_leaves(async_mode: str) -> None:
    arguments = ("--workers", "1", "--async-mode", async_mode, "--max-clients", "2")
    with RunningServer(*FAKE_ENGINE, *arguments) as server:
        with CameraClient(server.url) as one:
            with CameraClient(server.url):
                assert refusal(server.url, AUTH)["data"]["code"] == "server-full"
                page = requests.get(server.url, timeout=10)
                assert page.status_code == 503
                assert requests.get(f"{server.url}/?link", timeout=10).status_code == 200
                assert requests.get(f"{server.url}/healthz", timeout=10).json()["clients"] == {
                    "connected": 2,
                    "max": 2,
                }
                assert one.ask()[0] == "pose"
            wait_for_clients(server, 1)
            assert requests.get(server.url, timeout=10).status_code == 200
            with CameraClient(server.url) as next_one:
                assert next_one.ask()[0] == "pose"


def wait_for_clients(server: RunningServer, count: int) -> None:
    deadline_s = time.monotonic() + 10
    while requests.get(f"{server.url}/healthz", timeout=10).json()["clients"]["connected"] != count:
        assert time.monotonic() < deadline_s
        time.sleep(0.05)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_all_addresses_serve_ipv6_and_ipv4(async_mode: str) -> None:
    with RunningServer(*FAKE_ENGINE, "--workers", "1", "--async-mode", async_mode, "--host", "::") as server:
        for host in ("[::1]", "127.0.0.1", "localhost"):
            with CameraClient(f"http://{host}:{server.port}") as camera:
                assert camera.ask()[0] == "pose"


def test_a_second_server_on_the_port_names_it_and_says_what_to_do(server: RunningServer) -> None:
    command = [
        sys.executable,
        "-m",
        "webapp",
        "serve",
        "--no-browser",
        *FAKE_ENGINE,
        "--port",
        str(server.port),
    ]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert second.returncode == 1
    assert f"port {server.port} is taken" in second.stderr
    assert f"--port {server.port + 1}" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.parametrize(
    ("factory", "reason"),
    [("BrokenEngine", "the weights are at the cleaner's; fetch them"), ("crash_at_start", "exit code 7")],
)
def test_a_server_without_any_worker_says_why_and_ends(async_mode: str, factory: str, reason: str) -> None:
    arguments = [
        "--engine-factory",
        f"tests.support.fake_engine:{factory}",
        "--port",
        "0",
        "--async-mode",
        async_mode,
    ]
    command = [sys.executable, "-m", "webapp", "serve", "--no-browser", *arguments]
    server = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert server.returncode == 1
    assert reason in server.stderr
    assert "Traceback" not in server.stderr
    assert "ready" not in server.stdout


def test_the_page_and_its_scripts_come_over_the_real_server(server: RunningServer) -> None:
    page = requests.get(server.url, timeout=10)
    assert page.status_code == 200
    assert "text/html" in page.headers["Content-Type"]
    script = requests.get(f"{server.url}/static/js/protocol/wire.js", timeout=10)
    assert script.headers["Content-Type"].startswith("text/javascript")
    again = requests.get(
        f"{server.url}/static/js/protocol/wire.js",
        headers={"If-None-Match": script.headers["ETag"]},
        timeout=10,
    )
    assert again.status_code == 304


def test_health_counts_workers_and_replacements(server: RunningServer) -> None:
    health = requests.get(f"{server.url}/healthz", timeout=10).json()
    assert health["status"] == "ok"
    assert (health["workers"]["configured"], health["workers"]["ready"]) == (2, 2)


def test_a_client_that_reads_nothing_is_disconnected(server: RunningServer) -> None:
    """It could fill the memory otherwise: every message has an answer that waits for it."""
    session = requests.Session()
    log_before = len(server.log)  # other tests' clients have left their lines
    url = f"{server.url}/socket.io/?EIO=4&transport=polling"
    sid = session.get(url, timeout=10).text.split('"sid":"')[1].split('"')[0]
    url = f"{url}&sid={sid}"
    assert (
        session.post(url, data=_as_polled(MsgPackPacket(0, data=AUTH, namespace="/")), timeout=10).status_code
        == 200
    )
    bad_frame = _as_polled(MsgPackPacket(2, data=["frame", {"seq": 1}], namespace="/"))
    many = "\x1e".join([bad_frame] * 50)
    statuses = []
    for _ in range(2 * limits.UNREAD_ANSWERS // 50):
        statuses.append(session.post(url, data=many, timeout=10).status_code)
        time.sleep(50 / limits.MESSAGES_A_SECOND)  # faster is a flood, which ends for another reason
    assert statuses[0] == 200
    assert statuses[-1] == 400
    log = server.log[log_before:]
    assert "does not read its answers" in log
    assert "Session is disconnected" not in log


def _as_polled(packet: Any) -> str:
    return "b" + base64.b64encode(packet.encode()).decode()


def open_websocket(server: RunningServer) -> tuple[socket.socket, bytes]:
    """A WebSocket connection by hand, which offers compression as browsers do; and the server's answer."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    request = (
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n"
    )
    connection.sendall(request.encode())
    return connection, connection.recv(4096)


def test_websockets_stay_uncompressed(server: RunningServer) -> None:
    """JPEGs do not get smaller, and compressing costs the phone and the hub time with every frame."""
    connection, answer = open_websocket(server)
    with connection:
        assert answer.startswith(b"HTTP/1.1 101")
        assert b"permessage-deflate" not in answer


@pytest.mark.both_modes
def test_a_message_beyond_all_limits_ends_its_own_connection_only(server: RunningServer) -> None:
    binary_message, mask = b"\x82\xff", bytes(4)
    length = limits.MESSAGE_BYTES + 1
    connection, _ = open_websocket(server)
    with CameraClient(server.url) as camera, connection:
        with suppress(ConnectionError):  # the server may be faster in ending than this in sending
            connection.sendall(binary_message + length.to_bytes(8, "big") + mask + bytes(length))
            while connection.recv(65536):
                pass
        assert camera.ask()[0] == "pose"


@pytest.mark.both_modes
def test_what_is_no_http_harms_nobody(server: RunningServer) -> None:
    requests_of_the_rude = (
        b"\x16\x03\x01\x02\x00\x01",
        b"GET",
        b"\r\n" * 100,
        b"A" * 100_000,
        b"POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nContent-Length: much\r\n\r\nhello",
        b"POST /socket.io/?EIO=4&transport=polling&sid=none HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
        b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    )
    said_before = len(server.log)
    with CameraClient(server.url) as camera:
        for request in requests_of_the_rude:
            with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
                connection.sendall(request)
            assert camera.ask()[0] == "pose"
    said = server.log[said_before:]
    assert "the first line is not that of an HTTP/1 request" in said
    assert "Traceback" not in said
    assert all(line.startswith("20") for line in said.splitlines()), (
        said
    )  # each with its time, as all of the log


@pytest.mark.both_modes
@pytest.mark.parametrize("length", ["-1", "much", "1.5"])
def test_a_length_that_is_none_is_refused_before_anything_is_read(server: RunningServer, length: str) -> None:
    """Where it counts: a negative one would have the socket library read as long as somebody sends."""
    said_before = len(server.log)
    opened = requests.get(f"{server.url}/socket.io/?EIO=4&transport=polling", timeout=10).text
    sid = json.loads(opened[1:])["sid"]
    request = f"POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    answer = bytearray()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(f"{request}Content-Length: {length}\r\n\r\n".encode())
        with suppress(ConnectionError):
            while piece := connection.recv(4096):
                answer += piece
    assert answer.split()[1] == b"400"
    assert "Traceback" not in server.log[said_before:]
