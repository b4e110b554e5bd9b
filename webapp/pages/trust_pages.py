"""/trust: how a device comes to trust the authority, and the authority in the forms that devices take."""

import plistlib
import re
import uuid
from collections.abc import Callable
from typing import Final, Literal

from flask import Blueprint, Response, g, render_template, request, send_file
from werkzeug.exceptions import NotFound

from webapp import __version__
from webapp.lan.lan_access import LanSite
from webapp.lan.pki.authority import Authority
from webapp.paths import bundled_folder
from webapp.wsgi.assets import entity_tag, media_type


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


System = Literal["ios", "android", "windows", "macos", "linux"]

_SIGNS: Final[tuple[tuple[str, System], ...]] = (
    (r"iPhone|iPad|iPod", "ios"),
    (r"Android", "android"),  # before Linux, which Android names too
    (r"Windows NT", "windows"),
    (r"Macintosh", "macos"),  # and every iPad that asks for desktop pages, as they do by default
    (r"Linux|FreeBSD|OpenBSD", "linux"),
)


def visitor_system(user_agent: str) -> System | None:
    """None for one that says nothing known."""
    return next((system for sign, system in _SIGNS if re.search(sign, user_agent)), None)


FILES: Final = {
    "tokens.css": "css/tokens.css",
    "controls.css": "css/controls.css",
    "trust.css": "css/trust.css",
    "theme.js": "js/boot/theme.js",
    "posecast.svg": "icons/posecast.svg",
}
"""What the page needs to look like the others. It has its own way to them: over plain HTTP nothing else is answered."""

DOWNLOADS: Final[dict[str, tuple[str, Callable[[Authority], bytes]]]] = {
    "posecast-ca.crt": ("application/x-x509-ca-cert", Authority.der),
    "posecast-ca.mobileconfig": ("application/x-apple-aspen-config", mobileconfig),
    "posecast-ca.pem": ("application/x-pem-file", Authority.pem),
}


def create_trust_pages(site: LanSite, authority: Callable[[], Authority]) -> Blueprint:
    """For an application that sets g.csp_nonce and adds the security headers."""
    pages = Blueprint("trust", __name__, url_prefix="/trust")

    @pages.get("")
    def trust() -> Response:
        current = authority()
        page = render_template(
            "trust.html",
            version=__version__,
            authority=current,
            until=current.certificate.not_valid_after_utc,
            system=visitor_system(request.headers.get("User-Agent", "")),
            home=site.secure_base(request.headers.get("Host", "")),
            csp_nonce=g.csp_nonce,
        )
        return Response(page, mimetype="text/html", headers={"Cache-Control": "no-store"})

    @pages.get("/<name>")
    def download(name: str) -> Response:
        if name not in DOWNLOADS:
            raise NotFound
        kind, form = DOWNLOADS[name]
        answer = Response(form(authority()), mimetype=kind)
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @pages.get("/page/<name>")
    def page_file(name: str) -> Response:
        if name not in FILES:
            raise NotFound
        path = bundled_folder("static") / FILES[name]
        answer = send_file(path, mimetype=media_type(path), etag=entity_tag(path), conditional=True)
        answer.cache_control.no_cache = True
        return answer

    return pages
