"""The local authority: its content, its names, and when it is renewed."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests.lan.sample_access import AUTHORITY, HOME, NOW
from webapp.lan.pki.authority import make_authority
from webapp.lan.pki.leaf import sign_leaf


def test_the_authority_has_the_extensions_that_phones_require() -> None:
    certificate = AUTHORITY.certificate
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert (usage.critical, usage.value.key_cert_sign, usage.value.digital_signature) == (True, True, False)
    assert not certificate.extensions.get_extension_for_class(x509.NameConstraints).critical
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    assert certificate.not_valid_after_utc - NOW > timedelta(days=3600)


def test_an_authority_near_its_end_still_signs_and_then_needs_renewal() -> None:
    end = AUTHORITY.certificate.not_valid_after_utc
    late = end - timedelta(days=100)
    leaf = sign_leaf(AUTHORITY, HOME, late)
    assert leaf.certificate.not_valid_after_utc == end
    assert leaf.serves(HOME, AUTHORITY, late)
    assert not AUTHORITY.needs_renewal(late)
    assert AUTHORITY.needs_renewal(end - timedelta(days=29))
    assert AUTHORITY.is_not_yet_valid(NOW - timedelta(days=2))


@pytest.mark.parametrize("host", ["a" * 300, "Toms Mac ✨", "", "\0\n", "x.y-z"])
def test_any_name_of_a_machine_makes_an_authority(host: str) -> None:
    name = make_authority(host, ["localhost"], NOW).name
    assert name.startswith("Posecast on ")
    assert len(name) <= 64
    assert name.isprintable()
