"""The HTTP routes: the page, its files, and the server's health."""

import secrets
import time
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from flask import Blueprint, Response, g, jsonify, render_template, request, send_file
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from webapp import __version__
from webapp.lan.lan_access import LanSite
from webapp.pages.health import server_health
from webapp.paths import bundled_folder
from webapp.protocol import limits
from webapp.realtime.client_registry import ClientRegistry
from webapp.scheduler.worker_pool import WorkerPool
from webapp.settings import ServerSettings
from webapp.wsgi.assets import entity_tag, media_type
from webapp.wsgi.security_headers import security_headers


def create_pages(
    settings: ServerSettings, clients: ClientRegistry, pool: WorkerPool, lan: LanSite | None = None
) -> Blueprint:
    pages = Blueprint("pages", __name__)
    _secure_every_answer(pages, settings.allow_origins)
    _serve_pages(pages, settings, clients, lan)
    _serve_health(pages, settings, clients, pool)
    pages.add_url_rule("/static/<path:name>", "static", static_file)
    return pages


def _secure_every_answer(pages: Blueprint, may_frame: tuple[str, ...]) -> None:
    """Of the whole app; may_frame: origins whose pages may show the view without controls."""

    @pages.before_app_request
    def choose_nonce() -> None:
        g.csp_nonce = secrets.token_urlsafe(16)

    @pages.after_app_request
    def add_security_headers(response: Response) -> Response:
        frames = may_frame if _is_embedded() else ()
        response.headers.extend(security_headers(g.csp_nonce, request.headers.get("Host", ""), frames))
        return response


def _serve_pages(
    pages: Blueprint, settings: ServerSettings, clients: ClientRegistry, lan: LanSite | None
) -> None:
    @pages.get("/")
    def index() -> Response:
        if clients.full and not _is_for_a_link():
            return _page(
                "full.html", HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "10"}, clients=len(clients)
            )
        return _page("index.html", config=page_config(settings, lan))

    @pages.get("/media")
    def media() -> Response:
        return _page("media.html", config=page_config(settings, None))


def _serve_health(
    pages: Blueprint, settings: ServerSettings, clients: ClientRegistry, pool: WorkerPool
) -> None:
    started_s = time.monotonic()

    @pages.get("/healthz")
    def healthz() -> tuple[Response, int]:
        health = server_health(settings, clients, pool, time.monotonic() - started_s)
        return jsonify(health), 200 if health["status"] == "ok" else 503


def _page(
    template: str,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] = MappingProxyType({}),
    **facts: object,
) -> Response:
    """A page made for this one request, with the nonce that its scripts need."""
    text = render_template(template, version=__version__, csp_nonce=g.csp_nonce, **facts)
    return Response(text, status, {"Cache-Control": "no-store", **headers}, mimetype="text/html")


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


def static_file(name: str) -> Response:
    """A file of the site. The browser asks every time and is mostly told "not modified": never stale, and cheap."""
    found = safe_join(str(bundled_folder("static")), name)
    path = None if found is None else bundled_folder("static") / name
    try:
        is_there = path is not None and path.is_file()
    except OSError:  # a name longer than a file's can be
        is_there = False
    if path is None or not is_there:
        raise NotFound
    response = send_file(path, mimetype=media_type(path), etag=entity_tag(path), conditional=True)
    response.cache_control.no_cache = True
    return response
