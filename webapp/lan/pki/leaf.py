"""The server's certificate, signed by the local authority for this machine's addresses and names."""

from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from webapp.lan.addresses import LOOPBACK, IpAddress, Reach
from webapp.lan.pki.authority import Authority
from webapp.lan.pki.x509 import CLOCK_SLACK, KeyAndCertificate, sign

VALIDITY: Final = timedelta(days=397)
"""Phones refuse longer ones from public authorities, and may later do so from all."""

RENEW_BEFORE: Final = timedelta(days=30)
"""A new one is made so long before its end, so that a server which runs for weeks never uses one that has ended."""


class Leaf(KeyAndCertificate):
    """The server's certificate, for the addresses and names that this machine had when it was made."""

    def addresses(self) -> set[IpAddress]:
        return set(_alternatives(self.certificate).get_values_for_type(x509.IPAddress))  # type: ignore[arg-type]

    def names(self) -> set[str]:
        return set(_alternatives(self.certificate).get_values_for_type(x509.DNSName))

    def serves(self, reach: Reach, authority: Authority, now: datetime) -> bool:
        """Whether it is signed by this authority, for all these addresses and names, and need not be renewed yet.

        It may have addresses that the machine no longer has: a laptop gets them back when it returns to its network, and
        a browser in which the warning was dismissed remembers the certificate and would warn again about a new one.
        """
        is_in_time = self.certificate.not_valid_before_utc <= now < self._renewal(authority)
        return (
            is_in_time
            and _is_signed_by(self.certificate, authority)
            and set(_all_addresses(reach)) <= self.addresses()
            and set(_names(reach, authority)) <= self.names()
        )

    def _renewal(self, authority: Authority) -> datetime:
        end = self.certificate.not_valid_after_utc
        # One that ends with its authority cannot be renewed for longer.
        return end if end >= authority.certificate.not_valid_after_utc else end - RENEW_BEFORE


def sign_leaf(authority: Authority, reach: Reach, now: datetime) -> Leaf:
    """Make a certificate with a new key for all these addresses, and for the names that the authority may sign."""
    key = ec.generate_private_key(ec.SECP256R1())
    begin = max(now - CLOCK_SLACK, authority.certificate.not_valid_before_utc)
    end = min(begin + VALIDITY - timedelta(seconds=1), authority.certificate.not_valid_after_utc)
    alternatives = [
        *(x509.DNSName(name) for name in _names(reach, authority)),
        *(x509.IPAddress(address) for address in _all_addresses(reach)),
    ]
    certificate = sign(
        authority.issuer(),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Posecast on this network")]),
        key,
        (begin, end),
        [
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]),
            x509.SubjectAlternativeName(alternatives),
        ],
        is_authority=False,
    )
    return Leaf(key, certificate)


def _all_addresses(reach: Reach) -> tuple[IpAddress, ...]:
    return tuple(dict.fromkeys((*LOOPBACK, *reach.addresses)))


def _names(reach: Reach, authority: Authority) -> list[str]:
    return [name for name in dict.fromkeys(("localhost", *reach.names)) if authority.may_sign(name)]


def _alternatives(certificate: x509.Certificate) -> x509.SubjectAlternativeName:
    return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value


def _is_signed_by(certificate: x509.Certificate, authority: Authority) -> bool:
    try:
        certificate.verify_directly_issued_by(authority.certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
