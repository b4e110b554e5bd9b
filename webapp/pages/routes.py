"""The routes of the site: its pages, and the files that they load."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from flask import Blueprint, Response, g, render_template, request, send_file
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from webapp import __version__
from webapp.lan.lan_access import LanAccess
from webapp.pages.health import add_health_route
from webapp.paths import bundled_folder
from webapp.protocol import limits
from webapp.realtime.client_registry import ClientRegistry
from webapp.scheduler.worker_pool import WorkerPool
from webapp.settings import ServerSettings
from webapp.wsgi.assets import entity_tag, media_type


def create_pages(
    settings: ServerSettings, clients: ClientRegistry, pool: WorkerPool, lan: LanAccess | None = None
) -> Blueprint:
    """For an application with security_headers.add_security_headers. lan: where the network may connect over HTTPS."""
    pages = Blueprint("pages", __name__)
    add_page_routes(pages, settings, clients, lan)
    add_health_route(pages, settings, clients, pool)
    pages.add_url_rule("/static/<path:name>", "static", static_file)
    return pages


def add_page_routes(
    pages: Blueprint, settings: ServerSettings, clients: ClientRegistry, lan: LanAccess | None
) -> None:
    @pages.get("/")
    def index() -> Response:
        if _is_embedded():
            g.frame_origins = settings.allow_origins
        if clients.full and not _is_for_a_link():
            return _page(
                "full.html", HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "10"}, clients=len(clients)
            )
        return _page("index.html", config=page_config(settings, lan))

    @pages.get("/media")
    def media() -> Response:
        return _page("media.html", config=page_config(settings, None))


def _page(
    template: str,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] = MappingProxyType({}),
    **values: object,
) -> Response:
    """Render a page for this request, with the nonce that its scripts need."""
    text = render_template(template, version=__version__, csp_nonce=g.csp_nonce, **values)
    return Response(text, status, {"Cache-Control": "no-store", **headers}, mimetype="text/html")


def _is_embedded() -> bool:
    """Whether the page without controls is asked for, which other sites may show in a frame if they are allowed."""
    return request.args.get("embed") == "1"


def _is_for_a_link() -> bool:
    """Whether the page is for joining a room, where a viewer may have a place though no camera has one.

    The link itself is in the fragment, which browsers do not send; so the page of a full server asks again with "link".
    """
    return _is_embedded() or "link" in request.args


def page_config(settings: ServerSettings, lan: LanAccess | None) -> dict[str, Any]:
    """Return what the page's scripts need to know before they connect."""
    return {
        "default_model": settings.model,
        "public_url": settings.public_url,
        "limits": {"people": limits.PEOPLE},
        **({"lan": lan.page_entry()} if lan else {}),
    }


def static_file(name: str) -> Response:
    """Send a file of the site. The browser asks every time and mostly gets 304: it is never stale, and little is sent."""
    joined = safe_join(str(bundled_folder("static")), name)
    path = None if joined is None else bundled_folder("static") / name
    try:
        exists = path is not None and path.is_file()
    except OSError:  # a name longer than a file's can be
        exists = False
    if path is None or not exists:
        raise NotFound
    response = send_file(path, mimetype=media_type(path), etag=entity_tag(path), conditional=True)
    response.cache_control.no_cache = True
    return response
