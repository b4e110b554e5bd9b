"""The folder of the certificates: stored, private, repaired, and shared by servers that start at once."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest

from webapp.lan.addresses import Reach
from webapp.lan.pki.authority import Authority
from webapp.lan.pki.leaf import Leaf
from webapp.lan.pki.store import FOLDER_ENV, CertificateStore, certificates_folder
from webapp.lan.pki.x509 import CertificateError

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME = Reach((ip_address("192.168.1.5"),), ("localhost", "pc.local"))
CAFE = Reach((ip_address("10.0.0.7"),), ("localhost", "pc.local"))


@pytest.fixture
def store(tmp_path: Path) -> CertificateStore:
    return CertificateStore(tmp_path / "new" / "certificates")


def leaf_for(store: CertificateStore, reach: Reach, now: datetime = NOW) -> Leaf:
    with store.leaf(reach, now) as (_, leaf):
        assert Leaf.from_secret_pem(store.leaf_file.read_bytes()).certificate == leaf.certificate
        return leaf


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_can_read_the_keys_whatever_the_umask(store: CertificateStore) -> None:
    before = os.umask(0)
    try:
        leaf_for(store, HOME)
    finally:
        os.umask(before)
    assert mode_of(store.folder) == 0o700
    assert {mode_of(path) for path in store.folder.iterdir()} == {0o600}


def test_the_authority_stays_and_the_leaf_too_while_nothing_changes(store: CertificateStore) -> None:
    first = leaf_for(store, HOME)
    authority = store.authority(NOW)
    later = NOW + timedelta(days=300)
    assert leaf_for(CertificateStore(store.folder), HOME, later).certificate == first.certificate
    assert store.authority(later).fingerprint == authority.fingerprint


def test_another_network_means_another_leaf_of_the_same_authority(store: CertificateStore) -> None:
    leaf_for(store, HOME)
    authority = store.authority(NOW)
    with store.leaf(CAFE, NOW) as (same, moved):
        assert same.fingerprint == authority.fingerprint
    assert ip_address("10.0.0.7") in moved.addresses()
    moved.certificate.verify_directly_issued_by(authority.certificate)


def test_near_its_end_the_leaf_is_renewed(store: CertificateStore) -> None:
    first = leaf_for(store, HOME)
    late = first.certificate.not_valid_after_utc - timedelta(days=29)
    second = leaf_for(store, HOME, late)
    assert second.certificate.not_valid_after_utc > late + timedelta(days=390)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nMIG", bytes(range(200))])
def test_a_damaged_leaf_is_replaced(store: CertificateStore, content: bytes) -> None:
    leaf_for(store, HOME)
    authority = store.authority(NOW)
    store.leaf_file.write_bytes(content)
    leaf_for(store, HOME).certificate.verify_directly_issued_by(authority.certificate)


def test_a_damaged_authority_is_set_aside_with_a_warning(
    store: CertificateStore, caplog: pytest.LogCaptureFixture
) -> None:
    old = store.authority(NOW)
    half = store.authority_file.read_bytes()[:200]
    store.authority_file.write_bytes(half)
    new = store.authority(NOW)
    assert new.fingerprint != old.fingerprint
    assert (store.folder / "authority.pem.old-1").read_bytes() == half
    assert "must trust the new one" in caplog.text
    assert store.authority(NOW).fingerprint == new.fingerprint


def test_an_authority_that_has_ended_is_replaced(store: CertificateStore) -> None:
    old = store.authority(NOW)
    much_later = NOW + timedelta(days=3650)
    with store.leaf(HOME, much_later) as (new, leaf):
        assert new.fingerprint != old.fingerprint
    leaf.certificate.verify_directly_issued_by(new.certificate)
    assert leaf.certificate.not_valid_after_utc > much_later


def test_a_slow_clock_does_not_replace_the_authority(store: CertificateStore) -> None:
    """Such as that of a small computer without a battery, until it has the time from the network."""
    trusted = store.authority(NOW).fingerprint
    with pytest.raises(CertificateError, match=r"begins on 2026-11-21 12:00 UTC.*clock"):
        store.authority(datetime(1970, 1, 1, tzinfo=UTC))
    assert store.authority(NOW).fingerprint == trusted


@pytest.mark.skipif(sys.platform == "win32", reason="modes are those of POSIX")
def test_a_folder_with_other_files_is_refused_and_not_changed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "holiday.jpg").write_bytes(b"")
    with pytest.raises(CertificateError, match=r"holiday\.jpg; .* --certificates"):
        CertificateStore(tmp_path).authority(NOW)
    assert mode_of(tmp_path) == 0o755
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes are those of POSIX")
def test_files_that_others_could_read_are_closed_with_a_warning(
    store: CertificateStore, caplog: pytest.LogCaptureFixture
) -> None:
    authority = store.authority(NOW)
    store.authority_file.chmod(0o644)
    store.folder.chmod(0o755)
    assert store.authority(NOW).fingerprint == authority.fingerprint
    assert (mode_of(store.authority_file), mode_of(store.folder)) == (0o600, 0o700)
    assert "mode 644" in caplog.text
    assert "mode 755" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="owners are those of POSIX")
def test_files_of_another_user_are_refused(store: CertificateStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.authority(NOW)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(CertificateError, match=r"belongs to another user .* --certificates"):
        store.authority(NOW)


def test_the_error_of_an_impossible_folder_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CertificateError, match=FOLDER_ENV):
        CertificateStore(tmp_path / "file" / "certificates").authority(NOW)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    store: CertificateStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaf_for(store, HOME)
    before = {path.name: path.read_bytes() for path in store.folder.iterdir()}

    def no_space(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(CertificateError, match="No space left"):
        leaf_for(store, CAFE)
    assert {path.name: path.read_bytes() for path in store.folder.iterdir()} == before


def test_servers_that_start_at_once_agree_on_one_authority(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    script = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path;"
        "from webapp.lan.pki.store import CertificateStore;"
        "print(CertificateStore(Path(sys.argv[1])).authority(datetime.now(UTC)).fingerprint)"
    )

    def start(_number: int) -> str:
        command = [sys.executable, "-c", script, str(folder)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(start, range(6)))) == 1
    stored = Authority.from_secret_pem((folder / "authority.pem").read_bytes())
    assert stored.fingerprint
    assert sorted(path.name for path in folder.iterdir()) == ["authority.pem", "lock"]


def test_reading_the_stored_authority_changes_nothing(store: CertificateStore) -> None:
    assert store.stored_authority() is None
    assert not store.folder.exists()
    authority = store.authority(NOW)
    stored = store.stored_authority()
    assert stored is not None
    assert stored.fingerprint == authority.fingerprint


def test_a_disk_without_locks_is_an_error_that_says_what_to_do(
    store: CertificateStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("webapp.lan.pki.store._wait_for_lock", refuse)
    with pytest.raises(CertificateError, match=r"No locks available.* --certificates"):
        store.authority(NOW)


@pytest.mark.skipif(sys.platform == "win32", reason="homes are those of POSIX")
@pytest.mark.parametrize("named", [None, "~/certificates"])
def test_without_a_home_a_folder_is_asked_for(monkeypatch: pytest.MonkeyPatch, named: str | None) -> None:
    def unknown(_user: object) -> None:
        raise KeyError

    for name in ("HOME", "XDG_DATA_HOME", FOLDER_ENV):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    if named:
        monkeypatch.setenv(FOLDER_ENV, named)
    with pytest.raises(CertificateError, match=r"no home folder .*name one with --certificates"):
        certificates_folder()


def test_the_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FOLDER_ENV, str(tmp_path))
    assert certificates_folder() == tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="where Linux keeps data")
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, "/home/tom/.local/share/posecast/certificates"),
        ("", "/home/tom/.local/share/posecast/certificates"),
        ("relative", "/home/tom/.local/share/posecast/certificates"),
        ("/data", "/data/posecast/certificates"),
    ],
)
def test_the_folder_is_where_programs_keep_data(
    monkeypatch: pytest.MonkeyPatch, data: str | None, expected: str
) -> None:
    monkeypatch.delenv(FOLDER_ENV, raising=False)
    monkeypatch.setenv("HOME", "/home/tom")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if data is not None:
        monkeypatch.setenv("XDG_DATA_HOME", data)
    assert certificates_folder() == Path(expected)
