"""What the authority's and the server's certificates share: keys, dates, extensions, files, and the error."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

CLOCK_SLACK: Final = timedelta(days=1)
"""Certificates begin so long in the past, for devices whose clocks are slow."""


class CertificateError(Exception):
    """There is no usable certificate; the message says why and what to do."""


@dataclass(frozen=True)
class KeyAndCertificate:
    """A private key, and the certificate of its public key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def pem(self) -> bytes:
        """Return the certificate alone, in PEM form."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def key_pem(self) -> bytes:
        """Return the key alone, in PEM form, not encrypted."""
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def secret_pem(self) -> bytes:
        """Return key and certificate, in PEM form, for the store."""
        return self.key_pem() + self.pem()

    @classmethod
    def from_secret_pem(cls, pem: bytes) -> Self:
        """Read what `secret_pem` returned. Raises CertificateError if that is not a key and its certificate."""
        try:
            key = serialization.load_pem_private_key(pem, None)
            certificate = x509.load_pem_x509_certificate(pem)
        except (ValueError, TypeError) as error:
            raise CertificateError(f"it is damaged ({error})") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            raise CertificateError("its key and its certificate do not belong together")
        return cls(key, certificate)


@dataclass(frozen=True)
class Issuer:
    """The name, the key and the key's identifier with which a certificate is signed."""

    name: x509.Name
    key: ec.EllipticCurvePrivateKey
    key_identifier: x509.SubjectKeyIdentifier


def sign(
    issuer: Issuer,
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    dates: tuple[datetime, datetime],
    extensions: list[x509.ExtensionType],
    *,
    is_authority: bool,
) -> x509.Certificate:
    """Sign a certificate of a key. extensions: those beyond what every certificate has; none is critical."""
    begin, end = dates
    own_identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(is_authority, 0 if is_authority else None), critical=True)
        .add_extension(_key_usage(is_authority), critical=True)
        .add_extension(own_identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier(issuer.key_identifier.digest, None, None), critical=False)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(issuer.key, hashes.SHA256())


def _key_usage(is_authority: bool) -> x509.KeyUsage:
    """Return the usage of an authority's key, certificates only, or of a server's key, handshakes only."""
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
