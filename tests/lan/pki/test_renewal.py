"""The certificate of new connections follows the machine's addresses, time and the files, while the server runs."""

import os
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest

from tests.lan.handshakes import shake_hands, strict_client
from webapp.lan.addresses import Reach
from webapp.lan.pki.authority import make_authority
from webapp.lan.pki.leaf import sign_leaf
from webapp.lan.pki.renewal import LocalSource, ProvidedSource, RenewedCertificate
from webapp.lan.pki.store import CertificateStore
from webapp.lan.pki.x509 import CertificateError

NOW = datetime.now(UTC)


class Laptop:
    """Changes networks."""

    def __init__(self, *ips: str) -> None:
        self.ips = ips

    def reach(self) -> Reach:
        return Reach(tuple(map(ip_address, self.ips)), ("localhost",))


def test_a_laptop_that_changes_networks_is_trusted_there_without_a_restart(tmp_path: Path) -> None:
    laptop = Laptop("192.168.1.5")
    source = LocalSource(CertificateStore(tmp_path), laptop.reach)
    live = RenewedCertificate(source, NOW)
    phone = strict_client(source.authority.pem())
    shake_hands(live.context, phone, "192.168.1.5")
    laptop.ips = ("10.0.0.7",)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(live.context, phone, "10.0.0.7")
    live.look(NOW)
    shake_hands(live.context, phone, "10.0.0.7")


def test_while_nothing_changes_the_context_stays_and_the_disk_is_left_alone(tmp_path: Path) -> None:
    live = RenewedCertificate(LocalSource(CertificateStore(tmp_path), Laptop("192.168.1.5").reach), NOW)
    before = live.context
    (tmp_path / "server.pem").unlink()
    live.look(NOW + timedelta(days=100))
    assert live.context is before
    assert not (tmp_path / "server.pem").exists()
    live.look(NOW + timedelta(days=380))
    assert live.context is not before


def test_servers_with_other_addresses_leave_each_other_in_peace(tmp_path: Path) -> None:
    """Such as containers that share the folder: each goes on with its own leaf."""
    ours, theirs = (
        RenewedCertificate(LocalSource(CertificateStore(tmp_path), Laptop(ip).reach), NOW)
        for ip in ("192.168.1.5", "172.17.0.2")
    )
    contexts = (ours.context, theirs.context)
    ours.look(NOW)
    theirs.look(NOW)
    assert (ours.context, theirs.context) == contexts


def test_a_system_that_does_not_tell_its_addresses_is_asked_again(tmp_path: Path) -> None:
    """Such as one that has no file left, because many connections came at once."""
    laptop = Laptop("192.168.1.5")
    fails = False

    def reach() -> Reach:
        if fails:
            raise OSError(24, "Too many open files")
        return laptop.reach()

    live = RenewedCertificate(LocalSource(CertificateStore(tmp_path), reach), NOW)
    before, fails, laptop.ips = live.context, True, ("10.0.0.7",)
    live.look(NOW)
    assert live.context is before
    fails = False
    live.look(NOW)
    assert live.context is not before


def test_trouble_is_logged_once_and_the_old_certificate_serves_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    laptop = Laptop("192.168.1.5")
    live = RenewedCertificate(LocalSource(CertificateStore(tmp_path / "store"), laptop.reach), NOW)
    before = live.context
    (tmp_path / "store").rename(tmp_path / "gone")
    (tmp_path / "store").write_text("no folder")
    laptop.ips = ("10.0.0.7",)
    live.look(NOW)
    live.look(NOW)
    assert live.context is before
    assert caplog.text.count("stays as it is") == 1


def test_without_any_certificate_there_is_no_start(tmp_path: Path) -> None:
    with pytest.raises(CertificateError, match="--certfile"):
        RenewedCertificate(ProvidedSource(tmp_path / "cert.pem", tmp_path / "key.pem"), NOW)


def test_a_renewed_file_is_taken_up_and_a_broken_one_is_not(tmp_path: Path) -> None:
    reach = Reach((), ("localhost",))
    authority = make_authority("pc", ["localhost"], NOW)
    file = tmp_path / "own.pem"
    file.write_bytes(sign_leaf(authority, reach, NOW).secret_pem())
    live = RenewedCertificate(ProvidedSource(file, file), NOW)
    first = live.context
    live.look(NOW)
    assert live.context is first
    file.write_bytes(b"half a certif")
    os.utime(file, ns=(1, 1))
    live.look(NOW)
    assert live.context is first
    file.write_bytes(sign_leaf(authority, reach, NOW).secret_pem())
    os.utime(file, ns=(2, 2))
    live.look(NOW)
    assert live.context is not first
    shake_hands(live.context, strict_client(authority.pem()), "localhost")
