"""The configuration profile for iPhones."""

import plistlib
from uuid import UUID

from cryptography import x509

from tests.lan.sites import AUTHORITY, NOW
from webapp.lan.pki.authority import make_authority
from webapp.pages.trust_pages import mobileconfig


def test_the_profile_carries_the_authority_as_a_root() -> None:
    profile = plistlib.loads(mobileconfig(AUTHORITY))
    (payload,) = profile["PayloadContent"]
    assert profile["PayloadType"] == "Configuration"
    assert payload["PayloadType"] == "com.apple.security.root"
    assert x509.load_der_x509_certificate(payload["PayloadContent"]) == AUTHORITY.certificate
    assert AUTHORITY.name in (profile["PayloadDisplayName"], payload["PayloadDisplayName"])
    assert not profile["PayloadRemovalDisallowed"]
    for part in (profile, payload):
        assert part["PayloadVersion"] == 1
        assert part["PayloadIdentifier"].startswith("posecast.authority.")


def test_its_numbers_are_those_of_the_authority() -> None:
    def numbers(content: bytes) -> list[UUID]:
        profile = plistlib.loads(content)
        return [UUID(part["PayloadUUID"]) for part in (profile, *profile["PayloadContent"])]

    ours = numbers(mobileconfig(AUTHORITY))
    assert mobileconfig(AUTHORITY) == mobileconfig(AUTHORITY)
    assert len({*ours, *numbers(mobileconfig(make_authority("pc", ["pc"], NOW)))}) == 4


def test_no_key_is_in_it() -> None:
    assert b"PRIVATE" not in mobileconfig(AUTHORITY)
    secret = AUTHORITY.key.private_numbers().private_value.to_bytes(32)
    (payload,) = plistlib.loads(mobileconfig(AUTHORITY))["PayloadContent"]
    assert secret not in payload["PayloadContent"]
