"""Which pages may speak to this server, and under which names: checked before anything else, for pages and sockets.

A foreign site can have a visitor's browser call this server, also one on the visitor's own machine. Its own pages are
told by `Origin`, which browsers always send along then. A site whose name was pointed at this machine's address after
its page was loaded (DNS rebinding) looks like a page of this server, except for the name in `Host`.
Programs that are no browsers send no `Origin`, and are let in.
"""

import json
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final

from webapp.settings import ServerSettings
from webapp.wsgi.middleware import WsgiApp
from webapp.wsgi.origin import Host, is_loopback, parse_host, written_origin
from webapp.wsgi.problem import PROBLEM_TYPE, problem_fields

_LOOK_AGAIN_S: Final = 5.0
"""Seconds between looks at the machine's own addresses, which change when it joins another network."""

_BEFORE_PROXIES: Final = "werkzeug.proxy_fix.orig"
"""Where ProxyFix keeps what a request said before the forwarded headers replaced it."""

Clock = Callable[[], float]
MachineHosts = Callable[[], Iterable[str]]
"""The names and addresses of this machine, as a URL has them."""


class RefusedRequestError(Exception):
    """A request that gets no further; says what to do for one who meant well."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class OriginCheck:
    def __init__(
        self, settings: ServerSettings, machine_hosts: MachineHosts, clock: Clock = time.monotonic
    ) -> None:
        self._outside = _origins(settings)
        self._own_names = {
            host.name for origin in self._outside if (host := parse_host(origin.partition("://")[2]))
        }
        bound = parse_host(f"[{settings.host}]" if ":" in settings.host else settings.host)
        if bound is not None:
            self._own_names.add(bound.name)
        self._is_local = bound is not None and is_loopback(bound.name)
        self._machine_hosts = machine_hosts
        self._clock = clock
        self._machine_names: set[str] = set()
        self._looked_s = float("-inf")

    def check(self, environ: dict[str, Any]) -> None:
        """Whether this request may go on. Raises RefusedRequestError."""
        host = parse_host(environ.get("HTTP_HOST", ""))
        if host is None:
            raise RefusedRequestError(
                HTTPStatus.BAD_REQUEST, "The request has no Host header that could be one."
            )
        if not self._is_own(host.name):
            raise RefusedRequestError(HTTPStatus.FORBIDDEN, _unknown_host(environ["wsgi.url_scheme"], host))
        self._check_way(environ.get(_BEFORE_PROXIES, {}).get("HTTP_HOST"))
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and not self.allows(origin, environ):
            raise RefusedRequestError(HTTPStatus.FORBIDDEN, _foreign_origin(origin))

    def _check_way(self, asked: str | None) -> None:
        """Whether a request with forwarded headers came through a proxy. Raises RefusedRequestError.

        A page whose name was pointed at this machine can forge those headers, but not `Host`, which has its name. A proxy
        sends a name of ours there, or one without dots, as containers have, which no web site can.
        """
        host = None if asked is None else parse_host(asked)
        if asked is not None and (host is None or not (self._is_own(host.name) or "." not in host.name)):
            raise RefusedRequestError(HTTPStatus.FORBIDDEN, _NOT_THE_PROXY)

    def allows(self, origin: str | None, environ: dict[str, Any]) -> bool:
        """Whether a page of this origin may use the server at the address that the request names."""
        host = parse_host(environ.get("HTTP_HOST", ""))
        own = host and written_origin(environ["wsgi.url_scheme"], host)
        return origin is not None and (origin == own or origin in self._outside)

    def guard(self, app: WsgiApp) -> WsgiApp:
        """The application, which gets to see only requests that passed."""

        def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            try:
                self.check(environ)
            except RefusedRequestError as refusal:
                return _answer(refusal, environ.get("PATH_INFO", ""), start_response)
            return app(environ, start_response)

        return serve

    def _is_own(self, name: str) -> bool:
        if is_loopback(name) or name in self._own_names:
            return True
        return not self._is_local and self._is_the_machines(name)

    def _is_the_machines(self, name: str) -> bool:
        now_s = self._clock()
        if name not in self._machine_names and now_s - self._looked_s >= _LOOK_AGAIN_S:
            self._looked_s = now_s
            self._machine_names = {host.name for text in self._machine_hosts() if (host := parse_host(text))}
        return name in self._machine_names


_NOT_THE_PROXY: Final = (
    "bad-origin: this request has the headers of a proxy, but was sent to a name that is not this server's. If it did come "
    "through your proxy, let that send the visitor's own Host on (nginx: proxy_set_header Host $http_host).\n"
)


def _origins(settings: ServerSettings) -> frozenset[str]:
    public = () if settings.public_url is None else (settings.public_url,)
    return frozenset((*settings.allow_origins, *public))


def _unknown_host(scheme: str, host: Host) -> str:
    address = written_origin(scheme, host)
    return (
        f"bad-origin: this Posecast server does not know that it can be reached as {address}, so it answers nothing "
        f"there; otherwise any web site could. If that is its address, start it with\n\n"
        f"    posecast serve --public-url {address}\n"
    )


def _foreign_origin(origin: str) -> str:
    start_with = "posecast serve --allow-origin ORIGIN"
    host = parse_host(origin.partition("://")[2])
    if host is not None and origin in (written_origin("http", host), written_origin("https", host)):
        start_with = f"posecast serve --allow-origin {origin}"
    return (
        "bad-origin: a page of another site wanted to use this Posecast server. If it may, start the server with\n\n"
        f"    {start_with}\n\n"
        "If the server is behind a proxy or a tunnel, start it with --public-url and the address that people open."
    )


def _answer(refusal: RefusedRequestError, path: str, start_response: Any) -> Iterable[bytes]:
    body, content_type = refusal.message.encode(), "text/plain; charset=utf-8"
    if path.startswith("/api/"):
        fields = problem_fields(refusal.status, "bad-origin", refusal.message)
        body, content_type = json.dumps(fields).encode(), PROBLEM_TYPE
    headers = [
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response(f"{refusal.status.value} {refusal.status.phrase}", headers)
    return [body]
