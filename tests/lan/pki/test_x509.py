"""Keys and certificates as they are stored."""

import pytest

from tests.lan.sample_access import AUTHORITY, NOW
from webapp.lan.pki.authority import Authority, make_authority
from webapp.lan.pki.x509 import CertificateError


def test_a_stored_certificate_is_read_unchanged() -> None:
    again = Authority.from_secret_pem(AUTHORITY.secret_pem())
    assert again.fingerprint == AUTHORITY.fingerprint
    assert again.key.private_numbers() == AUTHORITY.key.private_numbers()
    assert AUTHORITY.fingerprint.count(":") == 31


@pytest.mark.parametrize("damage", ["half", "empty", "noise", "other key"])
def test_a_damaged_file_is_an_error(damage: str) -> None:
    whole = AUTHORITY.secret_pem()
    other = make_authority("pc", ["pc"], NOW)
    damaged = {
        "half": whole[: len(whole) // 2],
        "empty": b"",
        "noise": bytes(range(256)),
        "other key": whole[: whole.index(b"-----BEGIN CERT")] + other.pem(),
    }[damage]
    with pytest.raises(CertificateError):
        Authority.from_secret_pem(damaged)
