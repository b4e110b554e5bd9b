"""Leaf certificates: their content, which devices accept them, and when they are renewed."""

import ssl
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lan.handshakes import shake_hands, strict_client
from tests.lan.sample_access import AUTHORITY, HOME, NOW
from webapp.lan.addresses import IpAddress, Reach
from webapp.lan.pki.authority import Authority, make_authority
from webapp.lan.pki.leaf import RENEW_BEFORE, Leaf, sign_leaf
from webapp.lan.pki.renewal import server_context

E = TypeVar("E", bound=x509.ExtensionType)


def context_of(leaf: Leaf, folder: Path) -> ssl.SSLContext:
    path = folder / "leaf.pem"
    path.write_bytes(leaf.secret_pem())
    return server_context(path)


def moved(*ips: str) -> Reach:
    return Reach(tuple(map(ip_address, ips)), HOME.names)


def extension(certificate: x509.Certificate, kind: type[E]) -> x509.Extension[E]:
    return certificate.extensions.get_extension_for_class(kind)


@pytest.mark.parametrize(
    "host", ["192.168.1.5", "fd00::2", "127.0.0.1", "::1", "localhost", "pc", "pc.local"]
)
def test_a_device_that_trusts_the_authority_accepts_every_address_and_name(tmp_path: Path, host: str) -> None:
    server = context_of(sign_leaf(AUTHORITY, HOME, NOW), tmp_path)
    shaken = shake_hands(server, strict_client(AUTHORITY.pem()), host)
    assert shaken.version() == "TLSv1.3"


@pytest.mark.parametrize("host", ["192.168.1.6", "pc.lan", "example.org"])
def test_other_addresses_and_names_are_not_accepted(tmp_path: Path, host: str) -> None:
    server = context_of(sign_leaf(AUTHORITY, HOME, NOW), tmp_path)
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        shake_hands(server, strict_client(AUTHORITY.pem()), host)


def test_a_device_that_trusts_another_authority_refuses(tmp_path: Path) -> None:
    server = context_of(sign_leaf(AUTHORITY, HOME, NOW), tmp_path)
    other = make_authority("pc", ["pc"], NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"):
        shake_hands(server, strict_client(other.pem()), "localhost")


def test_a_stolen_key_is_of_no_use_for_names_of_the_internet(tmp_path: Path) -> None:
    """OpenSSL, as browsers do, holds the authority to its names."""

    class Stolen(Authority):
        def may_sign(self, name: str) -> bool:
            return bool(name)

    thief = Stolen(AUTHORITY.key, AUTHORITY.certificate)
    leaf = sign_leaf(thief, Reach((), ("bank.example",)), NOW)
    assert "bank.example" in leaf.names()
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(context_of(leaf, tmp_path), strict_client(AUTHORITY.pem()), "bank.example")


def test_names_that_the_authority_may_not_sign_are_left_out() -> None:
    leaf = sign_leaf(AUTHORITY, Reach((), ("renamed.example", "posecast.local", "tv.lan")), NOW)
    assert leaf.names() == {"localhost", "posecast.local", "tv.lan"}


@pytest.mark.parametrize(("version", "spoken"), [("TLSv1_2", "TLSv1.2"), ("TLSv1_3", "TLSv1.3")])
def test_current_versions_of_tls(tmp_path: Path, version: str, spoken: str) -> None:
    client = strict_client(AUTHORITY.pem())
    client.minimum_version = client.maximum_version = ssl.TLSVersion[version]
    server = context_of(sign_leaf(AUTHORITY, HOME, NOW), tmp_path)
    assert shake_hands(server, client, "localhost").version() == spoken


def test_the_leaf_has_the_extensions_that_phones_require() -> None:
    certificate = sign_leaf(AUTHORITY, HOME, NOW).certificate
    basic = extension(certificate, x509.BasicConstraints)
    assert (basic.critical, basic.value.ca) == (True, False)
    assert list(extension(certificate, x509.ExtendedKeyUsage).value) == [ExtendedKeyUsageOID.SERVER_AUTH]
    usage = extension(certificate, x509.KeyUsage)
    assert (usage.critical, usage.value.digital_signature, usage.value.key_cert_sign) == (True, True, False)
    issuer = extension(AUTHORITY.certificate, x509.SubjectKeyIdentifier).value
    assert extension(certificate, x509.AuthorityKeyIdentifier).value.key_identifier == issuer.digest
    life = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert timedelta(days=390) < life < timedelta(days=397)


@settings(max_examples=30)
@given(st.sets(st.ip_addresses(), max_size=8), st.sets(st.ip_addresses(), max_size=3))
def test_a_leaf_serves_its_addresses_until_one_is_added(ips: set[IpAddress], more: set[IpAddress]) -> None:
    leaf = sign_leaf(AUTHORITY, Reach(tuple(ips), HOME.names), NOW)
    always = {ip_address("127.0.0.1"), ip_address("::1")}
    assert leaf.addresses() == ips | always
    assert leaf.serves(Reach(tuple(ips), HOME.names), AUTHORITY, NOW)
    grown = Reach((*ips, *more), HOME.names)
    assert leaf.serves(grown, AUTHORITY, NOW) is (more <= ips | always)


def test_a_leaf_stays_when_an_address_is_removed() -> None:
    leaf = sign_leaf(AUTHORITY, HOME, NOW)
    assert leaf.serves(moved("192.168.1.5"), AUTHORITY, NOW)
    assert not leaf.serves(moved("10.0.0.7"), AUTHORITY, NOW)


def test_a_leaf_is_renewed_before_its_end() -> None:
    leaf = sign_leaf(AUTHORITY, HOME, NOW)
    renewal = leaf.certificate.not_valid_after_utc - RENEW_BEFORE
    assert leaf.serves(HOME, AUTHORITY, renewal - timedelta(seconds=1))
    assert not leaf.serves(HOME, AUTHORITY, renewal)
    assert not leaf.serves(HOME, AUTHORITY, NOW - timedelta(days=2))


def test_a_leaf_of_another_authority_is_replaced() -> None:
    leaf = sign_leaf(make_authority("pc", list(HOME.names), NOW), HOME, NOW)
    assert not leaf.serves(HOME, AUTHORITY, NOW)
