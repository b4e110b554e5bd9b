"""The certificate that new connections get; it may change while the server runs, and old connections stay."""

import logging
import ssl
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from webapp.lan.addresses import Reach, current_reach
from webapp.lan.pki.authority import Authority
from webapp.lan.pki.leaf import Leaf
from webapp.lan.pki.provided import check_provided_certificate
from webapp.lan.pki.store import CertificateStore
from webapp.lan.pki.x509 import CertificateError

log = logging.getLogger("posecast.certificates")

LOOK_S: Final = 10.0
"""Seconds between looks at the machine's addresses: a laptop that has changed networks is soon reachable again."""


class CertificateSource(Protocol):
    def look(self, now: datetime) -> ssl.SSLContext | None:
        """A context for new connections; None where the last one given is still right. Raises CertificateError."""


class LocalSource:
    """Certificates of this machine's own authority, for the addresses that it has at the time."""

    authority: Authority

    def __init__(self, store: CertificateStore, reach: Callable[[], Reach]) -> None:
        self._store = store
        self._reach = reach
        self._leaf: Leaf | None = None

    def look(self, now: datetime) -> ssl.SSLContext | None:
        reach = self._reach()
        # What another server has put into the store meanwhile is of no concern while ours is good.
        if self._leaf is not None and self._leaf.serves(reach, self.authority, now):
            return None
        with self._store.leaf(reach, now) as (authority, leaf):
            context = server_context(self._store.leaf_file)
        self.authority, self._leaf = authority, leaf
        return context


class ProvidedSource:
    """A certificate that somebody brought along; read again when its files have changed, as after a renewal."""

    def __init__(self, certfile: Path, keyfile: Path) -> None:
        self._files = (certfile, keyfile)
        self._seen: list[tuple[int, int]] = []

    def look(self, now: datetime) -> ssl.SSLContext | None:
        seen = [_state(path) for path in self._files]
        if seen == self._seen:
            return None
        warning = check_provided_certificate(*self._files, now)
        if warning:
            log.warning("%s", warning)
        context = server_context(*self._files)
        self._seen = seen
        return context


class RenewedCertificate:
    """Raises CertificateError on construction where there is no usable certificate."""

    def __init__(self, source: CertificateSource, now: datetime) -> None:
        self._source = source
        first = source.look(now)
        if first is None:
            raise CertificateError("there is no certificate")
        self.context = first
        self._last_trouble = ""

    def look(self, now: datetime) -> None:
        """Change to another certificate if it is time. Trouble is logged once, and the old one goes on serving."""
        try:
            context = self._source.look(now)
        except (
            CertificateError,
            OSError,
        ) as error:  # OSError: the addresses cannot be had, for want of a file
            if str(error) != self._last_trouble:
                log.warning("the certificate stays as it is: %s", error)
            self._last_trouble = str(error)
            return
        self._last_trouble = ""
        if context is not None:
            self.context = context
            log.info("new connections get a new certificate")

    def watch(self) -> None:
        """Look every so often, for good."""
        while True:
            time.sleep(LOOK_S)
            self.look(datetime.now(UTC))


def local_source(folder: Path, extra_names: Iterable[str] = ()) -> LocalSource:
    names = tuple(extra_names)
    return LocalSource(CertificateStore(folder), lambda: current_reach(names))


def server_context(certificate: Path, key: Path | None = None) -> ssl.SSLContext:
    """TLS 1.2 and 1.3 with this certificate (and its key, if that is in another file). Raises CertificateError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION  # a client could have us compute without end
    # An upload that crawls is ended by closing what lies below TLS for reading. By itself OpenSSL calls that an error and
    # can say nothing more; whether all came, HTTP and WebSocket know themselves.
    context.options |= getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise CertificateError(f"the certificate in {certificate} cannot be used: {error}") from error
    return context


def _state(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:  # what is wrong with it is said when it is read
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)
