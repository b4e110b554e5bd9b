"""A proxy that sends its own idea of `Host` on, as nginx does without `proxy_set_header Host`."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final

WAIT_S: Final = 60
ONLY_FOR_A_CONNECTION: Final = frozenset({"connection", "transfer-encoding", "content-length"})


@contextmanager
def host_changing_proxy(port: int, *, modules_have_origin: bool) -> Iterator[str]:
    """The address of a proxy to that port of this machine, while it runs.

    modules_have_origin: whether `Origin` comes with a page's own modules as Chromium sends it, or does not, as the standard
    has it.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def _pass_on(self) -> None:
            if "Upgrade" in self.headers:
                self.send_error(400)
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {**self.headers, "Host": f"127.0.0.1:{port}", "Connection": "close"}
            if self.command == "GET" and not modules_have_origin:
                headers.pop("Origin", None)
            server = HTTPConnection("127.0.0.1", port, timeout=WAIT_S)
            try:
                server.request(self.command, self.path, body, headers)
                answer = server.getresponse()
                content = answer.read()
            except (OSError, HTTPException):
                self.send_error(502)
                return
            finally:
                server.close()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ONLY_FOR_A_CONNECTION:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as proxy:
        Thread(target=proxy.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{proxy.server_port}"
        proxy.shutdown()
