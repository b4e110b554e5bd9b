"""TLS of a stream: whom to believe, and how a thread may read while another writes."""

import ssl
from pathlib import Path

import requests.certs

from webapp.serving.tls import ThreadsafeTlsSocket


class _ClientTls(ThreadsafeTlsSocket):
    def do_handshake(self, block: bool = False) -> None:
        super().do_handshake(block)
        self.begin_sharing()


def tls_context(verify: bool | str) -> ssl.SSLContext:
    """verify: whether to check certificates, or the file of an authority. Raises OSError for a file that is none."""
    context = ssl.create_default_context(cafile=verify if isinstance(verify, str) else None)
    context.sslsocket_class = _ClientTls
    if verify is True:
        context.load_verify_locations(requests.certs.where())
    if verify is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def check_authority(verify: bool | str) -> None:
    """Raises OSError for a file that is no authority's, for which requests blames the server."""
    if isinstance(verify, str) and Path(verify).is_file():
        tls_context(verify)
