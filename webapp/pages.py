"""The HTTP routes: the page, its files, and the server's health."""

import re
import secrets
import time
from dataclasses import asdict
from typing import Any, Final

from flask import Blueprint, Response, g, jsonify, render_template, request, send_file
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from webapp import __version__, limits
from webapp.clients import Clients
from webapp.lan.lan_site import LanSite
from webapp.settings import ServerSettings
from webapp.site_files import entity_tag, media_type, site_folder
from webapp.worker_pool import WorkerPool

_HOST: Final = re.compile(r"[A-Za-z0-9.:\[\]-]+")


def create_pages(
    settings: ServerSettings, clients: Clients, pool: WorkerPool, lan: LanSite | None = None
) -> Blueprint:
    pages = Blueprint("pages", __name__)
    started_s = time.monotonic()

    @pages.before_app_request
    def choose_nonce() -> None:
        g.csp_nonce = secrets.token_urlsafe(16)

    @pages.after_app_request
    def add_security_headers(response: Response) -> Response:
        frames = settings.allow_origins if _is_embedded() else ()
        response.headers.extend(security_headers(g.csp_nonce, request.headers.get("Host", ""), frames))
        return response

    @pages.get("/")
    def index() -> Response | tuple[str, int, dict[str, str]]:
        if clients.full and not _is_for_a_link():
            page = render_template(
                "full.html", version=__version__, clients=len(clients), csp_nonce=g.csp_nonce
            )
            return page, 503, {"Retry-After": "10", "Cache-Control": "no-store"}
        page = render_template(
            "index.html", version=__version__, config=page_config(settings, lan), csp_nonce=g.csp_nonce
        )
        return Response(page, mimetype="text/html", headers={"Cache-Control": "no-store"})

    @pages.get("/media")
    def media() -> Response:
        page = render_template(
            "media.html", version=__version__, config=page_config(settings, None), csp_nonce=g.csp_nonce
        )
        return Response(page, mimetype="text/html", headers={"Cache-Control": "no-store"})

    @pages.get("/static/<path:name>")
    def static(name: str) -> Response:
        return static_file(name)

    @pages.get("/healthz")
    def healthz() -> tuple[Response, int]:
        health = server_health(settings, clients, pool, time.monotonic() - started_s)
        return jsonify(health), 200 if health["status"] == "ok" else 503

    return pages


def _is_embedded() -> bool:
    """Whether this is the view without controls, which other sites may show in a frame if they were allowed to."""
    return request.path == "/" and request.args.get("embed") == "1"


def _is_for_a_link() -> bool:
    """Whether this visitor wants to join a room, for which there may be a place where there is none for a camera.

    The link itself is in the fragment, which no server gets to see; so the page for full servers asks again like this.
    """
    return _is_embedded() or "link" in request.args


def page_config(settings: ServerSettings, lan: LanSite | None) -> dict[str, Any]:
    """What the page needs to know before it connects."""
    return {
        "default_model": settings.model,
        "public_url": settings.public_url,
        "limits": {"people": limits.PEOPLE},
        **({"lan": lan.page_entry()} if lan else {}),
    }


def server_health(
    settings: ServerSettings, clients: Clients, pool: WorkerPool, uptime_s: float
) -> dict[str, Any]:
    workers = pool.counts()
    return {
        "status": "ok" if workers.ready else "no-worker",
        "version": __version__,
        "engine": settings.engine,
        "model": settings.model,
        "async_mode": settings.async_mode,
        "workers": asdict(workers),
        "clients": {"connected": len(clients), "max": clients.maximum},
        "viewers": {"connected": clients.viewers, "max": clients.most_viewers},
        "uptime_s": round(uptime_s, 3),
    }


def static_file(name: str) -> Response:
    """A file of the site. The browser asks every time and is mostly told "not modified": never stale, and cheap."""
    found = safe_join(str(site_folder("static")), name)
    path = None if found is None else site_folder("static") / name
    try:
        is_there = path is not None and path.is_file()
    except OSError:  # a name longer than a file's can be
        is_there = False
    if path is None or not is_there:
        raise NotFound
    response = send_file(path, mimetype=media_type(path), etag=entity_tag(path), conditional=True)
    response.cache_control.no_cache = True
    return response


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
