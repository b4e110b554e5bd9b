"""The checks of the user's own certificate."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from webapp.lan.addresses import Reach
from webapp.lan.pki.authority import make_authority
from webapp.lan.pki.leaf import Leaf, sign_leaf
from webapp.lan.pki.provided import check_provided_certificate
from webapp.lan.pki.x509 import CertificateError

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def fresh_leaf() -> Leaf:
    return sign_leaf(make_authority("pc", ["localhost"], NOW), Reach((), ("localhost",)), NOW)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    leaf = fresh_leaf()
    certfile, keyfile = tmp_path / "cert.pem", tmp_path / "key.pem"
    certfile.write_bytes(leaf.certificate.public_bytes(serialization.Encoding.PEM))
    keyfile.write_bytes(leaf.key_pem())
    return certfile, keyfile


def test_a_good_pair_passes_in_two_files_and_in_one(pair: tuple[Path, Path], tmp_path: Path) -> None:
    assert check_provided_certificate(*pair, NOW) is None
    both = tmp_path / "both.pem"
    both.write_bytes(fresh_leaf().secret_pem())
    assert check_provided_certificate(both, both, NOW) is None


def test_a_certificate_that_ends_soon_passes_with_a_warning(pair: tuple[Path, Path]) -> None:
    warning = check_provided_certificate(*pair, NOW + timedelta(days=390))
    assert warning is not None
    assert "ends on 2027-12-" in warning


@pytest.mark.parametrize(
    ("days", "words"), [(400, "ended on 2027-12-.*renew"), (-5, "begins on 2026-11-21.*clock")]
)
def test_a_certificate_that_is_not_valid_now(pair: tuple[Path, Path], days: int, words: str) -> None:
    with pytest.raises(CertificateError, match=words):
        check_provided_certificate(*pair, NOW + timedelta(days=days))


def test_a_missing_file_is_named_with_its_option(pair: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(CertificateError, match=r"--certfile .*gone.*No such file"):
        check_provided_certificate(tmp_path / "gone", pair[1], NOW)
    with pytest.raises(CertificateError, match=r"--keyfile .*gone.*No such file"):
        check_provided_certificate(pair[0], tmp_path / "gone", NOW)


def test_a_key_of_another_certificate(pair: tuple[Path, Path]) -> None:
    pair[1].write_bytes(fresh_leaf().key_pem())
    with pytest.raises(CertificateError, match="does not belong to"):
        check_provided_certificate(*pair, NOW)


def test_an_encrypted_key_comes_with_the_command_that_helps(pair: tuple[Path, Path]) -> None:
    pair[1].write_bytes(
        fresh_leaf().key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    with pytest.raises(CertificateError, match=r"is encrypted.*openssl pkey -in"):
        check_provided_certificate(*pair, NOW)


def test_swapped_files(pair: tuple[Path, Path]) -> None:
    certfile, keyfile = pair
    with pytest.raises(CertificateError, match="no certificate in PEM form"):
        check_provided_certificate(keyfile, certfile, NOW)
    with pytest.raises(CertificateError, match="no private key in PEM form"):
        check_provided_certificate(certfile, certfile, NOW)
