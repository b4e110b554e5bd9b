"""An echo server on Posecast's web server and Socket.IO set-up: it sends every frame back."""

import argparse
from typing import Any

from webapp.serving.web_server import prepare_web_server
from webapp.settings import ServerSettings


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--async-mode", required=True)
    arguments = parser.parse_args()
    web_server = prepare_web_server(arguments.async_mode)  # before anything else makes a socket
    from benchmarks.chaos.unguarded_server import remove_guards
    from webapp.protocol.socketio_packet import CLIENT_EVENT
    from webapp.scheduler.worker_pool import WorkerPool
    from webapp.server.app import create_app
    from webapp.server.listener import listen
    from webapp.workers.pose_process import WorkerProcess

    remove_guards()  # the echoes of one client are more messages a second than any camera sends
    settings = ServerSettings(async_mode=arguments.async_mode)
    pool = WorkerPool(1, lambda: WorkerProcess(settings))  # is never started
    app = create_app(settings, pool)
    server = app.server

    def connect(sid: str, *_about: object) -> None:
        server.emit("welcome", {}, to=sid)

    def echo(sid: str, event: str, payload: dict[str, Any]) -> None:
        server.emit(event, payload, to=sid)

    server.on("connect", connect)
    server.on(CLIENT_EVENT, echo)
    web_server.serve(listen("127.0.0.1", arguments.port), app.wsgi, None)


if __name__ == "__main__":
    main()
