"""TLS settings of the client: which authorities to trust, and a socket that two threads can share."""

import ssl
from pathlib import Path

import requests.certs

from webapp.serving.tls import ThreadsafeTlsSocket


class _ClientTls(ThreadsafeTlsSocket):
    """A client's TLS socket that one thread can read while another writes, once the handshake is done."""

    def do_handshake(self, block: bool = False) -> None:
        super().do_handshake(block)
        self.begin_sharing()


def tls_context(verify: bool | str) -> ssl.SSLContext:
    """Return the TLS settings.

    verify: whether to check certificates, or the file of an authority. Raises OSError if the file is not one.
    """
    context = ssl.create_default_context(cafile=verify if isinstance(verify, str) else None)
    context.sslsocket_class = _ClientTls
    if verify is True:
        context.load_verify_locations(requests.certs.where())
    if verify is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def check_authority(verify: bool | str) -> None:
    """Raise OSError if the file is not an authority's; requests would report the server's certificate as wrong."""
    if isinstance(verify, str) and Path(verify).is_file():
        tls_context(verify)
