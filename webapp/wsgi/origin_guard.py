"""Refuses requests of foreign pages, and requests for names that are not this server's, before anything else runs.

A page of another site can make a visitor's browser send requests to this server, also to one on the visitor's own
machine. `Origin` tells whose page it is; browsers always send it then. A site whose name was pointed at this machine's
address after its page was loaded (DNS rebinding) looks like a page of this server, except for the name in `Host`.
Programs that are not browsers send no `Origin`, and are allowed.
"""

import json
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final, Protocol

from webapp.settings import ServerSettings
from webapp.wsgi.middleware import WsgiApp
from webapp.wsgi.origin import Host, is_loopback, parse_host, written_origin
from webapp.wsgi.problem import PROBLEM_TYPE, problem_fields

_REFRESH_S: Final = 5.0
"""Seconds until the machine's own addresses are asked for again; they change when it joins another network."""

_BEFORE_PROXIES: Final = "werkzeug.proxy_fix.orig"
"""Where ProxyFix keeps what a request contained before the forwarded headers replaced it."""

Clock = Callable[[], float]


class MachineHosts(Protocol):
    def known_hosts(self) -> Iterable[str]:
        """The names and addresses of this machine at present, as they stand in a URL or in `Host`."""


class RefusedRequestError(Exception):
    """The request is refused; the message says what an honest client, or the server's owner, can do."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class OriginPolicy:
    """Knows the names of this server, and the origins whose pages may use it."""

    def __init__(
        self, settings: ServerSettings, machine: MachineHosts, clock: Clock = time.monotonic
    ) -> None:
        """machine: asked only where the server listens on other addresses than loopback."""
        self._allowed_origins = _allowed_origins(settings)
        self._own_names = {
            host.name for origin in self._allowed_origins if (host := parse_host(origin.partition("://")[2]))
        }
        bound = parse_host(f"[{settings.host}]" if ":" in settings.host else settings.host)
        if bound is not None:
            self._own_names.add(bound.name)
        self._is_local = bound is not None and is_loopback(bound.name)
        self._machine = machine
        self._clock = clock
        self._machine_names: set[str] = set()
        self._refreshed_s = float("-inf")

    def check(self, environ: dict[str, Any]) -> None:
        """Raises RefusedRequestError for a request that must not go on."""
        host = parse_host(environ.get("HTTP_HOST", ""))
        if host is None:
            raise RefusedRequestError(HTTPStatus.BAD_REQUEST, "The request has no valid Host header.")
        if not self._is_own(host.name):
            raise RefusedRequestError(HTTPStatus.FORBIDDEN, _unknown_host(environ["wsgi.url_scheme"], host))
        self._check_proxy(environ.get(_BEFORE_PROXIES, {}).get("HTTP_HOST"))
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and not self.allows(origin, environ):
            raise RefusedRequestError(HTTPStatus.FORBIDDEN, _foreign_origin(origin))

    def allows(self, origin: str | None, environ: dict[str, Any]) -> bool:
        """Whether a page of this origin may use the server under the name that the request has in `Host`."""
        host = parse_host(environ.get("HTTP_HOST", ""))
        own = host and written_origin(environ["wsgi.url_scheme"], host)
        return origin is not None and (origin == own or origin in self._allowed_origins)

    def _check_proxy(self, sent_host: str | None) -> None:
        """Check that a request with forwarded headers came through a proxy. Raises RefusedRequestError.

        sent_host: `Host` as it was sent. A page whose name was pointed at this machine can forge the forwarded headers,
        but not `Host`, which has its name. A proxy sends a name of ours there, or one without dots, as containers have,
        which no web site can have.
        """
        host = None if sent_host is None else parse_host(sent_host)
        if sent_host is not None and (host is None or not (self._is_own(host.name) or "." not in host.name)):
            raise RefusedRequestError(HTTPStatus.FORBIDDEN, _NOT_THE_PROXY)

    def _is_own(self, name: str) -> bool:
        if is_loopback(name) or name in self._own_names:
            return True
        return not self._is_local and self._is_the_machine_s(name)

    def _is_the_machine_s(self, name: str) -> bool:
        now_s = self._clock()
        if name not in self._machine_names and now_s - self._refreshed_s >= _REFRESH_S:
            self._refreshed_s = now_s
            hosts = map(parse_host, self._machine.known_hosts())
            self._machine_names = {host.name for host in hosts if host is not None}
        return name in self._machine_names


class OriginGuard:
    """A WSGI application in front of another, which gets only requests that the policy lets through."""

    def __init__(self, app: WsgiApp, policy: OriginPolicy) -> None:
        self._app = app
        self._policy = policy

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            self._policy.check(environ)
        except RefusedRequestError as refusal:
            return _refuse(refusal, environ.get("PATH_INFO", ""), start_response)
        return self._app(environ, start_response)


_NOT_THE_PROXY: Final = (
    "bad-origin: this request has the headers of a proxy, but was sent to a name that is not this server's. If it did come "
    "through your proxy, let the proxy pass on the visitor's own Host (nginx: proxy_set_header Host $http_host).\n"
)


def _allowed_origins(settings: ServerSettings) -> frozenset[str]:
    public = () if settings.public_url is None else (settings.public_url,)
    return frozenset((*settings.allow_origins, *public))


def _unknown_host(scheme: str, host: Host) -> str:
    address = written_origin(scheme, host)
    return (
        f"bad-origin: this Posecast server does not know the address {address}, and answers only at addresses that it "
        f"knows; otherwise any web site could use it. If that is its address, start it with\n\n"
        f"    posecast serve --public-url {address}\n"
    )


def _foreign_origin(origin: str) -> str:
    start_with = "posecast serve --allow-origin ORIGIN"
    host = parse_host(origin.partition("://")[2])
    if host is not None and origin in (written_origin("http", host), written_origin("https", host)):
        start_with = f"posecast serve --allow-origin {origin}"
    return (
        "bad-origin: a page of another site tried to use this Posecast server. To allow it, start the server with\n\n"
        f"    {start_with}\n\n"
        "If the server is behind a proxy or a tunnel, start it with --public-url and the address that people open."
    )


def _refuse(refusal: RefusedRequestError, path: str, start_response: Any) -> Iterable[bytes]:
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
