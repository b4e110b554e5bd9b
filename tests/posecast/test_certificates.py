"""The client and a server with a certificate of its own."""

from pathlib import Path

import pytest

from posecast.client import UnreachableError, live, pose
from tests.support.running_server import FAKE_ENGINE, RunningServer
from tests.system.camera_client import GOOD
from webapp.lan.pki.authority import Authority

pytestmark = pytest.mark.server


@pytest.mark.parametrize("transport", ["polling", "websocket"])
def test_a_server_with_its_own_authority_is_trusted_by_file(
    transport: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "other.pem"
    elsewhere.write_text("")
    with RunningServer(*FAKE_ENGINE, "--lan", "--certificates", str(tmp_path), "--workers", "1") as server:
        authority = tmp_path / "posecast-ca.pem"
        authority.write_bytes(Authority.from_secret_pem((tmp_path / "authority.pem").read_bytes()).pem())
        # An environment with authorities of its own must not come before the file.
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(elsewhere))
        file = str(authority)
        with live(server.url, [GOOD] * 2, every_frame=True, verify=file, transports=[transport]) as poses:
            assert [one.seq for one in poses] == [0, 1]
        assert pose(GOOD, server.url, verify=file).size == (64, 48)


def test_a_long_stream_over_tls_is_not_interrupted(tmp_path: Path) -> None:
    """One thread reads while another writes. Without the lock around TLS, every other stream of this length broke."""
    with RunningServer(*FAKE_ENGINE, "--lan", "--certificates", str(tmp_path), "--workers", "1") as server:
        for _ in range(2):
            frames = [GOOD] * 250
            with live(server.url, frames, every_frame=True, verify=False, transports=["websocket"]) as poses:
                assert len(list(poses)) + poses.dropped == len(frames)


def test_a_file_that_is_not_an_authoritys_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    for name in ("empty.pem", "none.pem"):
        with pytest.raises(OSError):
            live("https://localhost:9", [GOOD], verify=str(tmp_path / name))
        with pytest.raises(OSError):
            pose(GOOD, "https://localhost:9", verify=str(tmp_path / name))


def test_an_unknown_authority_is_explained_with_the_remedy(tmp_path: Path) -> None:
    with RunningServer(*FAKE_ENGINE, "--lan", "--certificates", str(tmp_path), "--workers", "1") as server:
        with pytest.raises(
            UnreachableError, match=r'is not trusted: .* verify="posecast-ca\.pem"'
        ) as of_live:
            live(server.url, [GOOD])
        with pytest.raises(
            UnreachableError, match=r'is not trusted: .* verify="posecast-ca\.pem"'
        ) as of_pose:
            pose(GOOD, server.url)
    assert all("posecast serve" not in str(raised.value) for raised in (of_live, of_pose))
