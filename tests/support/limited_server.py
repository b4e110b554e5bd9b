"""A web server of either async mode with limits of the test's choice, and an application that tells what reached it.

`python -m tests.support.limited_server MODE LIMITS [CERTFILE]` runs it, LIMITS being fields of ConnectionLimits as JSON.
"""

import json
import ssl
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from webapp.serving.connection_limits import ConnectionLimits
from webapp.serving.web_server import prepare_limited_web_server
from webapp.settings import AsyncMode

ROOT: Final = Path(__file__).parents[2]


class _Certificate:
    def __init__(self, path: str) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(path)


class _Application:
    """Answers with its number of requests so far, the path, and the body, or why there is none."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self._count += 1
        body = "" if environ["PATH_INFO"] == "/unread" else _body(environ)
        answer = f"<{self._count} {environ['PATH_INFO']} {body}>".encode()
        start_response("200 OK", [("Content-Length", str(len(answer)))])
        return [answer]


def _body(environ: dict[str, Any]) -> str:
    is_terminated = "wsgi.input_terminated" in environ
    length = -1 if is_terminated else int(environ.get("CONTENT_LENGTH") or 0)
    try:
        return str(environ["wsgi.input"].read(length).decode())
    except OSError as error:
        return f"{type(error).__name__} timed_out={environ['posecast.timed_connection'].timed_out}"


@contextmanager
def limited_server(
    async_mode: AsyncMode, limits: ConnectionLimits, certfile: Path | None = None
) -> Iterator[int]:
    """Run it, and give its port."""
    fields = json.dumps(asdict(limits))
    command = [sys.executable, "-m", "tests.support.limited_server", async_mode, fields]
    with subprocess.Popen(
        command + ([str(certfile)] if certfile else []), cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def main() -> None:
    async_mode: Any = sys.argv[1]
    web_server = prepare_limited_web_server(async_mode, ConnectionLimits(**json.loads(sys.argv[2])))
    from webapp.server.listener import listen  # only now: it makes sockets

    listener = listen("127.0.0.1", 0)
    print(listener.getsockname()[1], flush=True)
    tls = _Certificate(sys.argv[3]) if len(sys.argv) > 3 else None
    web_server.serve(listener, _Application(), tls)


if __name__ == "__main__":
    main()
