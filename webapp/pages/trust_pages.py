"""/trust: explains how a device comes to trust the authority, and offers its certificate as each system takes it."""

import plistlib
import re
import uuid
from collections.abc import Callable
from typing import Final, Literal

from flask import Blueprint, Response, g, render_template, request, send_file
from werkzeug.exceptions import NotFound

from webapp import __version__
from webapp.lan.lan_access import LanAccess
from webapp.lan.pki.authority import Authority
from webapp.paths import bundled_folder
from webapp.wsgi.assets import entity_tag, media_type

System = Literal["ios", "android", "windows", "macos", "linux"]

_USER_AGENT_PATTERNS: Final[tuple[tuple[str, System], ...]] = (
    (r"iPhone|iPad|iPod", "ios"),
    (r"Android", "android"),  # before Linux, which Android names too
    (r"Windows NT", "windows"),
    (r"Macintosh", "macos"),  # also an iPad that asks for desktop pages, as it does by default
    (r"Linux|FreeBSD|OpenBSD", "linux"),
)

PAGE_FILES: Final = {
    "tokens.css": "css/tokens.css",
    "controls.css": "css/controls.css",
    "trust.css": "css/trust.css",
    "theme.js": "js/boot/theme.js",
    "posecast.svg": "icons/posecast.svg",
}
"""What the page needs to look like the others. It is served below /trust, since plain HTTP serves nothing else."""


def create_trust_pages(lan: LanAccess, authority: Callable[[], Authority]) -> Blueprint:
    """For an application with security_headers.add_security_headers."""
    pages = Blueprint("trust", __name__, url_prefix="/trust")

    @pages.get("")
    def trust() -> Response:
        current = authority()
        page = render_template(
            "trust.html",
            version=__version__,
            authority=current,
            until=current.certificate.not_valid_after_utc,
            system=operating_system(request.headers.get("User-Agent", "")),
            home=lan.secure_base(request.headers.get("Host", "")),
            csp_nonce=g.csp_nonce,
        )
        return Response(page, mimetype="text/html", headers={"Cache-Control": "no-store"})

    @pages.get("/<name>")
    def download(name: str) -> Response:
        if name not in DOWNLOADS:
            raise NotFound
        kind, encode = DOWNLOADS[name]
        response = Response(encode(authority()), mimetype=kind)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "no-store"
        return response

    @pages.get("/page/<name>")
    def page_file(name: str) -> Response:
        if name not in PAGE_FILES:
            raise NotFound
        path = bundled_folder("static") / PAGE_FILES[name]
        response = send_file(path, mimetype=media_type(path), etag=entity_tag(path), conditional=True)
        response.cache_control.no_cache = True
        return response

    return pages


def operating_system(user_agent: str) -> System | None:
    """Return the visitor's system, so that its instructions come first; None where the browser does not say."""
    return next((system for pattern, system in _USER_AGENT_PATTERNS if re.search(pattern, user_agent)), None)


def mobileconfig(authority: Authority) -> bytes:
    """Return Apple's configuration profile with the authority as a root certificate.

    The same authority gives the same bytes, so that a device that installs them twice has one profile.
    """
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"posecast.authority.{_short_fingerprint(authority)}",
            "PayloadUUID": _payload_uuid(authority, "profile"),
            "PayloadDisplayName": authority.name,
            "PayloadDescription": "Lets this device open Posecast on your network without a warning.",
            "PayloadOrganization": "Posecast",
            "PayloadRemovalDisallowed": False,
            "PayloadContent": [
                {
                    "PayloadType": "com.apple.security.root",
                    "PayloadVersion": 1,
                    "PayloadIdentifier": f"posecast.authority.{_short_fingerprint(authority)}.certificate",
                    "PayloadUUID": _payload_uuid(authority, "certificate"),
                    "PayloadDisplayName": authority.name,
                    "PayloadDescription": "The certificate authority of one computer on your network.",
                    "PayloadCertificateFileName": "posecast-ca.crt",
                    "PayloadContent": authority.der(),
                }
            ],
        },
        sort_keys=True,
    )


def _short_fingerprint(authority: Authority) -> str:
    return authority.fingerprint.replace(":", "")[:16].lower()


def _payload_uuid(authority: Authority, part: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"posecast:{authority.fingerprint}:{part}")).upper()


DOWNLOADS: Final[dict[str, tuple[str, Callable[[Authority], bytes]]]] = {
    "posecast-ca.crt": ("application/x-x509-ca-cert", Authority.der),
    "posecast-ca.mobileconfig": ("application/x-apple-aspen-config", mobileconfig),
    "posecast-ca.pem": ("application/x-pem-file", Authority.pem),
}
"""The certificate as each system takes it: media type, and the function that encodes it."""
