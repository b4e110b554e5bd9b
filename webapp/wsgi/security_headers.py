"""The headers that say what a browser may load for a page of this server, and who may show the page in a frame."""

import re
import secrets
from typing import Final

from flask import Flask, Response, g, request

_HOST: Final = re.compile(r"[A-Za-z0-9.:\[\]-]+")


def add_security_headers(flask: Flask) -> None:
    """Have an application choose a nonce for every request (g.csp_nonce), and add the headers to every response.

    A view sets g.frame_origins where pages of other origins may show its response in a frame.
    """

    @flask.before_request
    def choose_nonce() -> None:
        g.csp_nonce = secrets.token_urlsafe(16)

    @flask.after_request
    def add(response: Response) -> Response:
        host = request.headers.get("Host", "")
        response.headers.extend(security_headers(g.csp_nonce, host, g.get("frame_origins", ())))
        return response


def security_headers(nonce: str, host: str, frames: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the security headers of a response.

    nonce: of the scripts in the page. host: the Host header, which goes into the policy only where it is a valid one.
    frames: origins whose pages may show this response in a frame.
    """
    # Some browsers do not count a WebSocket to the same host as 'self'.
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' 'nonce-{nonce}'",
        "style-src": "'self'",
        "img-src": "'self'",
        "media-src": "'self' blob:",
        "connect-src": f"'self'{sockets}",
        "worker-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": " ".join(frames) or "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
