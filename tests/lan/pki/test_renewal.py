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
    certificate = RenewedCertificate(source, NOW)
    phone = strict_client(source.authority.pem())
    shake_hands(certificate.context, phone, "192.168.1.5")
    laptop.ips = ("10.0.0.7",)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(certificate.context, phone, "10.0.0.7")
    certificate.renew_if_needed(NOW)
    shake_hands(certificate.context, phone, "10.0.0.7")


def test_while_nothing_changes_the_context_stays_and_the_disk_is_left_alone(tmp_path: Path) -> None:
    certificate = RenewedCertificate(
        LocalSource(CertificateStore(tmp_path), Laptop("192.168.1.5").reach), NOW
    )
    before = certificate.context
    (tmp_path / "server.pem").unlink()
    certificate.renew_if_needed(NOW + timedelta(days=100))
    assert certificate.context is before
    assert not (tmp_path / "server.pem").exists()
    certificate.renew_if_needed(NOW + timedelta(days=380))
    assert certificate.context is not before


def test_servers_with_other_addresses_keep_their_certificates(tmp_path: Path) -> None:
    """Such as containers that share the folder: each keeps its own leaf."""
    ours, theirs = (
        RenewedCertificate(LocalSource(CertificateStore(tmp_path), Laptop(ip).reach), NOW)
        for ip in ("192.168.1.5", "172.17.0.2")
    )
    contexts = (ours.context, theirs.context)
    ours.renew_if_needed(NOW)
    theirs.renew_if_needed(NOW)
    assert (ours.context, theirs.context) == contexts


def test_a_system_that_cannot_list_its_addresses_is_asked_again(tmp_path: Path) -> None:
    """Such as one that has no file left, because many connections came at once."""
    laptop = Laptop("192.168.1.5")
    fails = False

    def reach() -> Reach:
        if fails:
            raise OSError(24, "Too many open files")
        return laptop.reach()

    certificate = RenewedCertificate(LocalSource(CertificateStore(tmp_path), reach), NOW)
    before, fails, laptop.ips = certificate.context, True, ("10.0.0.7",)
    certificate.renew_if_needed(NOW)
    assert certificate.context is before
    fails = False
    certificate.renew_if_needed(NOW)
    assert certificate.context is not before


def test_an_error_is_logged_once_and_the_old_certificate_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    laptop = Laptop("192.168.1.5")
    certificate = RenewedCertificate(LocalSource(CertificateStore(tmp_path / "store"), laptop.reach), NOW)
    before = certificate.context
    (tmp_path / "store").rename(tmp_path / "gone")
    (tmp_path / "store").write_text("no folder")
    laptop.ips = ("10.0.0.7",)
    certificate.renew_if_needed(NOW)
    certificate.renew_if_needed(NOW)
    assert certificate.context is before
    assert caplog.text.count("stays as it is") == 1


def test_a_missing_certificate_is_an_error_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(CertificateError, match="--certfile"):
        RenewedCertificate(ProvidedSource(tmp_path / "cert.pem", tmp_path / "key.pem"), NOW)


def test_a_renewed_file_is_used_and_a_broken_one_is_not(tmp_path: Path) -> None:
    reach = Reach((), ("localhost",))
    authority = make_authority("pc", ["localhost"], NOW)
    file = tmp_path / "own.pem"
    file.write_bytes(sign_leaf(authority, reach, NOW).secret_pem())
    certificate = RenewedCertificate(ProvidedSource(file, file), NOW)
    first = certificate.context
    certificate.renew_if_needed(NOW)
    assert certificate.context is first
    file.write_bytes(b"half a certif")
    os.utime(file, ns=(1, 1))
    certificate.renew_if_needed(NOW)
    assert certificate.context is first
    file.write_bytes(sign_leaf(authority, reach, NOW).secret_pem())
    os.utime(file, ns=(2, 2))
    certificate.renew_if_needed(NOW)
    assert certificate.context is not first
    shake_hands(certificate.context, strict_client(authority.pem()), "localhost")
