"""An echo server on Posecast's web server and Socket.IO set-up: it sends every frame back."""

import argparse
from typing import Any

from webapp.__main__ import _eventlet_serve, _threading_serve
from webapp.server.listener import listen
from webapp.settings import ServerSettings


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--async-mode", required=True)
    arguments = parser.parse_args()
    # Before anything else makes a socket: eventlet has to patch first.
    serve = _eventlet_serve(set()) if arguments.async_mode == "eventlet" else _threading_serve()
    from webapp.scheduler.worker_pool import WorkerPool
    from webapp.server.app import create_app
    from webapp.workers.pose_process import WorkerProcess

    settings = ServerSettings(async_mode=arguments.async_mode)
    app = create_app(
        settings, WorkerPool(1, lambda: WorkerProcess(settings, set()))
    )  # the pool is never started
    server = app.server

    def connect(sid: str, *_about: object) -> None:
        server.emit("welcome", {}, to=sid)

    def frame(sid: str, payload: dict[str, Any]) -> None:
        server.emit("frame", payload, to=sid)

    server.on("connect", connect)
    server.on("frame", frame)
    serve(listen("127.0.0.1", arguments.port), app.wsgi, None)


if __name__ == "__main__":
    main()
