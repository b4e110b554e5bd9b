"""`posecast serve` over HTTPS, in both async modes: real handshakes, real requests, real sockets."""

import http.client
import os
import re
import signal
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

import psutil
import pytest

from tests.lan.handshakes import strict_client
from tests.lan.terminal_code import code_in, scanned
from tests.support.running_server import FAKE_ENGINE, RunningServer
from tests.system.camera_client import AUTH, CameraClient
from webapp.lan.addresses import Reach
from webapp.lan.pki.authority import Authority, make_authority
from webapp.lan.pki.leaf import sign_leaf
from webapp.serving.tls import HANDSHAKE_LIMIT_S
from webapp.settings import ASYNC_MODES

pytestmark = pytest.mark.server

PATIENCE_S = 10.0
STREAMS = 20
FRAMES = 300


class LanServer(RunningServer):
    """Its authority is kept in `folder`."""

    def __init__(self, folder: Path, async_mode: str, *arguments: str) -> None:
        common = ("--workers", "1", "--async-mode", async_mode, "--certificates", str(folder))
        super().__init__(*FAKE_ENGINE, *common, "--lan", *arguments)
        self.folder = folder

    def authority(self) -> Authority:
        return Authority.from_secret_pem((self.folder / "authority.pem").read_bytes())

    def trusting(self) -> ssl.SSLContext:
        return strict_client(self.authority().pem())

    @property
    def http_port(self) -> int:
        found = re.search(r"http://[^/\s]+:(\d+)/trust", self.log)
        assert found, self.log
        return int(found[1])

    def get(self, path: str, host: str = "localhost") -> "Response":
        return ask(
            http.client.HTTPSConnection(host, self.port, context=self.trusting(), timeout=PATIENCE_S), path
        )

    def get_plainly(self, port: int, path: str, host: str | None = None) -> "Response":
        return ask(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S), path, host)


@dataclass(frozen=True)
class Response:
    status: int
    headers: Message
    body: bytes


def ask(connection: http.client.HTTPConnection, path: str, host: str | None = None) -> Response:
    with closing(connection):
        connection.request("GET", path, headers={"Host": host} if host else {})
        response = connection.getresponse()
        return Response(response.status, response.headers, response.read())


@pytest.fixture(scope="module", params=ASYNC_MODES)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanServer]:
    with LanServer(tmp_path_factory.mktemp("certificates"), request.param) as running:
        yield running


@pytest.fixture
def authority_file(server: LanServer, tmp_path: Path) -> Path:
    """The file of the authority that a client trusts."""
    file = tmp_path / "authority.pem"
    file.write_bytes(server.authority().pem())
    return file


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_client_that_trusts_the_authority_gets_the_page(server: LanServer, host: str) -> None:
    response = server.get("/", host)
    assert response.status == 200
    assert b"Posecast" in response.body
    assert b'"trust_url"' in response.body


def test_a_client_that_does_not_trust_it_refuses(server: LanServer) -> None:
    asking = http.client.HTTPSConnection(
        "localhost", server.port, context=ssl.create_default_context(), timeout=PATIENCE_S
    )
    with pytest.raises(ssl.SSLCertVerificationError):
        ask(asking, "/")


def connected(server: LanServer, context: ssl.SSLContext, name: str = "127.0.0.1") -> ssl.SSLSocket:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_S) as plain:
        return context.wrap_socket(plain, server_hostname=name)


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
def test_current_versions_of_tls_are_accepted(server: LanServer, version: str) -> None:
    context = server.trusting()
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    with connected(server, context) as connection:
        assert connection.version() == version.replace("_", ".")


def test_an_old_version_of_tls_is_refused(server: LanServer) -> None:
    context = server.trusting()
    context.set_ciphers("ALL:@SECLEVEL=0")  # else this side would not even try
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError, match=r"(?i)protocol.version|unsupported.protocol"):
        connected(server, context)


def test_silent_clients_keep_no_other_waiting(server: LanServer) -> None:
    with ExitStack() as silent:
        for words in (b"", b"\x16", b"\x16\x03\x01\x02\x00", b"G"):
            for _ in range(5):
                client = silent.enter_context(
                    socket.create_connection(("127.0.0.1", server.port), PATIENCE_S)
                )
                client.sendall(words)
        begun_s = time.monotonic()
        assert server.get("/healthz").status == 200
        assert time.monotonic() - begun_s < HANDSHAKE_LIMIT_S / 2


def test_connections_that_send_noise_do_no_harm(server: LanServer) -> None:
    for words in (
        b"\x16\x03\x01\x00\x05hello",
        b"\0" * 100,
        b"\xff\xfe",
        b"\x80\x2e\x01\x03\x01",
        b"\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", server.port), PATIENCE_S) as client:
            client.sendall(words)
            client.shutdown(socket.SHUT_WR)
            while client.recv(1000):
                continue
    assert server.get("/healthz").status == 200
    assert "Traceback" not in server.log


def test_plain_http_redirects_to_https_on_both_ports(server: LanServer) -> None:
    for port in (server.http_port, server.port):
        response = server.get_plainly(port, "/a?b=c")
        assert response.status == 302
        assert response.headers["Location"] == f"https://127.0.0.1:{server.port}/a?b=c"


@pytest.mark.parametrize("path", ["/healthz", "/static/js/main.js", "/socket.io/?EIO=4&transport=polling"])
def test_nothing_of_the_application_is_served_without_tls(server: LanServer, path: str) -> None:
    for port in (server.http_port, server.port):
        assert server.get_plainly(port, path).status == 302


def test_no_redirect_leads_to_a_foreign_host(server: LanServer) -> None:
    for port in (server.http_port, server.port):
        location = server.get_plainly(port, "/", host="evil.example").headers["Location"]
        assert "evil" not in location
        assert location.startswith("https://")


def test_trust_is_explained_with_and_without_tls(server: LanServer) -> None:
    fingerprint = server.authority().fingerprint.partition(":")[0]
    for response in (server.get_plainly(server.http_port, "/trust"), server.get("/trust")):
        assert response.status == 200
        assert fingerprint in response.body.decode()
    downloaded = server.get_plainly(server.http_port, "/trust/posecast-ca.crt").body
    assert downloaded == server.authority().der()


@pytest.mark.both_modes
@pytest.mark.parametrize("transports", [["polling"], ["websocket"], ["polling", "websocket"]])
def test_poses_come_over_tls(server: LanServer, authority_file: Path, transports: list[str]) -> None:
    with CameraClient(server.url, transports, authority=authority_file) as camera:
        for _ in range(6):  # fewer than are too many at once
            name, pose = camera.ask()
            assert name == "pose", pose
            assert len(pose["people"]) == 1
        assert camera.socket.transport() == transports[-1]


def test_a_stream_over_tls_stays_whole_while_frames_and_poses_cross(
    server: LanServer, authority_file: Path
) -> None:
    """A client whose two threads do not lock the connection (webapp/serving/tls.py) loses one such stream now and then."""
    for _ in range(STREAMS):
        with CameraClient(server.url, ["websocket"], authority=authority_file) as camera:
            for _ in range(FRAMES):  # most of them are too many at once, and are answered with that
                camera.send()
            camera.wait_until_all_answered()


def test_the_terminals_code_makes_a_phone_the_camera_of_this_machines_page(
    server: LanServer, authority_file: Path
) -> None:
    room, token = scanned(code_in(server.log)).partition("#camera=")[2].split(".")
    with CameraClient(server.url, authority=authority_file) as desktop:
        desktop.welcome()
        auth = {**AUTH, "room": room, "token": token, "name": "Phone"}
        with CameraClient(server.url, auth=auth, authority=authority_file) as phone:
            assert phone.welcome()["room"] == desktop.welcome()["room"]
            desktop.wait_for_room(is_camera=False, camera_name="Phone")
            assert phone.ask()[0] == "pose"
            desktop.wait_until(lambda: bool(desktop.payloads("pose")), "the phone's pose")


def test_a_phone_goes_on_trusting_after_a_restart(tmp_path: Path) -> None:
    with LanServer(tmp_path / "kept", "eventlet") as first:
        phone = first.trusting()
    with LanServer(tmp_path / "kept", "threading") as second, connected(second, phone) as connection:
        assert connection.version() == "TLSv1.3"


def test_two_servers_that_start_at_once_share_one_authority(tmp_path: Path) -> None:
    with LanServer(tmp_path / "kept", "eventlet") as one, LanServer(tmp_path / "kept", "threading") as two:
        assert one.authority().fingerprint == two.authority().fingerprint
        for each in (one, two):
            assert each.get("/healthz").status == 200


def test_a_server_over_tls_ends_well_with_silent_clients(tmp_path: Path) -> None:
    for async_mode in ASYNC_MODES:
        with LanServer(tmp_path / "kept", async_mode) as ending:
            with socket.create_connection(("127.0.0.1", ending.port)), connected(ending, ending.trusting()):
                assert ending.stop(signal.SIGTERM) == 0
            assert "Traceback" not in ending.log


def announcers_of(process_id: int) -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process(process_id).children()
        if "webapp.lan.mdns_process" in child.cmdline()
    ]


@pytest.mark.parametrize("async_mode", ASYNC_MODES)
def test_the_announcer_of_the_name_runs_while_its_server_does(tmp_path: Path, async_mode: str) -> None:
    with LanServer(tmp_path / "kept", async_mode, "--mdns") as server:
        connected(server, server.trusting(), "posecast.local").close()
        deadline_s = time.monotonic() + PATIENCE_S
        while not (found := announcers_of(server.process.pid)):
            assert time.monotonic() < deadline_s, server.log
            time.sleep(0.05)
        server.process.kill()
        gone, alive = psutil.wait_procs(found, PATIENCE_S)
        assert (len(gone), alive) == (1, [])
        assert "Traceback" not in server.log


@pytest.fixture
def own(tmp_path: Path) -> tuple[Authority, Path]:
    now = datetime.now(UTC)
    authority = make_authority("pc", ["localhost", "pose.lan"], now)
    file = tmp_path / "own.pem"
    file.write_bytes(sign_leaf(authority, Reach((), ("pose.lan",)), now).secret_pem())
    return authority, file


@pytest.mark.parametrize("async_mode", ASYNC_MODES)
def test_a_provided_certificate(own: tuple[Authority, Path], async_mode: str) -> None:
    authority, file = own
    common = ("--workers", "1", "--async-mode", async_mode, "--certfile", str(file))
    with RunningServer(*FAKE_ENGINE, *common) as server:
        assert server.url.startswith("https://")
        for path, status in (("/healthz", 200), ("/trust", 404)):
            asking = http.client.HTTPSConnection(
                "localhost", server.port, context=strict_client(authority.pem()), timeout=PATIENCE_S
            )
            assert ask(asking, path).status == status


def test_a_certificate_that_cannot_be_used_is_explained_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"--certfile .*none\.pem cannot be read") as told:
        with RunningServer(*FAKE_ENGINE, "--certfile", str(tmp_path / "none.pem")):
            pass
    assert "Traceback" not in str(told.value)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_explained_at_the_start(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(RuntimeError, match="POSECAST_CERTIFICATES"):
        with LanServer(tmp_path / "no", "eventlet"):
            pass
