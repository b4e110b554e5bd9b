"""The local certificate authority: made once on this machine, trusted once by a phone."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from webapp.lan.pki.error import CertificateError

LIFE: Final = timedelta(days=3652)
"""Ten years: phones are to trust it once. Its key never leaves this machine."""

LAST_DAYS: Final = timedelta(days=30)
"""So long before its end a new authority is made, rather than leaf certificates that end with it."""

CLOCK_SLACK: Final = timedelta(days=1)
"""Certificates begin so long ago, for devices whose clocks are behind."""

LOCAL_NAMES: Final = ("localhost", "local", "lan", "internal", "home.arpa")
"""The names, with all below them, that belong to local networks alone. It may sign these, and this machine's own."""

_LONGEST_HOST: Final = 24
"""Characters of the machine's name in the authority's; the whole may have 64."""


@dataclass(frozen=True)
class Authority:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def name(self) -> str:
        """As devices list it."""
        return str(self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)

    @property
    def fingerprint(self) -> str:
        """SHA-256, in pairs of hexadecimal digits, as devices show it."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    def der(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def pem(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def secret_pem(self) -> bytes:
        """Key and certificate, for the store."""
        return key_pem(self.key) + self.pem()

    @classmethod
    def from_secret_pem(cls, pem: bytes) -> Self:
        """Raises CertificateError where that is not a key and its certificate."""
        key, certificate = key_and_certificate(pem)
        return cls(key, certificate)

    def may_sign(self, name: str) -> bool:
        """Whether a host name is among those that it is held to."""
        constraints = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        permitted = [str(subtree.value) for subtree in constraints.permitted_subtrees or ()]
        return any(name == one or name.endswith(f".{one}") for one in permitted)

    def is_due(self, now: datetime) -> bool:
        """Whether it is time for another one."""
        return now > self.certificate.not_valid_after_utc - LAST_DAYS

    def is_young(self, now: datetime) -> bool:
        """Whether its time has not come yet: some clock is, or was, wrong."""
        return now < self.certificate.not_valid_before_utc


def make_authority(host: str, own_names: list[str], now: datetime) -> Authority:
    """A new authority. host: the machine's name, for people; own_names: its host names."""
    key = ec.generate_private_key(ec.SECP256R1())
    # Two authorities of the same name and different keys would confuse devices that have trusted the first.
    shown = re.sub(r"[^A-Za-z0-9.-]", "", host)[:_LONGEST_HOST] or "this machine"
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Posecast"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Posecast on {shown} ({secrets.token_hex(3)})"),
        ]
    )
    permitted = [x509.DNSName(one) for one in dict.fromkeys((*LOCAL_NAMES, *own_names))]
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now - CLOCK_SLACK + LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_signs_certificates(), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier(identifier.digest, None, None), critical=False)
        # Not critical: a device that does not know them goes on working. docs/decisions/0008
        .add_extension(x509.NameConstraints(permitted, None), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, certificate)


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def key_and_certificate(pem: bytes) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """What a file of the store holds. Raises CertificateError where it is damaged."""
    try:
        key = serialization.load_pem_private_key(pem, None)
        certificate = x509.load_pem_x509_certificate(pem)
    except (ValueError, TypeError) as error:
        raise CertificateError(f"it is damaged ({error})") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise CertificateError("its key and its certificate do not belong together")
    return key, certificate


def _signs_certificates() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
