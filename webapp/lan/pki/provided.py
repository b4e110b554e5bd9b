"""Checks the user's own certificate (--certfile, --keyfile) before it is used."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from webapp.lan.pki.x509 import CertificateError

_WARN_BEFORE: Final = timedelta(days=14)


def check_provided_certificate(certfile: Path, keyfile: Path, now: datetime) -> str | None:
    """Return a warning if the certificate ends soon, else None. Raises CertificateError if it cannot be used."""
    certificate = _certificate(certfile)
    if _public_key(keyfile) != certificate.public_key():
        raise CertificateError(
            f"the key in {keyfile} does not belong to the certificate in {certfile}; give the pair that was made "
            "together (the server's own certificate comes first in the file, those of authorities after it)"
        )
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now >= end:
        raise CertificateError(f"the certificate in {certfile} ended on {end:%Y-%m-%d}; renew it")
    if now < begin:
        raise CertificateError(
            f"the certificate in {certfile} begins on {begin:%Y-%m-%d %H:%M} UTC; is this machine's clock right?"
        )
    return f"the certificate in {certfile} ends on {end:%Y-%m-%d}" if now > end - _WARN_BEFORE else None


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(_read("--certfile", path))[0]
    except ValueError as error:
        raise CertificateError(
            f"{path} has no certificate in PEM form (-----BEGIN CERTIFICATE-----)"
        ) from error


def _public_key(path: Path) -> object:
    try:
        return serialization.load_pem_private_key(_read("--keyfile", path), None).public_key()
    except TypeError as error:
        raise CertificateError(
            f"the key in {path} is encrypted, and the server cannot ask for its password; decrypt it: "
            f"openssl pkey -in {path} -out key.pem (only you should be able to read it: chmod 600 key.pem)"
        ) from error
    except ValueError as error:
        raise CertificateError(
            f"{path} has no private key in PEM form (-----BEGIN PRIVATE KEY-----)"
        ) from error


def _read(option: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CertificateError(f"{option} {path} cannot be read: {error.strerror or error}") from error


def certificate_names(path: Path) -> list[str]:
    """Return the host names of a certificate."""
    try:
        names = _certificate(path).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return names.get_values_for_type(x509.DNSName)
