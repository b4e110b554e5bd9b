"""Renews the certificate while the server runs: new connections get the new one, and old connections stay."""

import logging
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from webapp.lan.addresses import Reach
from webapp.lan.pki.authority import Authority
from webapp.lan.pki.leaf import Leaf
from webapp.lan.pki.provided import check_provided_certificate
from webapp.lan.pki.store import CertificateStore
from webapp.lan.pki.x509 import CertificateError

log = logging.getLogger("posecast.certificates")

CHECK_S: Final = 10.0
"""Seconds between checks: a laptop that has changed networks is soon reachable again."""


class CertificateSource(Protocol):
    """Where the certificate comes from."""

    def new_context(self, now: datetime) -> ssl.SSLContext | None:
        """Return a context for new connections; None if the last one is still right. Raises CertificateError."""


class LocalSource:
    """Certificates of the local authority, for the machine's current addresses."""

    authority: Authority

    def __init__(self, store: CertificateStore, reach: Callable[[], Reach]) -> None:
        self._store = store
        self._reach = reach
        self._leaf: Leaf | None = None

    def new_context(self, now: datetime) -> ssl.SSLContext | None:
        reach = self._reach()
        # While ours is good, the store is not read: another server may have written its own there.
        if self._leaf is not None and self._leaf.serves(reach, self.authority, now):
            return None
        with self._store.leaf(reach, now) as (authority, leaf):
            context = server_context(self._store.leaf_file)
        self.authority, self._leaf = authority, leaf
        return context


class ProvidedSource:
    """The user's own certificate, read again when its files have changed, as after a renewal."""

    def __init__(self, certfile: Path, keyfile: Path) -> None:
        self._files = (certfile, keyfile)
        self._seen: list[tuple[int, int]] = []

    def new_context(self, now: datetime) -> ssl.SSLContext | None:
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
    """The TLS context of new connections. Raises CertificateError on construction if there is no usable certificate."""

    def __init__(self, source: CertificateSource, now: datetime) -> None:
        self._source = source
        first = source.new_context(now)
        if first is None:
            raise CertificateError("there is no certificate")
        self.context = first
        self._last_error = ""

    def renew_if_needed(self, now: datetime) -> None:
        """Change to a new certificate if there is one. An error is logged once, and the old certificate stays."""
        try:
            context = self._source.new_context(now)
        except (
            CertificateError,
            OSError,
        ) as error:  # OSError: the system has no file left to list the addresses
            if str(error) != self._last_error:
                log.warning("the certificate stays as it is: %s", error)
            self._last_error = str(error)
            return
        self._last_error = ""
        if context is not None:
            self.context = context
            log.info("new connections get a new certificate")

    def run(self) -> None:
        """Renew the certificate whenever that is needed, without end."""
        while True:
            time.sleep(CHECK_S)
            self.renew_if_needed(datetime.now(UTC))


def server_context(certificate: Path, key: Path | None = None) -> ssl.SSLContext:
    """Make a context for TLS 1.2 and 1.3. key: if it is not in the certificate's file. Raises CertificateError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION  # a client could make the server compute without end
    # A slow upload is ended by closing the socket below TLS for reading. Without this option OpenSSL takes that for an error
    # and sends nothing more. HTTP and WebSocket know by themselves whether a message is complete.
    context.options |= getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise CertificateError(f"the certificate in {certificate} cannot be used: {error}") from error
    return context


def _state(path: Path) -> tuple[int, int]:
    """Return what changes with a file's content: time and size."""
    try:
        status = path.stat()
    except OSError:  # reading the file raises an error that says what is wrong
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)
