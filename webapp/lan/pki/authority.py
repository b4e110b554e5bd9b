"""The local certificate authority: made once on this machine, and trusted once on each phone."""

import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from webapp.lan.pki.x509 import CLOCK_SLACK, Issuer, KeyAndCertificate, sign

VALIDITY: Final = timedelta(days=3652)
"""Ten years: phones are to trust it once. Its key never leaves this machine."""

RENEW_BEFORE: Final = timedelta(days=30)
"""A new authority is made so long before its end; else leaf certificates would end with it."""

LOCAL_NAMES: Final = ("localhost", "local", "lan", "internal", "home.arpa")
"""Names, with all below them, that only local networks use. The authority may sign these and this machine's own."""

_LONGEST_HOST: Final = 24
"""Characters of the machine's name in the authority's; the whole may have 64."""


class Authority(KeyAndCertificate):
    """An authority for this machine's addresses, and for names of local networks."""

    @property
    def name(self) -> str:
        """The name under which devices list it."""
        return str(self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)

    @property
    def fingerprint(self) -> str:
        """SHA-256, in pairs of hexadecimal digits, as devices show it."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    def der(self) -> bytes:
        """Return the certificate alone, in DER form."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def issuer(self) -> Issuer:
        """Return this authority as the issuer of a certificate."""
        identifier = self.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        return Issuer(self.certificate.subject, self.key, identifier)

    def may_sign(self, name: str) -> bool:
        """Whether its name constraints permit a host name."""
        constraints = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        permitted = [str(subtree.value) for subtree in constraints.permitted_subtrees or ()]
        return any(name == one or name.endswith(f".{one}") for one in permitted)

    def needs_renewal(self, now: datetime) -> bool:
        """Whether a new authority must be made in its place."""
        return now > self.certificate.not_valid_after_utc - RENEW_BEFORE

    def is_not_yet_valid(self, now: datetime) -> bool:
        """Whether it begins in the future: a clock is, or was, wrong."""
        return now < self.certificate.not_valid_before_utc


def make_authority(host: str, own_names: list[str], now: datetime) -> Authority:
    """Make a new authority. host: the machine's name, to be shown; own_names: its host names."""
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
    begin = now - CLOCK_SLACK
    certificate = sign(
        Issuer(name, key, x509.SubjectKeyIdentifier.from_public_key(key.public_key())),
        name,
        key,
        (begin, begin + VALIDITY),
        # Not critical: a device that does not know them still accepts the certificate. docs/decisions/0008
        [x509.NameConstraints(permitted, None)],
        is_authority=True,
    )
    return Authority(key, certificate)
