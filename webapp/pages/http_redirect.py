"""Plain HTTP answers two things only: how to trust the authority, and that all else is to be had over HTTPS."""

import secrets
from typing import Any, Final
from urllib.parse import quote

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from webapp.lan.lan_access import LanSite
from webapp.pages.trust_pages import create_trust_pages
from webapp.paths import bundled_folder
from webapp.wsgi.middleware import WsgiApp
from webapp.wsgi.security_headers import security_headers

_PATH_CHARACTERS: Final = "/~!$&'()*+,;=:@%"


def create_plain_door(site: LanSite) -> Flask:
    door = Flask("posecast-door", static_folder=None, template_folder=str(bundled_folder("templates")))

    @door.before_request
    def choose_nonce() -> None:
        g.csp_nonce = secrets.token_urlsafe(16)

    @door.after_request
    def add_security_headers(response: Response) -> Response:
        response.headers.extend(security_headers(g.csp_nonce, request.headers.get("Host", "")))
        return response

    if site.authority is not None:
        door.register_blueprint(create_trust_pages(site, site.authority))

    @door.get("/", defaults={"_path": ""})
    @door.get("/<path:_path>")
    def lead_to_https(_path: str) -> Response:
        return redirect_to_https(site)

    @door.errorhandler(HTTPException)
    def say_plainly(error: HTTPException) -> tuple[str, int, dict[str, str]]:
        return f"{error.code} {error.name}\n", error.code or 500, {"Content-Type": "text/plain"}

    return door


def redirect_to_https(site: LanSite) -> Response:
    """To the same page over HTTPS, on the host that was asked if it is ours, so that nobody is sent to a stranger's."""
    query = request.query_string.decode("latin-1")
    path = quote(request.path, safe=_PATH_CHARACTERS) + (
        f"?{quote(query, safe=_PATH_CHARACTERS + '?')}" if query else ""
    )
    target = site.secure_base(request.headers.get("Host", "")) + path
    # Not 301 or 308: browsers keep those for ever, and the port may serve something else tomorrow.
    answer = Response(f"Posecast is at {target}\n", 302, mimetype="text/plain")
    answer.headers["Location"] = target
    answer.headers["Cache-Control"] = "no-store"
    return answer


def by_scheme(secure: WsgiApp, plain: WsgiApp) -> WsgiApp:
    """One application for a port where some speak TLS, and some plain HTTP by mistake."""

    def serve(environ: dict[str, Any], start_response: Any) -> Any:
        app = secure if environ["wsgi.url_scheme"] == "https" else plain
        return app(environ, start_response)

    return serve
