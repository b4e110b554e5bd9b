"""The authority as a configuration profile, which is how an iPhone takes it."""

import plistlib
import uuid

from webapp.lan.pki.authority import Authority


def mobileconfig(authority: Authority) -> bytes:
    """The profile, the same bytes for the same authority: installed twice, it is still there once."""
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"posecast.authority.{_short(authority)}",
            "PayloadUUID": _uuid(authority, "profile"),
            "PayloadDisplayName": authority.name,
            "PayloadDescription": "Lets this device open Posecast on your network without a warning.",
            "PayloadOrganization": "Posecast",
            "PayloadRemovalDisallowed": False,
            "PayloadContent": [
                {
                    "PayloadType": "com.apple.security.root",
                    "PayloadVersion": 1,
                    "PayloadIdentifier": f"posecast.authority.{_short(authority)}.certificate",
                    "PayloadUUID": _uuid(authority, "certificate"),
                    "PayloadDisplayName": authority.name,
                    "PayloadDescription": "The certificate authority of one computer on your network.",
                    "PayloadCertificateFileName": "posecast-ca.crt",
                    "PayloadContent": authority.der(),
                }
            ],
        },
        sort_keys=True,
    )


def _short(authority: Authority) -> str:
    return authority.fingerprint.replace(":", "")[:16].lower()


def _uuid(authority: Authority, part: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"posecast:{authority.fingerprint}:{part}")).upper()
