"""The application for plain HTTP: redirects to HTTPS, and serves only the pages about trusting the authority."""

from typing import Final
from urllib.parse import quote

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from webapp.lan.lan_access import LanAccess
from webapp.pages.trust_pages import create_trust_pages
from webapp.paths import bundled_folder
from webapp.wsgi.security_headers import add_security_headers

_PATH_CHARACTERS: Final = "/~!$&'()*+,;=:@%"


def create_http_redirect(lan: LanAccess) -> Flask:
    flask = Flask("posecast-http", static_folder=None, template_folder=str(bundled_folder("templates")))
    add_security_headers(flask)
    if lan.authority is not None:
        flask.register_blueprint(create_trust_pages(lan, lan.authority))

    @flask.get("/", defaults={"_path": ""})
    @flask.get("/<path:_path>")
    def redirect(_path: str) -> Response:
        return redirect_to_https(lan)

    @flask.errorhandler(HTTPException)
    def error_text(error: HTTPException) -> tuple[str, int, dict[str, str]]:
        return f"{error.code} {error.name}\n", error.code or 500, {"Content-Type": "text/plain"}

    return flask


def redirect_to_https(lan: LanAccess) -> Response:
    """Redirect to the same page over HTTPS, on the host that was asked where it is ours, and never on a foreign one."""
    query = request.query_string.decode("latin-1")
    path = quote(request.path, safe=_PATH_CHARACTERS) + (
        f"?{quote(query, safe=_PATH_CHARACTERS + '?')}" if query else ""
    )
    target = lan.secure_base(request.headers.get("Host", "")) + path
    # Not 301 or 308: browsers keep those for ever, and the port may serve something else tomorrow.
    response = Response(f"Posecast is at {target}\n", 302, mimetype="text/plain")
    response.headers["Location"] = target
    response.headers["Cache-Control"] = "no-store"
    return response
