"""The headers that tell a browser what a page of ours may load and who may frame it."""

import re
from typing import Final

_HOST: Final = re.compile(r"[A-Za-z0-9.:\[\]-]+")


def security_headers(nonce: str, host: str, frames: tuple[str, ...] = ()) -> dict[str, str]:
    """Headers for every answer. host: as the browser named this server; it goes into the policy only if it is one.

    frames: origins whose pages may show this answer in a frame.
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
